"""How differently two groups talk: published values, no difference out of nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.divergence import bias, jensen_shannon, talk_apart

# tokens of seven kinds of function words in the Enron sample of comp-acculturation, by men and by women
MALE = [1599, 1236, 828, 584, 210, 128, 42]
FEMALE = [1962, 1575, 842, 683, 223, 209, 80]
COUNTS = st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any)


def test_the_textbook_value() -> None:
    bits = jensen_shannon([0.5, 0.5, 0], [0, 0.5, 0.5])

    assert bits == 0.5
    assert bits * np.log(2) == pytest.approx(0.3465735903)


def test_the_enron_sample() -> None:
    assert np.sqrt(jensen_shannon(MALE, FEMALE)) == pytest.approx(0.04625917900182561, abs=1e-12)


@pytest.mark.parametrize(("tokens", "expected"), [(200, 0.1136), (1000, 0.0227), (5000, 0.0045)])
def test_the_bias_of_equal_talk(tokens: int, expected: float) -> None:
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.full(64, 5.0))

    seen = np.mean([jensen_shannon(*rng.multinomial(tokens, share, 2)) for _ in range(100)])

    assert round(bias(64, tokens, tokens), 4) == expected
    assert seen == pytest.approx(expected, rel=0.15)


@given(COUNTS, COUNTS)
def test_it_lies_between_the_same_and_nothing_in_common(one: list[int], other: list[int]) -> None:
    found = jensen_shannon(one, other)

    assert -1e-12 <= found <= 1 + 1e-12
    assert jensen_shannon(other, one) == pytest.approx(found)
    assert jensen_shannon(one, np.multiply(one, 3)) == pytest.approx(0, abs=1e-12)


def threads(rng: np.random.Generator, share: np.ndarray, many: int) -> np.ndarray:
    """Threads of about 50 tokens, each with shares of its own around the group's."""
    return np.array([rng.multinomial(rng.poisson(50) + 1, rng.dirichlet(100 * share)) for _ in range(many)])


def test_groups_that_talk_alike_are_rarely_told_apart() -> None:
    rng, share = np.random.default_rng(2), np.array([0.3, 0.25, 0.2, 0.15, 0.1])

    found = [talk_apart(threads(rng, share, 20), threads(rng, share, 30), seed=turn) for turn in range(100)]

    assert np.mean([one.p < 0.05 for one in found]) <= 0.1
    assert np.median([one.estimate for one in found]) < 0.3 * np.median([one.seen for one in found])


def test_a_difference_is_held_as_often_as_its_interval_says() -> None:
    rng = np.random.default_rng(3)
    one, other = np.array([0.3, 0.25, 0.2, 0.15, 0.1]), np.array([0.15, 0.2, 0.25, 0.15, 0.25])
    truth = jensen_shannon(one, other)

    found = [talk_apart(threads(rng, one, 40), threads(rng, other, 40), seed=turn) for turn in range(100)]

    assert np.mean([each.low <= truth <= each.high for each in found]) >= 0.89
    assert np.mean([each.estimate for each in found]) == pytest.approx(truth, rel=0.1)
    assert all(each.p < 0.05 for each in found)


def test_too_little_text_is_said() -> None:
    assert not talk_apart([[9, 1], [8, 2]], [[2, 8], [3, 7]]).enough
    assert talk_apart([[1800, 200], [8, 2]], [[200, 1800], [3, 7]]).enough


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(EstimatorError, match="different categories"):
        jensen_shannon([1, 2], [1, 2, 3])
    with pytest.raises(EstimatorError, match="nothing to compare"):
        jensen_shannon([0, 0], [1, 2])
    with pytest.raises(EstimatorError, match="2 threads"):
        talk_apart([[1, 2]], [[1, 2], [2, 2]])
    with pytest.raises(EstimatorError, match="different categories"):
        talk_apart([[1, 2], [1, 2]], [[1, 2, 3], [2, 2, 3]])
