"""The trust page tells every policy that releases were made under, from the ledger's manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.home import Home
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA
from lilyroot_web.trust.queries import account

FIRST = {"k": 5, "k_text": 10, "colluders": 1, "segments": {}, "depth": 1, "version": 1, "since": ""}
SECOND = {
    **FIRST, "k": 8, "version": 2, "since": "2026-02",
    "segments": {"years_here": ["few", "many"], "site": ["Leeds", "York"]},
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    ledger = Ledger(home.releases)
    for period, policy in (("2026-01", FIRST), ("2026-02", SECOND), ("2026-03", SECOND)):
        ledger.append(period, SCHEMA.empty_table(), {"k": policy["k"], "policy": policy})
    ledger.append("spring-2026", SCHEMA.empty_table(), {"k": 5}, stream="answers")
    return home


def test_the_newest_policy_comes_first_in_words(home: Home) -> None:
    second, first, before = account(home).rules

    assert (second.smallest_group, second.words, second.colluders) == ("9 people", "11 people", "1 person")
    assert (second.since, second.releases) == ("February 2026", "2 releases")
    assert second.segments == "site: Leeds, York; years here: few, many"
    assert (first.since, first.segments, first.releases) == ("the beginning", "", "1 release")
    assert (before.smallest_group, before.words, before.colluders) == ("5 people", "", "")


def test_a_window_of_another_stream_is_named_with_its_stream(home: Home) -> None:
    assert [entry.period for entry in account(home).entries] == [
        "answers, spring-2026", "March 2026", "February 2026", "January 2026",
    ]  # fmt: skip
