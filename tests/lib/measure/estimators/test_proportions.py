"""Shares: against R's binom.test and published values, at the edges, and as often right as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.proportions import clopper_pearson, mid_p_ends, wilson, wilson_ends


def test_wilson_gives_the_published_ends() -> None:
    found = wilson(42, 300)

    assert (found.low, found.high) == pytest.approx((0.1052713, 0.1838316), abs=5e-8)


def test_the_exact_interval_gives_the_published_ends() -> None:
    found = clopper_pearson(3, 40)

    assert (found.low, found.high) == pytest.approx((0.01574218, 0.20386475), abs=5e-9)


@st.composite
def counts_of(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n


@given(counts_of())
def test_both_stay_between_none_and_all_and_hold_the_share(pair: tuple[int, int]) -> None:
    for found in (wilson(*pair), clopper_pearson(*pair)):
        assert 0 <= found.low <= found.estimate <= found.high <= 1
        assert found.n == pair[1]


@given(counts_of())
def test_counting_the_others_turns_the_interval_round(pair: tuple[int, int]) -> None:
    count, n = pair
    for interval in (wilson, clopper_pearson):
        here, there = interval(count, n), interval(n - count, n)
        assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low), abs=1e-9)


@given(counts_of(), st.integers(0, 500))
def test_the_fewer_remain_uncounted_the_narrower(pair: tuple[int, int], more: int) -> None:
    count, n = pair
    few, many = wilson(count, n, population=n + more), wilson(count, n, population=n + more + 1)
    endless = wilson(count, n)

    assert few.high - few.low <= many.high - many.low + 1e-12
    assert many.high - many.low <= endless.high - endless.low + 1e-12


def test_a_complete_count_is_certain() -> None:
    found = wilson(7, 20, population=20)

    assert (found.low, found.estimate, found.high) == (0.35, 0.35, 0.35)


def test_a_higher_level_is_wider() -> None:
    narrow, wide = wilson(7, 20, level=0.8), wilson(7, 20, level=0.99)

    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_nobody_asked_says_nothing(interval: object) -> None:
    found = interval(0, 0)  # type: ignore[operator]

    assert np.isnan(found.estimate)
    assert (found.low, found.high, found.n) == (0, 1, 0)


@pytest.mark.parametrize(("count", "n"), [(-1, 4), (5, 4)])
@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_impossible_counts_are_refused(interval: object, count: int, n: int) -> None:
    with pytest.raises(EstimatorError, match="cannot be a share"):
        interval(count, n)  # type: ignore[operator]


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(EstimatorError, match="cannot be drawn from 3"):
        wilson(2, 4, population=3)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize("level", [0.0, 1.0, 95])
def test_a_level_is_a_probability(interval: object, level: float) -> None:
    with pytest.raises(EstimatorError, match="level"):
        interval(1, 4, level=level)  # type: ignore[operator]


@pytest.mark.parametrize("truth", [0.05, 0.2, 0.5])
def test_the_exact_interval_never_covers_less_than_it_says(truth: float) -> None:
    n = 30
    chance = np.array([np.exp(_log_choose(n, x)) * truth**x * (1 - truth) ** (n - x) for x in range(n + 1)])
    holds = np.array([_holds(clopper_pearson(x, n), truth) for x in range(n + 1)])

    assert chance @ holds >= 0.95


def _log_choose(n: int, x: int) -> float:
    return float(np.sum(np.log(np.arange(1, n + 1))) - sum(np.sum(np.log(np.arange(1, m + 1))) for m in (x, n - x)))


def _holds(found: object, truth: float) -> bool:
    return found.low <= truth <= found.high  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_no_draw_at_all_says_nothing_and_endless_ones_say_everything(share: float) -> None:
    with np.errstate(all="raise"):
        nothing, everything = (wilson_ends(np.array(share), np.array(size)) for size in (0.0, np.inf))

    assert nothing.tolist() == [0.0, 1.0]
    assert everything.tolist() == pytest.approx([share, share])


@pytest.mark.parametrize(("count", "n"), [(2, 6), (3, 8), (3, 10), (17, 39)])
def test_at_the_ends_of_mid_p_what_was_seen_is_as_unlikely_as_it_may_be(count: int, n: int) -> None:
    for end, chance in zip(mid_p_ends(np.array(count / n), np.array(float(n))), (0.025, 0.975), strict=True):
        more = binom.sf(count, n, end) + binom.pmf(count, n, end) / 2

        assert more == pytest.approx(chance, abs=1e-9)


def test_mid_p_ends_where_there_is_nothing_beyond() -> None:
    low, high = mid_p_ends(np.array([0.0, 1.0]), np.array([9.0, 9.0]))

    assert low.tolist() == [0.0, pytest.approx(0.05 ** (1 / 9))]
    assert high.tolist() == [pytest.approx(1 - 0.05 ** (1 / 9)), 1.0]


@pytest.mark.parametrize("n", [7, 10, 15, 20, 40])
def test_mid_p_holds_every_share_nearly_as_often_as_it_says(n: int) -> None:
    """Counted, not simulated: 97 shares, all there may be seen of each."""
    seen = np.arange(n + 1)
    low, high = mid_p_ends(seen / n, np.full(n + 1, float(n)))

    held = [binom.pmf(seen, n, p)[(low <= p) & (p <= high)].sum() for p in np.linspace(0.02, 0.98, 97)]

    assert min(held) > 0.925
    assert 0.95 < np.mean(held) < 0.98
