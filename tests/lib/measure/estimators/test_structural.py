"""Structural equations: the published example, panels whose truth was put in, and what cannot be told apart."""

from __future__ import annotations

import numpy as np
import pytest

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.structural import Equations, Pair, fit_equations, measured_by

# Bollen 1989, R's lavaan::PoliticalDemocracy: covariances of three measures of industrialisation in 1960 and of four
# measures of democracy in 1960 and again in 1965, over 75 countries (sums divided by 75)
COUNTRIES = 75
MEASURES = ["x1", "x2", "x3", "y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8"]
DEMOCRACY = [
    [0.529987, 0.977156, 0.812445, 0.724601, 0.611236, 0.776387, 1.135122, 1.067204, 0.841418, 0.924346, 1.088176],
    [0.977156, 2.251679, 1.782009, 1.256415, 1.471389, 1.531243, 2.211078, 2.036216, 1.781413, 1.968987, 2.204447],
    [0.812445, 1.782009, 1.949677, 0.899302, 1.154216, 1.025225, 1.813516, 1.562352, 1.551105, 1.604274, 1.669595],
    [0.724601, 1.256415, 0.899302, 6.786852, 6.168014, 5.760984, 6.007461, 4.996293, 5.669215, 5.734451, 5.595444],
    [0.611236, 1.471389, 1.154216, 6.168014, 15.372085, 5.760777, 9.381773, 5.528365, 9.261139, 7.434989, 7.65477],
    [0.776387, 1.531243, 1.025225, 5.760984, 5.760777, 10.620724, 6.598764, 4.873173, 4.664364, 6.913016, 5.563951],
    [1.135122, 2.211078, 1.813516, 6.007461, 9.381773, 6.598764, 11.069346, 5.626031, 7.342953, 7.388159, 7.905811],
    [1.067204, 2.036216, 1.562352, 4.996293, 5.528365, 4.873173, 5.626031, 6.734681, 4.910447, 5.743748, 5.268194],
    [0.841418, 1.781413, 1.551105, 5.669215, 9.261139, 4.664364, 7.342953, 4.910447, 11.223654, 6.658144, 8.136872],
    [0.924346, 1.968987, 1.604274, 5.734451, 7.434989, 6.913016, 7.388159, 5.743748, 6.658144, 10.65538, 7.491201],
    [1.088176, 2.204447, 1.669595, 5.595444, 7.65477, 5.563951, 7.905811, 5.268194, 8.136872, 7.491201, 10.39342],
]
BOLLEN = Equations(
    {
        **measured_by("ind60", MEASURES[:3]),
        **measured_by("dem60", MEASURES[3:7]),
        **measured_by("dem65", MEASURES[7:]),
        **dict.fromkeys([("ind60", "dem60"), ("ind60", "dem65"), ("dem60", "dem65")]),
    },
    dict.fromkeys([("y1", "y5"), ("y2", "y4"), ("y2", "y6"), ("y3", "y7"), ("y4", "y8"), ("y6", "y8")]),
)

# Employees (x) and customers (y) of units over four quarters: each unit has its own level of both; around it,
# x moves y by 0.4 a quarter later, y moves x by 0.1
WAVES = 4
OWN, X_MOVES_Y, Y_MOVES_X = 0.3, 0.4, 0.1


def panel(rng: np.random.Generator, units: int) -> np.ndarray:
    """x1 … x4, y1 … y4 of each unit."""
    level = rng.multivariate_normal([60, 40], [[1.0, 0.6], [0.6, 1.0]], units)
    now, seen = rng.normal(size=(units, 2)), []
    for _ in range(WAVES):
        seen.append(level + now)
        x, y = now.T
        moved = np.column_stack([OWN * x + Y_MOVES_X * y, OWN * y + X_MOVES_Y * x])
        now = moved + 0.8 * rng.normal(size=(units, 2))
    return np.hstack([np.array(seen)[:, :, 0].T, np.array(seen)[:, :, 1].T])


COLUMNS = [f"{side}{wave}" for side in "xy" for wave in range(1, WAVES + 1)]


def cross_lagged(x: str, y: str) -> dict[Pair, float | None]:
    """Each on both a wave before; ``x`` and ``y`` are what the variables of the two sides begin with."""
    waves = range(1, WAVES)
    return {(f"{one}{wave}", f"{other}{wave + 1}"): None for wave in waves for one in (x, y) for other in (x, y)}


WITHOUT_LEVELS = Equations(cross_lagged("x", "y"), {(f"x{wave}", f"y{wave}"): None for wave in range(1, WAVES + 1)})
WITH_LEVELS = Equations(
    {
        **{("level x", f"x{wave}"): 1.0 for wave in range(1, WAVES + 1)},
        **{("level y", f"y{wave}"): 1.0 for wave in range(1, WAVES + 1)},
        **{(f"around {name}", name): 1.0 for name in COLUMNS},
        **cross_lagged("around x", "around y"),
    },
    {
        **{(name, name): 0.0 for name in COLUMNS},
        ("level x", "level y"): None,
        **{(f"around x{wave}", f"around y{wave}"): None for wave in range(1, WAVES + 1)},
    },
)


