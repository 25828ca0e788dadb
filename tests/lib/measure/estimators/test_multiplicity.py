"""Many questions at once: against R's p.adjust, and what is promised of false findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.multiplicity import benjamini_hochberg, e_benjamini_hochberg


def test_adjusted_p_values_agree_with_r() -> None:
    found = benjamini_hochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205])

    expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0845714, 0.205]
    assert found.tolist() == pytest.approx(expected, abs=5e-8)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_adjusting_keeps_the_order_and_never_makes_smaller(p: list[float], random: object) -> None:
    order = list(range(len(p)))
    random.shuffle(order)  # type: ignore[attr-defined]

    found, shuffled = benjamini_hochberg(p), benjamini_hochberg([p[one] for one in order])

    assert (found >= np.array(p) - 1e-12).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()
    assert shuffled.tolist() == found[order].tolist()


def test_strong_evidence_in_one_unit_must_pay_for_all() -> None:
    assert e_benjamini_hochberg([79.0, 1, 1, 1]).tolist() == [False] * 4  # 4 / 0.05 is 80
    assert e_benjamini_hochberg([80.0, 1, 1, 1]).tolist() == [True, False, False, False]
    assert e_benjamini_hochberg([40.0, 1, 41, 1]).tolist() == [True, False, True, False]


def test_units_without_anything_the_matter_are_rarely_found() -> None:
    rng = np.random.default_rng(2)

    false = 0
    for _ in range(500):  # fully dependent units: one bet decides for all of them
        e = np.full(20, rng.choice([0.0, 25.0], p=[0.96, 0.04]))
        false += e_benjamini_hochberg(e).any()

    assert false / 500 <= 0.05


def test_numbers_that_are_neither_are_refused() -> None:
    with pytest.raises(EstimatorError, match="p-value"):
        benjamini_hochberg([0.5, 1.2])
    with pytest.raises(EstimatorError, match="e-value"):
        e_benjamini_hochberg([-1.0])
    with pytest.raises(EstimatorError, match="share of false findings"):
        e_benjamini_hochberg([1.0], share=1.0)
