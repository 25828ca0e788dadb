"""While an export comes in it is told where its records went so far, those of an interrupted run included."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime

import pytest

from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, Progress, listen
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

TALK = """id,speaker,sent,text
m1,cleo,2026-03-01T09:00:00,The nursery needs hoses.
m1,cleo,2026-03-01T09:00:00,The nursery needs hoses.
m2,ben,soon,When?
m3,ben,2026-03-01T09:05:00,The customer said so.
"""


class Stopped(Exception):
    """The machine went down here."""


def test_it_adds_up_at_every_step_and_after_an_interruption(tmp_path):
    store = Store.open(Home(tmp_path / "home"), today=datetime.now(UTC).date())
    (tmp_path / "talk.csv").write_text(TALK)
    told: list[tuple[int, ...]] = []

    def take_in(until: int) -> None:
        def report(at: Progress) -> None:
            told.append(astuple(at)[2:])
            if len(told) == until:
                raise Stopped

        how = Listening(find("table"), ListenOptions("notes"), KeywordReader(), batch_items=1, report=report)
        listen(store, tmp_path / "talk.csv", how)

    with pytest.raises(Stopped):
        take_in(until=2)
    take_in(until=0)
    store.close()

    # dealt with in this run, and of the export: committed, duplicate, quarantined
    assert told[:2] == [(1, 1, 0, 0), (2, 1, 1, 0)]
    assert told[2:4] == [(1, 1, 1, 1), (2, 2, 1, 1)]
    assert told[-1] == (2, 2, 1, 1)