def test_political_democracy_agrees_with_lavaan() -> None:
    found = fit_equations(DEMOCRACY, MEASURES, COUNTRIES, BOLLEN)

    assert (round(found.chi2, 3), found.df) == (38.125, 35)
    assert (round(found.cfi, 3), round(found.rmsea, 3)) == (0.995, 0.035)
    ways = [("ind60", "dem60"), ("ind60", "dem65"), ("dem60", "dem65")]
    assert [round(found.paths[way].estimate, 3) for way in ways] == [1.483, 0.572, 0.837]
    errors = [(found.paths[way].high - found.paths[way].low) / 3.919928 for way in ways]
    assert [round(error, 3) for error in errors] == [0.399, 0.221, 0.098]
    assert round(found.p, 3) == 0.329
    assert round(found.together["y2", "y6"].estimate, 3) == 2.153
    assert ("y1", "y1") in found.together  # own variances are among what is estimated


def test_units_change_paths_as_they_should_and_the_fit_not_at_all() -> None:
    stretch = np.array([10.0] * 3 + [0.1] * 4 + [7.0] * 4)

    other = fit_equations(DEMOCRACY * np.outer(stretch, stretch), MEASURES, COUNTRIES, BOLLEN)

    here = fit_equations(DEMOCRACY, MEASURES, COUNTRIES, BOLLEN)
    assert other.chi2 == pytest.approx(here.chi2, abs=1e-6)
    assert other.paths["ind60", "dem60"].estimate == pytest.approx(here.paths["ind60", "dem60"].estimate / 100)
    assert other.together["dem65", "dem65"].low == pytest.approx(here.together["dem65", "dem65"].low * 49, rel=1e-4)


def test_a_panel_with_levels_of_its_own_finds_what_moves_what() -> None:
    seen = panel(np.random.default_rng(3), 3000) * np.array([1.0] * 4 + [5.0] * 4)

    found = fit_equations(np.cov(seen.T, ddof=0), COLUMNS, len(seen), WITH_LEVELS)

    assert (found.df, found.p > 0.001, found.rmsea < 0.03) == (9, True, True)
    for wave in range(1, WAVES):
        forth = found.paths[f"around x{wave}", f"around y{wave + 1}"]
        back = found.paths[f"around y{wave}", f"around x{wave + 1}"]
        assert abs(forth.estimate / 5 - X_MOVES_Y) < 0.1
        assert abs(back.estimate * 5 - Y_MOVES_X) < 0.1
        assert back.low < back.estimate < back.high
    assert found.together["level x", "level y"].low / 5 < 0.6 < found.together["level x", "level y"].high / 5


def test_a_panel_that_leaves_levels_out_does_not_fit_units_that_differ() -> None:
    seen = panel(np.random.default_rng(3), 3000)

    found = fit_equations(np.cov(seen.T, ddof=0), COLUMNS, len(seen), WITHOUT_LEVELS)

    assert found.p < 1e-6
    assert found.paths["y1", "x2"].estimate > Y_MOVES_X + 0.02  # what is the same always looks like a push


def test_as_many_parameters_as_covariances_fit_exactly() -> None:
    found = fit_equations(
        [[2.0, 1.0], [1.0, 3.0]], ["contact", "praise"], 50, Equations({("contact", "praise"): None})
    )

    assert found.paths["contact", "praise"].estimate == pytest.approx(0.5)
    assert (found.df, round(found.cfi, 9), found.rmsea) == (0, 1.0, 0.0)
    assert np.isnan(found.p)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, held, said = np.random.default_rng(11), 0, 0
    for _ in range(60):
        seen = panel(rng, 300)
        found = fit_equations(np.cov(seen.T, ddof=0), COLUMNS, len(seen), WITH_LEVELS)
        for wave in range(1, WAVES):
            way = found.paths[f"around x{wave}", f"around y{wave + 1}"]
            held, said = held + (way.low <= X_MOVES_Y <= way.high), said + 1

    assert 0.9 <= held / said <= 0.99


UNTOLD = Equations({("hidden", "a"): None, ("hidden", "b"): None})


@pytest.mark.parametrize(
    ("covariances", "n", "equations", "says"),
    [
        ([[1.0, 0.2], [0.2, 1.0]], 2, Equations({("a", "b"): None}), "more rows than columns"),
        ([[1.0, 0.2], [0.3, 1.0]], 50, Equations({("a", "b"): None}), "one name for every row"),
        ([[1.0, 1.0], [1.0, 1.0]], 50, Equations({("a", "b"): None}), "follows from the others"),
        ([[1.0, 0.2], [0.2, 1.0]], 50, Equations({("a", "a"): None}), "to itself"),
        ([[1.0, 0.2], [0.2, 1.0]], 50, UNTOLD, "more parameters"),
        ([[1.0, 0.2], [0.2, 1.0]], 50, Equations({("a", "b"): None}, {("b", "b"): -3.0}), "No parameters were found"),
        (
            [[1.0, 0.2], [0.2, 1.0]],
            50,
            Equations({("a", "idle"): None}, {("a", "b"): 0.0, ("idle", "idle"): 1.0}),
            "leaves no trace",
        ),
        (
            [[1.0, 0.2], [0.2, 1.0]],
            50,
            Equations({("hidden", "a"): None}, {("hidden", "hidden"): 0.5, ("a", "b"): 0.0}),
            "tell the parameters apart",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(covariances: object, n: int, equations: Equations, says: str) -> None:
    with pytest.raises(EstimatorError, match=says):
        fit_equations(covariances, ["a", "b"], n, equations)  # type: ignore[arg-type]
