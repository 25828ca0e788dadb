"""The bridge: the same messages read by two versions, for the whole organisation, once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from lilyroot.cli.bridge import command
from lilyroot.engines import DuckDB
from lilyroot.errors import InputError, ReleaseRefused
from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.measure.bridge import bridge_between, bridges, build, version_before
from lilyroot.measure.panel import allotted, draw
from lilyroot.read import Reader
from lilyroot.release.ledger import Ledger
from lilyroot.release.reading import Readings
from lilyroot.store.forgetting import forget
from lilyroot.store.retention import FOREVER, delete_due
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader
from tests.second_reader import SecondReader, less_needy

MAPPING = """
[columns]
text = "text"
speaker = "who"
sent = "when"
conversation = "case"

[constants]
kind = "ticket"
channel = "desk"
"""
SECOND = SecondReader(less_needy)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(Home(tmp_path / "home"), today=date.min)
    yield store
    store.close()


def said(i: int) -> str:
    """One message in ten is centric, two are focused."""
    word = {0: "the customer needs it", 1: "a customer more", 2: "the customer list"}.get(i % 10, "the door is open")
    return f"{word} {i // 10}"


def take_in(
    store: Store,
    folder: Path,
    many: int,
    *,
    people: int = 20,
    first: int = 0,
    source: str = "desk",
    reader: Reader = KeywordReader(),  # noqa: B008 — it has no state
) -> None:
    rows = [
        {
            "text": said(i),
            "who": f"p{i % people}",
            "when": datetime(2025, 1 + i % 3, 5, tzinfo=UTC).isoformat(),
            "case": f"c{i // 4}",
        }
        for i in range(first, first + many)
    ]
    (folder / "mapping.toml").write_text(MAPPING)
    path = folder / f"{source}-{first}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ListenOptions(source=source, mapping=folder / "mapping.toml")
    listen(store, path, Listening(find("table"), options, reader))


def test_on_all_messages_the_figures_are_those_one_can_count(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 600)

    bridge = build(store, SECOND, "keyword-1")

    moved = sum(1 for i in range(0, 600, 10) if said(i)[-1] in "02468")
    assert bridge.messages == 600
    assert bridge.table[0] == pytest.approx(((60 - moved) / 600, moved / 600, 0))
    assert bridge.table[1] == pytest.approx((0, 0.2, 0))
    assert bridge.table[2] == pytest.approx((0, 0, 0.7))
    assert (bridge.salience.before, bridge.salience.after) == (pytest.approx(0.3), pytest.approx(0.3))
    assert bridge.salience.within_noise
    assert bridge.centric_share.before == pytest.approx(1 / 3)
    assert bridge.centric_share.after == pytest.approx((60 - moved) / 180)
    assert bridge.centric_share.n == 180
    assert bridge.centric_share.low < bridge.centric_share.after - 1 / 3 < bridge.centric_share.high < 0
    assert not bridge.centric_share.within_noise


def test_a_panel_speaks_for_all_messages_it_was_drawn_from(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 3_000)

    bridge = build(store, SECOND, "keyword-1", size=600)

    assert 600 <= bridge.messages <= 609  # at most one more for each month and orientation
    assert bridge.salience.before == pytest.approx(0.3, abs=1e-9)
    assert bridge.centric_share.before == pytest.approx(1 / 3, abs=1e-9)
    assert bridge.centric_share.after == pytest.approx(1 / 6, abs=0.05)


def test_two_versions_that_read_alike_differ_by_nothing(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 300)

    bridge = build(store, SecondReader(), "keyword-1")

    for change in (bridge.salience, bridge.centric_share):
        assert (change.low, change.high) == (0, 0)
        assert change.within_noise


def test_a_bridge_is_made_once_and_never_changes(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 300)
    first = build(store, SECOND, "keyword-1")
    take_in(store, tmp_path, 300, first=1_000)
    delete_due(store.catalogue, store.segments, FOREVER)

    assert build(store, SECOND, "keyword-1") == first
    assert bridges(store) == [first]
    assert bridge_between(store, "keyword-1", "keyword-2") == first
    assert bridge_between(store, "keyword-2", "keyword-1") is None


def test_the_same_panel_is_drawn_again_and_it_holds_no_text(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 500)

    one, other = (
        build(store, SECOND, "keyword-1", size=200),
        build(store, SecondReader(version="keyword-3"), "keyword-1", size=200),
    )

    assert one.panel == other.panel
    assert "door" not in "\n".join(store.catalogue.connection.iterdump())


def test_forgetting_a_source_takes_its_messages_out_of_the_panel(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 200)
    take_in(store, tmp_path, 100, first=5_000, source="other")
    bridge = build(store, SECOND, "keyword-1")

    forget(store, "other")

    (left,) = store.catalogue.connection.execute("SELECT COUNT(*) FROM panel").fetchone()
    assert (bridge.messages, left) == (300, 200)
    assert bridges(store) == [bridge]


def test_revisions_that_were_replaced_are_not_drawn(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 200)
    with store.catalogue.writing() as connection:
        connection.execute("INSERT INTO superseded SELECT key, revision FROM message LIMIT 50")

    with DuckDB(threads=1) as engine:
        panel = draw(store, engine, "keyword-1", 2_000)

    assert panel.num_rows == 150


def test_without_texts_there_is_no_bridge(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 300)
    delete_due(store.catalogue, store.segments, FOREVER)

    with pytest.raises(InputError) as caught:
        build(store, SECOND, "keyword-1")

    assert caught.value.code == "bridge.few"
    assert bridges(store) == []


def test_fewer_than_a_hundred_messages_make_no_bridge(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 99)

    with pytest.raises(InputError, match="99 messages"):
        build(store, SECOND, "keyword-1")


def test_four_people_make_no_bridge(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 300, people=4)

    with pytest.raises(ReleaseRefused):
        build(store, SECOND, "keyword-1")

    assert bridges(store) == []


def test_a_centric_share_of_few_people_is_not_told(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 300, people=10)  # of ten people three speak of customers

    bridge = build(store, SECOND, "keyword-1")

    assert bridge.centric_share is None
    assert "centric" not in bridge.sentence()


def test_a_version_that_reads_no_message_of_the_panel_makes_no_bridge(store: Store, tmp_path: Path) -> None:
    class Mute(SecondReader):
        def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
            read = super().read(batch, spans=spans)
            place = read.schema.get_field_index("orientation")
            return read.set_column(place, read.schema.field(place), pa.nulls(read.num_rows, pa.string()))

    take_in(store, tmp_path, 300)

    with pytest.raises(InputError) as caught:
        build(store, Mute(), "keyword-1")

    assert caught.value.code == "bridge.few"


def test_the_version_before_is_the_one_that_read_most(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 200)

    assert version_before(store, "keyword-2") == "keyword-1"
    with pytest.raises(InputError) as caught:
        version_before(store, "keyword-1")
    assert caught.value.code == "bridge.none"


def test_a_version_whose_texts_are_gone_is_not_the_one_to_bridge_from(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 400)
    delete_due(store.catalogue, store.segments, FOREVER)
    take_in(store, tmp_path, 120, first=1_000, reader=SecondReader())

    assert version_before(store, "keyword-3") == "keyword-2"


def test_rare_orientations_are_drawn_as_often_as_common_ones_and_months_in_proportion() -> None:
    sizes = {("a", "none"): 6_000, ("b", "none"): 3_000, ("a", "focused"): 900, ("a", "centric"): 90}

    taken = allotted(sizes, 600)

    by = Counter[str]()
    for (_, orientation), n in taken.items():
        by[orientation] += n
    assert by == {"centric": 90, "focused": 255, "none": 255}
    assert taken["a", "none"] == 2 * taken["b", "none"]


@pytest.mark.parametrize("size", [1, 5, 100_000])
def test_every_stratum_gives_at_least_one_and_at_most_all_it_has(size: int) -> None:
    sizes = {("a", "none"): 60, ("b", "none"): 3, ("a", "centric"): 1}

    taken = allotted(sizes, size)

    assert all(1 <= taken[stratum] <= n for stratum, n in sizes.items())


# --- what a release says of it ---------------------------------------------------------------------------------


def notes(store: Store, of_period: dict[str, list[str]], period: str) -> list[str]:
    return list(Readings(store, Ledger(store.home.releases), of_period).notes(period))


def test_one_version_throughout_needs_no_note(store: Store) -> None:
    of_period = {"2025-01": ["keyword-1"], "2025-02": ["keyword-1"]}

    assert [notes(store, of_period, period) for period in of_period] == [[], []]


def test_a_month_read_by_two_versions_says_so_and_so_does_the_month_after(store: Store) -> None:
    of_period = {"2025-01": ["keyword-1", "keyword-2"], "2025-02": ["keyword-2"], "2025-03": ["keyword-2"]}

    (mixed,), (changed,), after = (notes(store, of_period, period) for period in of_period)

    assert mixed.startswith("2 versions of the reader have read these messages (keyword-1, keyword-2)")
    assert changed.startswith("The reader has changed since the period before")
    assert after == []


def test_the_note_carries_the_bridge_but_no_level(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 600)
    bridge = build(store, SECOND, "keyword-1")

    (note,) = notes(store, {"2025-01": ["keyword-1"], "2025-02": ["keyword-2"]}, "2025-02")

    assert note.endswith(bridge.sentence())
    assert "points" in note
    assert "% before" not in note


def test_the_verb_says_how_far_figures_move_and_no_level(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, 600)
    bridge = build(store, SECOND, "keyword-1")

    shown = CliRunner().invoke(command, ["--list", "--home", str(store.home.root)]).output

    assert f"{100 * bridge.agreement:.1f} % of them keep their orientation" in shown
    assert f"salience: {bridge.salience.difference()}" in shown
    levels = [change.before for change in (bridge.salience, bridge.centric_share) if change]
    assert not any(f"{100 * level:.1f}" in shown for level in levels)
