"""What can be seen, said and done side by side; and one number only where it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.errors import SettingsError
from lilyroot.score import Sources, Window, composite, dimensions, levels
from tests.culture_ledgers import Culture, figure, publish, sources_of
from tests.ledgers import Cell

QUARTER = Window.of("2025-Q2")
CELLS = [
    Cell("organisation", "all", "Harbour Foods", "", 0, 400),
    Cell("team", "plant", "Plant", "all", 1, 200),
    Cell("team", "plant1", "Ovens", "plant", 2, 100),
    Cell("team", "plant2", "Packing", "plant", 2, 100),
    Cell("team", "shop", "Shop", "all", 1, 200),
    Cell("function", "bakers", "Bakers", "", 1, 150),
]


def test_three_levels_by_hand() -> None:
    sources = sources_of(
        answers=[figure("cp", 60.0, 52.0, 68.0)],
        records=[
            figure("tradeoffs_won", 0.2, 0.1, 0.3),
            figure("goals_customer", 0.7, 0.6, 0.8),
            figure("espoused_customer", 0.45, 0.39, 0.51),
        ],
    )

    found = {score.level: score for score in levels(sources, QUARTER)}

    assert {level: round(score.points, 6) for level, score in found.items()} == {"A": 70, "E": 75, "N": 40}
    assert found["N"].indicators == ("cp", "tradeoffs_won")
    assert (found["A"].low, found["A"].high) == (pytest.approx(60, abs=0.6), pytest.approx(80, abs=0.6))


def test_what_is_said_officially_is_never_in_the_dimension() -> None:
    said = [figure("espoused_customer", 0.6, 0.5, 0.7)]

    assert {score.status for score in dimensions(sources_of(records=said), QUARTER)} == {"no figure"}


def test_the_index_is_off_unless_asked_for_and_never_for_a_team(tmp_path: Path) -> None:
    sources = Sources.of(publish(tmp_path, CELLS, Culture(), quarters=2))
    scores = dimensions(sources, QUARTER)

    assert composite(scores) == []
    assert [one.cell for one in composite(scores, "organisation")] == ["all"]
    assert [one.cell for one in composite(scores, "division")] == ["all", "plant"]


@pytest.mark.parametrize("reach", ["team", "teams", "", "function"])
def test_no_setting_reaches_a_team(reach: str) -> None:
    with pytest.raises(SettingsError) as caught:
        composite([], reach)

    assert caught.value.code == "score.composite"


def test_the_index_is_the_mean_of_all_eight(tmp_path: Path) -> None:
    sources = Sources.of(publish(tmp_path, CELLS, Culture(), quarters=2))
    scores = [score for score in dimensions(sources, QUARTER) if score.cut == "organisation"]

    (index,) = composite(scores, "organisation")

    assert index.points == pytest.approx(sum(score.points or 0 for score in scores) / 8)
    assert index.low is not None
    assert index.high is not None
    assert index.low < index.points < index.high
    assert (index.missing, index.anchors) == ((), "1.1")


def test_no_index_without_all_eight() -> None:
    scores = dimensions(sources_of(answers=[figure("cp", 60.0, 52.0, 68.0)]), QUARTER)

    (index,) = composite(scores, "organisation")

    assert (index.points, index.missing) == (None, ("D2", "D3", "D4", "D5", "D6", "D7", "D8"))
