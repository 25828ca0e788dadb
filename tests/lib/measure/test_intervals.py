"""Intervals: against the oracle, on the edge, and honest where there is little."""

from __future__ import annotations

import numpy as np
import pytest

from lilyroot.measure.estimators import FEWEST_CLUSTERS, intervals
from lilyroot.measure.estimators.bootstrap import PILES, RESAMPLES, draws, normal_scores, piles
from lilyroot.measure.estimators.interval import jackknife_variance

SHARE, RATIO = np.array([True]), np.array([False])


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_the_jackknife_equals_leaving_out_each_cluster_in_turn() -> None:
    num, den = column(3, 0, 2, 5, 1), column(10, 4, 6, 9, 8)
    without = [
        np.delete(num, place).sum() / np.delete(den, place).sum() - num.sum() / den.sum() for place in range(5)
    ]

    found = jackknife_variance(num, den, np.array([5]))

    assert found.tolist() == pytest.approx([4 / 5 * sum(change**2 for change in without)])


def test_every_resample_draws_as_many_clusters_as_there_are() -> None:
    assert draws(37).shape == (RESAMPLES, 37)
    assert set(draws(37).sum(axis=1).tolist()) == {37}


def test_the_draws_are_as_spread_as_drawing_with_replacement() -> None:
    counts = draws(200).astype(float)

    assert counts.mean() == 1
    assert counts.var() == pytest.approx(1 - 1 / 200, rel=0.01)


def test_the_normal_scores_are_standard_normal() -> None:
    assert normal_scores().mean() == pytest.approx(0, abs=1e-12)
    assert normal_scores().std() == pytest.approx(1, abs=0.01)


def test_dealing_into_piles_loses_nothing() -> None:
    rows = np.arange(2 * (3 * PILES + 7), dtype=float).reshape(-1, 2)

    dealt = piles(rows)

    assert dealt.shape == (PILES, 2)
    assert dealt.sum(axis=0).tolist() == rows.sum(axis=0).tolist()


def test_piles_keep_the_width_of_the_interval() -> None:
    rng = np.random.default_rng(5)
    den = rng.geometric(0.2, 6000).astype(float)
    num = rng.binomial(den.astype(int), rng.beta(1, 4, 6000)).astype(float)

    low, high = intervals(num[:, None], den[:, None], shares=SHARE)

    share = num.sum() / den.sum()
    error = np.sqrt(((num - share * den) ** 2).sum()) / den.sum()
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * error, rel=0.08)


def test_none_of_few_is_not_certainly_none() -> None:
    low, high = intervals(column(*[0] * 12), column(*[4] * 12), shares=SHARE)

    assert low[0] == 0
    assert 0.2 < high[0] < 0.35  # Wilson for 0 of 12 conversations, widened for 11 degrees of freedom


def test_all_of_few_is_not_certainly_all() -> None:
    low, high = intervals(column(*[4] * 12), column(*[4] * 12), shares=SHARE)

    assert 0.65 < low[0] < 0.8
    assert high[0] == 1


def test_alike_conversations_widen_the_interval() -> None:
    apart = intervals(column(*[1] * 30), column(*[2] * 30), shares=SHARE)
    alike = intervals(column(*[0, 2] * 15), column(*[2] * 30), shares=SHARE)

    assert alike[1][0] - alike[0][0] > 1.25 * (apart[1][0] - apart[0][0])


@pytest.mark.parametrize("shares", [SHARE, RATIO], ids=["share", "ratio"])
def test_fewer_than_five_clusters_have_no_interval(shares: np.ndarray) -> None:
    num, den = column(1, 2, 1, 0, 3), column(4, 4, 4, 4, 4)

    few = intervals(num[: FEWEST_CLUSTERS - 1], den[: FEWEST_CLUSTERS - 1], shares=shares)
    enough = intervals(num, den, shares=shares)

    assert np.isnan(few).all()
    assert np.isfinite(enough).all()


def test_clusters_without_a_denominator_are_not_counted() -> None:
    num, den = column(1, 2, 1, 0, 0, 0, 0), column(4, 4, 4, 4, 0, 0, 0)

    assert np.isnan(intervals(num, den, shares=SHARE)).all()


def test_a_ratio_that_never_varies_has_no_interval() -> None:
    assert np.isnan(intervals(column(*[2] * 9), column(*[1] * 9), shares=RATIO)).all()


def test_a_ratio_of_nothing_has_no_interval() -> None:
    assert np.isnan(intervals(column(*[0] * 9), column(*[1] * 9), shares=RATIO)).all()


def test_doubt_about_what_is_usual_widens_a_ratio() -> None:
    num, den = column(3, 1, 0, 2, 5, 1, 2, 2, 4, 1), column(*[2] * 10)

    sure = intervals(num, den, shares=RATIO, doubt=np.array([0.0]))
    unsure = intervals(num, den, shares=RATIO, doubt=np.array([16.0]))

    assert unsure[0][0] < sure[0][0] < sure[1][0] < unsure[1][0]


def test_columns_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(6)
    den = rng.integers(1, 9, (25, 3)).astype(float)
    num = rng.binomial(den.astype(int), 0.3).astype(float)

    together = intervals(num, den, shares=np.array([True, False, True]))

    for place, shares in enumerate([SHARE, RATIO, SHARE]):
        alone = intervals(num[:, [place]], den[:, [place]], shares=shares)
        assert [end[place] for end in together] == pytest.approx([end[0] for end in alone], rel=1e-12)


@pytest.mark.parametrize("clusters", [10, 40])
@pytest.mark.parametrize("truth", [0.05, 0.2, 0.5])
def test_the_intervals_contain_the_truth_as_often_as_they_say(truth: float, clusters: int) -> None:
    rng = np.random.default_rng(7)
    den = rng.geometric(0.2, (clusters, 400)).astype(float)
    num = rng.binomial(den.astype(int), rng.beta(9 * truth, 9 * (1 - truth), den.shape)).astype(float)

    low, high = intervals(num, den, shares=np.full(400, True))

    assert ((low <= truth) & (truth <= high)).mean() >= 0.92
