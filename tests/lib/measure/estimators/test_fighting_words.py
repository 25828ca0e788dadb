"""Words that one group uses more: against ConvoKit's formula, and turned round when groups change places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.fighting_words import fighting_words

COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=4)


def test_the_worked_example() -> None:
    found = fighting_words([30, 10, 25, 35], [12, 28, 10, 50])

    assert found.z.tolist() == pytest.approx([3.346981, -3.395021, 2.930521, -2.802217], abs=5e-7)
    assert found.n.tolist() == [42, 38, 35, 85]
    assert (found.adjusted_p < 0.01).all()


@given(COUNTS, COUNTS)
def test_groups_that_change_places_turn_the_words_round(one: list[int], other: list[int]) -> None:
    here, there = fighting_words(one, other), fighting_words(other, one)

    assert there.z.tolist() == pytest.approx((-here.z).tolist(), abs=1e-9)
    assert there.low.tolist() == pytest.approx((-here.high).tolist(), abs=1e-9)
    assert ((here.low <= here.estimate) & (here.estimate <= here.high)).all()


def test_groups_that_talk_alike_fight_over_nothing() -> None:
    found = fighting_words([30, 10, 25, 35], [30, 10, 25, 35])

    assert np.abs(found.z).max() == 0
    assert (found.adjusted_p == 1).all()


def test_independent_words_are_held_as_often_as_the_interval_says() -> None:
    rng, share = np.random.default_rng(6), np.array([0.1, 0.2, 0.3, 0.4])

    held = [
        (found.low <= 0) & (found.high >= 0)
        for found in (fighting_words(*rng.multinomial(200, share, 2)) for _ in range(500))
    ]

    assert 0.93 <= np.mean(held) <= 0.98


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(EstimatorError, match="same two words"):
        fighting_words([1, 2], [1, 2, 3])
    with pytest.raises(EstimatorError, match="prior"):
        fighting_words([1, 2], [1, 2], prior=0.0)
