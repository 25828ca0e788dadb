"""The heat map and what changed in the dimensions: order, fullness, hidden cells, and no claim without evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.draw import HeatMap, figures, heat_map
from lilyroot.draw.heat_map import LEVELS
from lilyroot.release.ledger import Ledger
from lilyroot.score import Sources
from tests.culture_ledgers import Culture
from tests.culture_ledgers import publish as publish_culture
from tests.ledgers import DEPARTMENTS, forty_teams, organisation


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> HeatMap:
    return heat_map(forty_teams(tmp_path_factory.mktemp("forty")).released())


def test_departments_stand_in_the_order_of_their_share_each_with_its_teams(found: HeatMap) -> None:
    departments = [label for label, depth, _ in found.rows if depth == 1]
    column = [one.name for one in found.columns].index("Customer-centric share")
    shares = [int(fields[column].told.split("\u00a0")[0]) for _, depth, fields in found.rows if depth == 1]
    labels = [label for label, _, _ in found.rows]

    assert departments[0] == "Support"
    assert shares == sorted(shares, reverse=True)
    assert labels[0] == "Whole organisation"
    assert all(label.startswith("Support") for label in labels[1:7])


def test_the_largest_of_a_column_is_full_and_the_smallest_is_empty(found: HeatMap) -> None:
    for place in range(len(found.columns)):
        levels = [fields[place].level for _, _, fields in found.rows if fields[place].status == "shown"]
        assert (min(levels), max(levels)) == (0, LEVELS)


def test_every_number_stands_in_its_cell_and_hidden_ones_say_why(found: HeatMap) -> None:
    fields = [field for _, _, row in found.rows for field in row]
    hidden = [field for field in fields if field.status != "shown"]

    assert {field.status for field in hidden} == {"withheld", "too_little"}
    assert all(any(sign.isdigit() for sign in field.told) for field in fields if field.status == "shown")
    assert not [field for field in hidden if any(sign.isdigit() for sign in field.told) or field.level or field.mark]
    assert {field.told for field in hidden if field.status == "withheld"} == {"private"}


def test_uncorrected_signals_single_nobody_out(found: HeatMap) -> None:
    flags = [place for place, one in enumerate(found.columns) if one.definition == "flags"]

    assert flags
    assert not [field for _, _, row in found.rows for place, field in enumerate(row) if place in flags and field.mark]
    assert any(field.mark for _, _, row in found.rows for field in row)


def test_the_sentence_names_who_differs_most_and_in_what(found: HeatMap) -> None:
    assert "differs most from the whole organisation: above it in" in found.figure.sentence


def changes(ledger: Ledger):
    sources = Sources.of(ledger)
    return next(one for one in figures(sources.talk, sources=sources) if one.key == "dimension-changes")


def test_where_nothing_changed_nobody_says_that_it_did(tmp_path: Path) -> None:
    figure = changes(publish_culture(tmp_path / "releases", organisation(DEPARTMENTS, 1), Culture(), quarters=2))

    assert "Nobody can tell a change" in figure.sentence
    assert {row[6] for row in figure.rows} == {"cannot tell"}
    assert figure.spec is not None


def test_one_wave_is_not_held_against_itself(tmp_path: Path) -> None:
    figure = changes(publish_culture(tmp_path / "releases", organisation(DEPARTMENTS, 1), Culture(), quarters=2))

    assert "what people answer" not in {row[1] for row in figure.rows}
    assert {row[1] for row in figure.rows} >= {"what they write and say", "decisions, pay, praise"}


def test_one_quarter_is_no_change_yet(tmp_path: Path) -> None:
    figure = changes(publish_culture(tmp_path / "releases", organisation(DEPARTMENTS, 1), Culture(), quarters=1))

    assert "two whole quarters" in figure.sentence
    assert (figure.spec, figure.rows) == (None, ())


def test_what_moved_is_named_with_its_source_and_direction(tmp_path: Path) -> None:
    """The same organisation, but from the second quarter on customers come up in half as many messages."""
    before = Culture(by_source={("language", "D1"): 80.0})
    after = Culture(by_source={("language", "D1"): 20.0})
    cells = organisation(DEPARTMENTS, 1)
    one = publish_culture(tmp_path / "one", cells, before, quarters=1)
    two = publish_culture(tmp_path / "two", cells, after, quarters=2)
    ledger = Ledger(tmp_path / "both")
    for stream in ("talk", "records"):
        early = one.released(stream)
        late = two.released(stream)
        for released, periods in (
            (early, early.periods),
            (late, [p for p in late.periods if p not in early.periods]),
        ):
            for period in periods:
                table = released.table.filter([at == period for at in released.table["period"].to_pylist()])
                facts = next(entry for entry in released.manifests if entry["period"] == period)
                ledger.append(period, table, _plain(facts), stream=stream)

    figure = changes(ledger)

    moved = [row for row in figure.rows if row[6] == "down"]
    assert [(row[0], row[1]) for row in moved] == [("Customer priority and mission", "what they write and say")]
    assert figure.sentence.startswith("Customer priority in what they write and say went down")


def _plain(facts):
    kept = ("made_at", "k", "reader", "tree_sha256", "certificate", "notes", "sources", "outside", "late", "audit")
    return {name: facts[name] for name in (*kept, "begins") if name in facts}
