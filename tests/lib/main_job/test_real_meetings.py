"""The same commands on 139 real design meetings: what is known of them is found, with intervals that do not touch.

The AMI Meeting Corpus is other people's text and no part of this project; the test is skipped where it is missing.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.read.languages import identify
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released

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


def interval(released: Released, cut: str, indicator: str, label: str) -> tuple[float, float]:
    (row,) = [row for row in released.rows(cut=cut, indicator=indicator) if label in row["label"]]
    return row["low"], row["high"]


def test_every_utterance_that_is_read_counts_once(released):
    """A few fragments look like another language."""
    languages = Counter(identify(parquet.read_table(MEETINGS, columns=["text"])["text"].combine_chunks()).to_pylist())
    (row,) = released.rows(cut="organisation", indicator="messages")

    assert sum(languages.values()) == 110_795
    assert row["value"] == languages["en"] + languages["und"] > 110_500


def test_teams_of_four_are_shown_in_pairs(released):
    teams = released.rows(cut="team", indicator="messages")

    assert len(teams) == 18
    assert {row["persons"] for row in teams} == {"5–9"}


@pytest.mark.parametrize("other", ["Project Manager", "User Interface", "Industrial Designer"])
def test_marketing_speaks_of_customers_more_than_the_other_roles(released, other):
    assert interval(released, "function", "salience", "Marketing")[0] > interval(
        released, "function", "salience", other
    )[1]  # fmt: skip


def test_requirements_meetings_speak_of_customers_more_than_evaluation_meetings(released):
    assert interval(released, "kind", "salience", "requirements")[0] > interval(
        released, "kind", "salience", "evaluation"
    )[1]  # fmt: skip
