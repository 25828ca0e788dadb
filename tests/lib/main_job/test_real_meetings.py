"""The same commands on 139 real design meetings: what is known of them is found, with intervals that do not touch.

The AMI Meeting Corpus is other people's text and no part of this project; the test is skipped where it is missing.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.read.languages import identify
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released
from lilyroot.release.steps import STEP

MEETINGS = Path(__file__).parents[4] / "shared" / "data" / "ami" / "messages.parquet"
MAPPING = """
thread_seconds = 300

[columns]
conversation = "conversation_id"
speaker = ["team", "agent"]
text = "text"
offset_s = "t_offset_s"
team = "team"
function = "role"

[kind]
column = "conversation_id"
pattern = "([a-d])$"
labels = { a = "kick-off", b = "requirements", c = "concept", d = "evaluation" }

[time]
undated = true
"""

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not MEETINGS.exists(), reason="the AMI meetings are not in ../shared/data"),
]


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Released:
    folder = tmp_path_factory.mktemp("ami")
    (folder / "ami.toml").write_text(MAPPING)
    home = ["--home", str(folder / "home")]
    listen = ["listen", str(MEETINGS), "--as", "table", "--mapping", str(folder / "ami.toml"), "--source", "ami"]
    report = ["report", "--out", str(folder / "report.html"), "--pdf", str(folder / "report.pdf")]
    for arguments in (listen, ["release"], report):
        done = CliRunner().invoke(verbs, [*arguments, *home])
        assert done.exit_code == 0, done.output
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    return Ledger(Home(folder / "home").releases).released()


def figure(released: Released, cut: str, indicator: str, label: str) -> dict[str, Any]:
    (row,) = [row for row in released.rows(cut=cut, indicator=indicator) if label in row["label"]]
    return row


def test_every_utterance_that_is_read_counts_once(released):
    """A few fragments look like another language."""
    languages = Counter(identify(parquet.read_table(MEETINGS, columns=["text"])["text"].combine_chunks()).to_pylist())
    (row,) = released.rows(cut="organisation", indicator="messages")

    assert sum(languages.values()) == 110_795
    assert abs(row["value"] - languages["en"] - languages["und"]) < STEP
    assert row["value"] > 110_500


def test_teams_of_four_are_shown_in_pairs(released):
    teams = released.rows(cut="team", indicator="messages")

    assert len(teams) == 18
    assert {row["persons"] for row in teams} == {"5–9"}


def clearly_more(released: Released, cut: str, more: str, less: str) -> bool:
    """Half as much again. Nobody has audited these meetings, so each interval holds all the reader may err by; but it
    errs alike in both groups, and what lies between them is more than that.
    """
    high, low = (figure(released, cut, "salience", label) for label in (more, less))
    assert {high["basis"], low["basis"]} == {"reader_only"}
    assert high["low"] < high["value"] < high["high"]
    return high["value"] > 1.5 * low["value"]


@pytest.mark.parametrize("other", ["Project Manager", "User Interface", "Industrial Designer"])
def test_marketing_speaks_of_customers_more_than_the_other_roles(released, other):
    assert clearly_more(released, "function", "Marketing", other)


def test_requirements_meetings_speak_of_customers_more_than_evaluation_meetings(released):
    assert clearly_more(released, "kind", "requirements", "evaluation")
