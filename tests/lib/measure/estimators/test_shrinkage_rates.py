"""Shrinking rates: against numerical integration, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.shrinkage_rates import shrink_rates

MARKED, TRIALS = [9, 4, 0, 6, 3], [10, 12, 8, 20, 5]


def test_the_rates_are_those_of_plain_numerical_integration() -> None:
    """The same model on another, finer grid: flat in the mean rate and in the correlation of two draws."""
    x, n = np.array(MARKED), np.array(TRIALS)
    mean, alike = (np.arange(400) + 0.5) / 400, (np.arange(400) + 0.5) / 400
    size = 1 / alike[:, None] - 1
    a, b = size * mean, size * (1 - mean)
    logs = sum(betaln(a + one, b + many - one) - betaln(a, b) for one, many in zip(x, n, strict=True))
    chance = np.exp(logs - logs.max())
    expected = [(chance * (a + one) / (a + b + many)).sum() / chance.sum() for one, many in zip(x, n, strict=True)]

    found = shrink_rates(MARKED, TRIALS)

    assert found.estimate.tolist() == pytest.approx(expected, abs=0.01)


@st.composite
def organisations(draw: st.DrawFn) -> tuple[list[int], list[int], list[str]]:
    trials = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8))
    parents = draw(st.lists(st.sampled_from(["Care", "Sales"]), min_size=len(trials), max_size=len(trials)))
    return [draw(st.integers(0, one)) for one in trials], trials, parents


@settings(deadline=None, max_examples=25)
@given(organisations(), st.randoms())
def test_rates_lie_in_their_intervals_whatever_the_order(
    organisation: tuple[list[int], list[int], list[str]], random: object
) -> None:
    marked, trials, parents = organisation
    order = list(range(len(marked)))
    random.shuffle(order)  # type: ignore[attr-defined]

    here = shrink_rates(marked, trials, parents=parents)
    there = shrink_rates(
        *([side[one] for one in order] for side in (marked, trials)), parents=[parents[one] for one in order]
    )

    assert ((here.low >= 0) & (here.low <= here.estimate) & (here.estimate <= here.high) & (here.high <= 1)).all()
    assert ((here.weight > 0) & (here.weight < 1)).all()
    assert sorted(there.estimate.tolist()) == pytest.approx(sorted(here.estimate.tolist()), abs=1e-9)
    assert here.n.tolist() == trials


def test_more_trials_leave_more_to_the_team() -> None:
    found = shrink_rates([2, 20, 5, 9], [10, 100, 10, 10])

    assert found.weight[1] > found.weight[0]


def test_teams_go_toward_their_own_department() -> None:
    marked, parents = [1, 2, 1, 2, 8, 9, 8, 9], ["Sales"] * 4 + ["Care"] * 4

    nested, flat = (shrink_rates(marked, [10] * 8, parents=some) for some in (parents, None))

    assert nested.toward[:4].max() < 0.35
    assert nested.toward[4:].min() > 0.65
    assert np.ptp(flat.toward) < 0.01
    assert nested.lowest_fifth.sum() == pytest.approx(2)


def test_one_team_per_parent_is_no_parents_at_all() -> None:
    alone = shrink_rates(MARKED, TRIALS, parents=list("abcde"))

    assert alone.estimate.tolist() == shrink_rates(MARKED, TRIALS).estimate.tolist()


@pytest.mark.parametrize(
    ("marked", "trials", "parents", "says"),
    [
        ([5], [4], None, "More are marked"),
        ([0], [0], None, "without trials"),
        ([1, 2], [4, 4], ["Care"], "one parent"),
        ([1.5], [4], None, "whole numbers"),
    ],
)
def test_what_does_not_fit_is_refused(
    marked: list[float], trials: list[int], parents: list[str] | None, says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        shrink_rates(marked, trials, parents=parents)


@pytest.mark.parametrize("size", [20, 200])
def test_the_intervals_hold_the_true_rates_as_often_as_they_say(size: int) -> None:
    rng, held = np.random.default_rng(14), []
    for turn in range(50):
        truth, trials = rng.beta(0.3 * size, 0.7 * size, 15), rng.integers(5, 40, 15)
        found = shrink_rates(rng.binomial(trials, truth), trials, seed=turn)
        held.append(((found.low <= truth) & (truth <= found.high)).mean())

    assert 0.92 <= np.mean(held) <= 0.995
