"""Agreement of labellers: against the textbook, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.labellers import Scale, cohen_kappa, krippendorff_alpha

GAP = np.nan
# Krippendorff 2004, chapter 11: four labellers, twelve units
TEXTBOOK = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]


@pytest.mark.parametrize(
    ("scale", "expected"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)]
)
def test_alpha_agrees_with_the_textbook(scale: Scale, expected: float) -> None:
    found = krippendorff_alpha(TEXTBOOK, scale)

    assert found.estimate == pytest.approx(expected, abs=5e-5)
    assert found.low < found.estimate < found.high <= 1
    assert found.n == 11  # the twelfth has one label only


def test_kappa_agrees_with_the_textbook() -> None:
    found = cohen_kappa([[20, 5], [10, 15]])

    assert found.estimate == pytest.approx(0.4)
    assert found.n == 50


def test_the_standard_error_is_that_of_the_same_formula_written_out() -> None:
    """Fleiss, Cohen and Everitt 1969, equation 13, cell by cell."""
    table = np.array([[44, 5, 1], [7, 20, 3], [9, 5, 6]])
    share = table / 100
    row, column = share.sum(axis=1), share.sum(axis=0)
    agreed, chance = float(np.trace(share)), float(row @ column)
    inner = 0.0
    for i in range(3):
        inner += share[i, i] * ((1 - chance) - (column[i] + row[i]) * (1 - agreed)) ** 2
        for j in range(3):
            if i != j:
                inner += (1 - agreed) ** 2 * share[i, j] * (column[i] + row[j]) ** 2
    inner -= (agreed * chance - 2 * chance + agreed) ** 2
    error = np.sqrt(inner / (100 * (1 - chance) ** 4))

    found = cohen_kappa(table)

    assert (found.high - found.low) / 2 / 1.959963985 == pytest.approx(error, rel=1e-6)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3), st.permutations(range(3))
)
def test_names_of_labels_do_not_matter(table: list[list[int]], order: list[int]) -> None:
    counts = np.array(table) + np.eye(3, dtype=int)

    here, there = cohen_kappa(counts), cohen_kappa(counts[np.ix_(order, order)].T)

    assert (there.estimate, there.low) == pytest.approx((here.estimate, here.low))
    assert -1 <= here.low <= here.estimate <= here.high <= 1


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(4)), st.permutations(range(12)), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_the_order_of_people_and_messages_does_not_matter(people: list[int], units: list[int], scale: Scale) -> None:
    shuffled = np.array(TEXTBOOK)[people][:, units]

    here, there = krippendorff_alpha(TEXTBOOK, scale), krippendorff_alpha(shuffled, scale)

    assert there.estimate == pytest.approx(here.estimate)
    assert there.low == pytest.approx(here.low, abs=0.1)  # other messages are drawn again


def test_full_agreement_is_one() -> None:
    assert krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 3]]).estimate == 1
    assert cohen_kappa(np.diag([5, 9])).estimate == 1


def test_for_two_people_and_many_messages_alpha_comes_close_to_kappa() -> None:
    rng = np.random.default_rng(2)
    first = rng.integers(0, 3, 3000)
    second = np.where(rng.random(3000) < 0.8, first, rng.integers(0, 3, 3000))
    table = np.zeros((3, 3))
    np.add.at(table, (first, second), 1)

    assert krippendorff_alpha([first, second]).estimate == pytest.approx(cohen_kappa(table).estimate, abs=0.002)


def test_one_label_alone_says_nothing() -> None:
    for found in (krippendorff_alpha([[1, 1], [1, 1]]), cohen_kappa([[7, 0], [0, 0]])):
        assert np.isnan(found.estimate)
        assert (found.low, found.high) == (-1, 1)


def test_labels_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(EstimatorError, match="labelled twice"):
        krippendorff_alpha([[1, GAP], [GAP, 2]])
    with pytest.raises(EstimatorError, match="labelled twice"):
        cohen_kappa([[0, 0], [0, 0]])
    with pytest.raises(EstimatorError, match="different numbers"):
        cohen_kappa([[1, 2, 3], [1, 2, 3]])
    with pytest.raises(EstimatorError, match="no scale"):
        krippendorff_alpha(TEXTBOOK, "metric")  # type: ignore[arg-type]
    with pytest.raises(EstimatorError, match="below 0"):
        krippendorff_alpha([[-1, 2], [1, 2]], "ratio")
    with pytest.raises(EstimatorError, match="labellers x messages"):
        krippendorff_alpha([1, 2, 3])


def test_the_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(31)
    truth, common = 0.7, np.array([0.5, 0.3, 0.2])
    joint = truth * np.diag(common) + (1 - truth) * np.outer(common, common)
    held = np.zeros(2)
    for _ in range(300):
        table = rng.multinomial(80, joint.ravel()).reshape(3, 3)
        cells = np.repeat(np.arange(9), table.ravel())
        alpha = krippendorff_alpha([cells // 3, cells % 3])
        kappa = cohen_kappa(table)
        held += [kappa.low <= truth <= kappa.high, alpha.low <= truth <= alpha.high]

    assert (held / 300 >= 0.91).all()
    assert (held / 300 <= 0.985).all()
