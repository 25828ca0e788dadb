"""What is planted is found, what is not is not, and intervals hold what they say."""

from __future__ import annotations

import random
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from lilyroot.score import Sources, Window, dimensions, standing_out
from lilyroot.score.anchors import Anchor
from lilyroot.score.points import Points, interval, source_points
from lilyroot.score.sources import Measured
from tests.culture_ledgers import Culture, figure, publish, sources_of
from tests.ledgers import DEPARTMENTS, Cell, forty_teams, organisation

QUARTER = Window.of("2025-Q2")
PLANTED = {("Support", "D2"): 75.0, ("Sales", "D2"): 35.0, ("Operations", "D6"): 30.0}
ANCHOR = Anchor("cp", "D1", "N", "survey", 0.0, 100.0, "up")


def named(sources: Sources, window: Window) -> set[tuple[str, str, str]]:
    scores = [one for one in dimensions(sources, window, deepest=1) if one.cut == "team"]
    return {(found.score.label, found.score.dimension, found.direction) for found in standing_out(scores)}


def test_the_planted_departments_stand_out_and_no_other(tmp_path: Path) -> None:
    sources = Sources.of(publish(tmp_path, organisation(DEPARTMENTS, 5), Culture(planted=PLANTED)))

    assert named(sources, QUARTER) == {
        ("Support", "D2", "above"),
        ("Sales", "D2", "below"),
        ("Operations", "D6", "below"),
    }


def test_planted_talk_is_found_in_the_ledger_of_talk_alone(tmp_path: Path) -> None:
    """Support lives with customers, Finance does not; the department nothing was planted in is not named."""
    sources = Sources.of(forty_teams(tmp_path / "releases"))

    found = named(sources, Window.of("2025"))

    assert {("Support", "D2", "above"), ("Support", "D1", "above"), ("Finance", "D1", "below")} <= found
    assert {label for label, _, _ in found} & {"Kundenbeziehungsmanagement und Vertriebssteuerung"} == set()


def test_what_was_planted_is_where_the_interval_is(tmp_path: Path) -> None:
    """A department's score covers its true points in about 19 of 20 cases, pulled or not."""
    sources = Sources.of(publish(tmp_path, organisation(DEPARTMENTS, 5), Culture(planted=PLANTED)))

    scores = [one for one in dimensions(sources, QUARTER) if one.points is not None and one.cut != "kind"]
    departments = [one for one in scores if one.depth < 2 and one.cut != "function"]
    covered = [one.low <= PLANTED.get((one.label, one.dimension), 55.0) <= one.high for one in departments]

    assert len(covered) == 72
    assert np.mean(covered) > 0.9


def test_where_only_chance_differs_hardly_ever_does_a_team_stand_out() -> None:
    """Ten teams whose figures are dealt out by chance, 100 times: at most one time in twenty."""
    chance = random.Random(11)
    names = [f"Team {number}" for number in range(10)]
    alarms = 0
    for _ in range(100):
        dealt = [(name, indicator, chance.gauss(55, 3)) for name in names for indicator in ("cp", "lw", "dr")]
        rows = [
            figure(
                *(indicator, value, value - 1.96 * 3, value + 1.96 * 3),
                **{"cell": name, "label": name, "cut": "team", "parent": "all", "depth": 1},
            )
            for name, indicator, value in dealt
        ]
        scores = dimensions(sources_of(answers=rows), QUARTER)
        alarms += bool(standing_out(scores))

    assert alarms <= 9  # 100 x 5 % = 5, and chance on top (P = 3 %)


@pytest.mark.parametrize(("together", "least", "most"), [(1.0, 0.93, 0.97), (0.5, 0.95, 1.0), (0.0, 0.97, 1.0)])
def test_the_interval_of_a_source_holds_whatever_its_figures_share(
    together: float, least: float, most: float
) -> None:
    """Three questions to the same people: exact where they share all their error, wide where they share none."""
    chance = np.random.default_rng(8)
    covered = 0
    for _ in range(1500):
        shared = chance.normal()
        errors = sqrt(together) * shared + sqrt(1 - together) * chance.normal(size=3)
        points = [Points(ANCHOR, measured(), c, c, c - 1.96 * 5, c + 1.96 * 5) for c in 50 + 5 * errors]
        source = source_points("survey", points)
        assert source is not None
        low, high = interval(source.draws, source.points)
        covered += low <= 50 <= high

    assert least <= covered / 1500 <= most


def measured() -> Measured:
    return Measured("cp", 50.0, 40.0, 60.0, "20–49", 30, "", "counted")


def test_one_group_stands_out_from_nobody() -> None:
    alone = Cell("team", "a", "Alone", "all", 1, 20)
    row = figure("cp", 90.0, 88.0, 92.0, cell=alone.cell, label=alone.label, cut="team", parent="all", depth=1)

    assert standing_out(dimensions(sources_of(answers=[row]), QUARTER)) == []
