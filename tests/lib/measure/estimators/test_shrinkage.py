"""Shrinking: against metafor and the baseball of 1970, unmoved by order, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.heterogeneity import between_variance
from lilyroot.measure.estimators.shrinkage import james_stein, lowest_fifth, shrink

VALUES = [72, 65, 58, 80, 61, 70, 55, 90]
ERRORS = [4, 6, 8, 5, 3, 7, 9, 12]
PEOPLE = [12, 9, 7, 10, 20, 8, 6, 5]
# hits of 18 players in their first 45 times at bat in 1970 (Efron and Morris 1975, table 1); Clemente is the first
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]


def test_the_scores_agree_with_metafor() -> None:
    found = shrink(VALUES, ERRORS, n=PEOPLE)

    assert found.mean == pytest.approx(68.151134, abs=5e-6)
    assert found.between_teams == pytest.approx(48.849587, abs=5e-6)
    assert found.between_parents == 0
    expected = [71.05039, 66.33696, 63.75698, 75.98885, 62.11254, 69.07415, 63.20366, 73.68554]
    assert found.estimate.tolist() == pytest.approx(expected, abs=1e-5)
    assert found.n.tolist() == PEOPLE


def test_the_baseball_of_1970() -> None:
    averages = np.array(HITS) / 45
    mean = averages.mean()

    shrunken, weight = james_stein(averages, mean * (1 - mean) / 45)

    assert round(weight, 3) == 0.212
    assert round(float(shrunken[0]), 3) == 0.294


def test_james_and_stein_need_four_and_never_turn_round() -> None:
    assert james_stein([1.0, 1.1, 0.9, 1.0], 5.0)[1] == 0
    assert james_stein([1.0, 1.0, 1.0, 1.0], 5.0)[1] == 0
    with pytest.raises(EstimatorError, match="four values"):
        james_stein([1.0, 2.0, 3.0], 1.0)


def test_most_own_data_where_the_error_is_smallest() -> None:
    found = shrink(VALUES, ERRORS, n=PEOPLE)

    assert np.argsort(found.weight).tolist() == np.argsort(ERRORS)[::-1].tolist()
    assert found.weight.tolist() == pytest.approx((48.849587 / (48.849587 + np.square(ERRORS))).tolist())


@st.composite
def organisations(draw: st.DrawFn) -> tuple[list[float], list[float], list[str]]:
    teams = draw(st.integers(1, 12))
    values = draw(st.lists(st.floats(0, 100), min_size=teams, max_size=teams))
    errors = draw(st.lists(st.floats(0.5, 30), min_size=teams, max_size=teams))
    parents = draw(st.lists(st.sampled_from(["Care", "Sales", "Legal"]), min_size=teams, max_size=teams))
    return values, errors, parents


@settings(deadline=None, max_examples=40)
@given(organisations())
def test_a_score_lies_between_its_own_and_its_parents_and_inside_its_interval(
    organisation: tuple[list[float], list[float], list[str]],
) -> None:
    values, errors, parents = organisation

    found = shrink(values, errors, n=[9] * len(values), parents=parents)

    between = np.sort([values, found.toward], axis=0)
    assert ((between[0] - 1e-9 <= found.estimate) & (found.estimate <= between[1] + 1e-9)).all()
    assert ((found.low <= found.estimate) & (found.estimate <= found.high)).all()
    assert ((found.weight >= 0) & (found.weight <= 1)).all()
    assert found.lowest_fifth.sum() == pytest.approx(-(-len(values) // 5))


@settings(deadline=None, max_examples=25)
@given(organisations(), st.randoms())
def test_the_order_of_teams_changes_nothing(
    organisation: tuple[list[float], list[float], list[str]], random: object
) -> None:
    values, errors, parents = organisation
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]

    here = shrink(values, errors, n=range(len(values)), parents=parents)
    there = shrink(
        [values[one] for one in order],
        [errors[one] for one in order],
        n=order,
        parents=[parents[one] for one in order],
    )

    assert there.estimate.tolist() == pytest.approx(here.estimate[order].tolist(), abs=1e-9)
    assert sorted(there.high.tolist()) == pytest.approx(sorted(here.high.tolist()), abs=1e-9)
    assert there.n.tolist() == order


def test_another_unit_changes_only_the_unit() -> None:
    points, shares = (
        shrink(VALUES, ERRORS, n=PEOPLE),
        shrink(np.divide(VALUES, 100), np.divide(ERRORS, 100), n=PEOPLE),
    )

    assert (shares.estimate * 100).tolist() == pytest.approx(points.estimate.tolist(), abs=1e-5)
    assert (shares.low * 100).tolist() == pytest.approx(points.low.tolist(), abs=1e-5)


def test_teams_that_do_not_differ_are_all_the_mean() -> None:
    found = shrink([50, 51, 49, 50, 50, 50], [9] * 6, n=[8] * 6)

    assert found.between_teams == 0
    assert found.estimate.tolist() == pytest.approx([50] * 6)
    assert (found.high - found.low > 5).all()  # and still nobody claims to know it


def test_precise_teams_keep_their_own() -> None:
    found = shrink([20, 40, 60, 80, 30], [0.01] * 5, n=[8] * 5)

    assert found.estimate.tolist() == pytest.approx([20, 40, 60, 80, 30], abs=0.001)
    assert found.lowest_fifth.tolist() == [1, 0, 0, 0, 0]


def test_teams_go_toward_their_own_department() -> None:
    values, parents = [30, 34, 32, 36, 70, 74, 72, 76], ["Sales"] * 4 + ["Care"] * 4

    nested, flat = (shrink(values, [6] * 8, n=[8] * 8, parents=some) for some in (parents, None))

    assert nested.toward[:4].max() < 40
    assert nested.toward[4:].min() > 65
    assert np.ptp(flat.toward) == 0
    assert nested.between_parents > 300
    assert nested.between_teams < 1


def test_the_two_variances_are_where_the_restricted_likelihood_is_highest() -> None:
    """Against the same likelihood written with whole matrices, on a grid around what was found."""
    rng = np.random.default_rng(3)
    parent = np.repeat([0, 1, 2, 3], [3, 5, 4, 6])
    errors = rng.uniform(2, 6, 18)
    values = rng.normal(60, 8, 4)[parent] + rng.normal(0, 5, 18) + rng.normal(0, errors)

    def likelihood(within: float, between: float) -> float:
        same = (parent[:, None] == parent[None, :]).astype(float)
        inverse = np.linalg.inv(np.diag(errors**2 + within) + between * same)
        mean = inverse.sum(axis=0) @ values / inverse.sum()
        rest = values - mean
        return float(np.linalg.slogdet(inverse)[1] - np.log(inverse.sum()) - rest @ inverse @ rest) / 2

    found = shrink(values, errors, n=[8] * 18, parents=[str(one) for one in parent])

    best = likelihood(found.between_teams, found.between_parents)
    for change in (0.98, 1.02):
        assert likelihood(found.between_teams * change, found.between_parents) < best
        assert likelihood(found.between_teams, found.between_parents * change) < best


def test_one_team_per_parent_is_no_parents_at_all() -> None:
    alone = shrink(VALUES, ERRORS, n=PEOPLE, parents=[str(one) for one in range(8)])

    assert alone.between_teams == pytest.approx(between_variance(VALUES, ERRORS))
    assert alone.between_parents == 0


def test_a_single_team_is_its_own_mean() -> None:
    found = shrink([50.0], [4.0], n=[9])

    assert found.estimate.tolist() == [50]
    assert found.low[0] == pytest.approx(50 - 1.96 * 4, abs=1.5)
    assert found.lowest_fifth.tolist() == [1]


@pytest.mark.parametrize(
    ("values", "errors", "n", "parents", "says"),
    [
        ([50, 60], [4], [9, 9], None, "one standard error"),
        ([50, 60], [4, 0], [9, 9], None, "not above 0"),
        ([50, 60], [4, 4], [9], None, "one number of people"),
        ([50, 60], [4, 4], [9, 9], ["Care"], "one parent"),
        ([50, np.nan], [4, 4], [9, 9], None, "no number"),
        ([], [], [], None, "There are no values"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    values: list[float], errors: list[float], n: list[int], parents: list[str] | None, says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        shrink(values, errors, n=n, parents=parents)


def test_the_lowest_fifth_is_rounded_up() -> None:
    assert lowest_fifth([[1, 2, 3, 4, 5, 6]]).tolist() == [1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("spread", [0.5, 1.0, 2.0])
def test_the_intervals_hold_the_true_scores_as_often_as_they_say(spread: float) -> None:
    rng = np.random.default_rng(17)
    errors, held = np.resize([0.7, 1.0, 1.4], 12), []
    parents = np.repeat(["Care", "Sales", "Legal"], 4)
    for _ in range(60):
        truth = np.repeat(rng.normal(0, 1, 3), 4) + rng.normal(0, spread, 12)
        found = shrink(rng.normal(truth, errors), errors, n=[8] * 12, parents=parents.tolist())
        held.append(((found.low <= truth) & (truth <= found.high)).mean())

    assert 0.92 <= np.mean(held) <= 0.99
