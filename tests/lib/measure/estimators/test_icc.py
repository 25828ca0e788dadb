"""Intraclass correlations: against R, and as often right as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.icc import of_groups, of_squares, shrout_fleiss

# Shrout and Fleiss 1979, table 2: six targets, four judges
JUDGED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def evenly(people: int, groups: int) -> np.ndarray:
    """Sizes with this many people in this many groups: only their mean enters ICC(1) and ICC(2)."""
    return np.full(groups, people // groups) + (np.arange(groups) < people % groups)


@pytest.mark.parametrize(
    ("people", "groups", "between", "within", "expected"),
    [
        # bh1996 (7,382 soldiers in 99 companies) and lq2002 (2,042 in 49): sums of squares computed once with R's
        # aov on the data of the package multilevel; expected are the package's ICC1 and ICC2
        (7382, 99, 5469.52559343, 32650.8419221, (0.13310668, 0.9196732)),  # work hours
        (7382, 99, 314.919418922, 5255.06409299, (0.044265298, 0.77545968)),  # cohesion
        (7382, 99, 604.875539614, 3793.37661289, (0.12702755, 0.91561297)),  # leadership
        (2042, 49, 148.10496824, 1225.24936755, (0.0879562185, 0.800754373)),
    ],
)
def test_teams_agree_with_r(
    people: int, groups: int, between: float, within: float, expected: tuple[float, float]
) -> None:
    found = of_squares(evenly(people, groups), between, within)

    assert (found.icc1.estimate, found.icc2.estimate) == pytest.approx(expected, abs=1e-8)
    assert (found.icc1.n, found.groups) == (people, groups)


def test_raters_agree_with_shrout_and_fleiss() -> None:
    found = shrout_fleiss(JUDGED)

    expected = [0.1657418, 0.2897638, 0.7148407, 0.4427971, 0.6200505, 0.9093155]
    assert [one.estimate for one in found.values()] == pytest.approx(expected, abs=5e-8)
    assert {one.n for one in found.values()} == {6}


def test_the_intervals_are_those_of_mcgraw_and_wong() -> None:
    found = shrout_fleiss(JUDGED)  # R's psych::ICC and irr::icc print these to three digits

    ends = {form: (round(one.low, 3), round(one.high, 3)) for form, one in found.items()}
    assert ends["1,1"] == (-0.133, 0.723)
    assert ends["2,1"] == (0.019, 0.761)
    assert ends["3,1"] == (0.342, 0.946)
    assert ends["1,k"] == (-0.884, 0.912)
    assert ends["2,k"] == (0.071, 0.927)
    assert ends["3,k"] == (0.676, 0.986)


def test_perfect_raters_agree_perfectly() -> None:
    found = shrout_fleiss([[1, 1], [2, 2], [5, 5]])

    assert {(one.estimate, one.low, one.high) for one in found.values()} == {(1, 1, 1)}


VALUES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(size=(6, 5)))


@settings(deadline=None)
@given(VALUES, st.randoms(), st.floats(0.1, 20), st.floats(-50, 50))
def test_neither_order_nor_unit_changes_them(
    values: np.ndarray, random: object, stretch: float, shift: float
) -> None:
    number, group = values.ravel(), np.repeat(list("abcdef"), 5)
    order = list(range(30))
    random.shuffle(order)  # type: ignore[attr-defined]

    here, there = of_groups(number, group), of_groups(number[order] * stretch + shift, group[order])

    assert there.icc1.estimate == pytest.approx(here.icc1.estimate, abs=1e-9)
    assert there.icc2.high == pytest.approx(here.icc2.high, abs=1e-9)
    assert here.icc1.low <= here.icc1.estimate <= here.icc1.high <= 1


def test_values_and_squares_give_the_same() -> None:
    number, group = np.array([4.0, 5, 4, 2, 1, 2, 3, 3, 4, 5]), np.array(list("aaabbbcccc"))
    means = {one: number[group == one].mean() for one in "abc"}
    between = sum((means[one] - number.mean()) ** 2 for one in group)
    within = sum((value - means[one]) ** 2 for value, one in zip(number, group, strict=True))

    here, there = of_groups(number, group), of_squares([3, 3, 4], between, within)

    assert (here.icc1.estimate, here.icc1.low) == pytest.approx((there.icc1.estimate, there.icc1.low))
    assert (here.icc2.estimate, here.icc2.high) == pytest.approx((there.icc2.estimate, there.icc2.high))
    assert of_groups(np.append(number, np.nan), [*group, "a"]) == of_groups(number, group)


def test_teams_of_one_mind_are_alike_altogether() -> None:
    found = of_squares([4, 4], 8.0, 0.0)

    assert (found.icc1.estimate, found.icc2.estimate) == (1, 1)


@pytest.mark.parametrize(
    ("sizes", "between", "within", "says"),
    [
        ([5], 1.0, 1.0, "at least 2 groups"),
        ([1, 1], 1.0, 0.0, "group of 2"),
        ([5, 0], 1.0, 1.0, "people in each"),
        ([3, 3], 0.0, 0.0, "no variance"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(
    sizes: list[int], between: float, within: float, says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        of_squares(sizes, between, within)


def test_ratings_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(EstimatorError, match="2 raters"):
        shrout_fleiss([[1], [2]])
    with pytest.raises(EstimatorError, match="rated alike"):
        shrout_fleiss([[1, 2], [1, 2]])
    with pytest.raises(EstimatorError, match="one group for every value"):
        of_groups([1, 2, 3], ["a", "b"])


@pytest.mark.parametrize("truth", [0.05, 0.3])
def test_the_interval_holds_the_truth_as_often_as_it_says(truth: float) -> None:
    rng = np.random.default_rng(13)
    sizes = np.tile([6, 8, 10, 14], 6)
    held = 0
    for _ in range(400):
        team = np.repeat(rng.normal(0, np.sqrt(truth), 24), sizes)
        found = of_groups(team + rng.normal(0, np.sqrt(1 - truth), sizes.sum()), np.repeat(np.arange(24), sizes))
        held += found.icc1.low <= truth <= found.icc1.high

    assert 0.92 <= held / 400 <= 0.98
