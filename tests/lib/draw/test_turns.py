"""A turn is named where there is one, and hardly ever where there is none."""

from __future__ import annotations

import random
from typing import Any

from lilyroot.draw.turns import turn
from tests.ledgers import months


def series(levels: list[float], error: float, seed: int, scatter: float = 1.0) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    rows = []
    for period, level in zip(months(len(levels)), levels, strict=True):
        value = chance.gauss(level, error * scatter)
        low, high = value - 1.96 * error, value + 1.96 * error
        common = {"cut": "team", "cell": "t", "label": "T", "parent": "", "depth": 1, "indicator": "centric_share"}
        shown = {"value": value, "low": low, "high": high, "persons": "10–19", "base": 100, "basis": "audited"}
        rows.append({"period": period, "status": "shown", "reason": "", **common, **shown})
    return rows


def test_a_clear_step_is_found_where_it_is() -> None:
    found = turn(series([0.5] * 7 + [0.3] * 5, 0.02, seed=1))

    assert found is not None
    assert (found.direction, found.after) == ("down", "2024-07")


def test_flat_series_are_called_flat_in_19_of_20_cases() -> None:
    named = sum(turn(series([0.4] * 12, 0.04, seed)) is not None for seed in range(400))

    assert named <= 24  # 6 %: the promised 5 % and the luck of 400 draws


def test_months_that_scatter_more_than_their_intervals_do_not_fake_turns() -> None:
    named = sum(turn(series([0.4] * 12, 0.03, seed, scatter=2.0)) is not None for seed in range(400))

    assert named <= 60  # the small number of months leaves some; without the correction it is more than half


def test_too_few_months_say_nothing() -> None:
    assert turn(series([0.9, 0.9, 0.1, 0.1, 0.1], 0.01, seed=3)) is None


def test_hidden_months_are_stepped_over() -> None:
    rows = series([0.5] * 6 + [0.3] * 6, 0.02, seed=5)
    rows[5] = {**rows[5], "status": "withheld", "value": None, "low": None, "high": None, "base": None}

    found = turn(rows)

    assert found is not None
    assert found.after == "2024-05"
