"""Changes of level: the Nile at Aswan, and no change where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.change_point import change_points, cusum_test

# R's `Nile` (Cobb 1978): yearly flow at Aswan, 1871 to 1970, in 10^8 cubic metres
NILE = [
    *[1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958],
    *[1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020],
    *[1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796],
    *[1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874],
    *[848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718],
    *[714, 740],
]


def test_the_nile_fell_after_1898() -> None:
    found = change_points(NILE)
    statistic, p = cusum_test(NILE)

    assert found.breaks == (28,)
    assert [one.estimate for one in found.levels] == pytest.approx([1097.75, 849.97222], abs=5e-6)
    assert [one.n for one in found.levels] == [28, 72]
    assert statistic == pytest.approx(2.9518, abs=5e-5)
    assert p < 1e-6


def test_several_changes_are_found() -> None:
    rng = np.random.default_rng(1)

    found = change_points(np.repeat([5.0, 9.0, 6.0], [20, 15, 25]) + rng.normal(0, 0.5, 60))

    assert found.breaks == (20, 35)


def test_noise_alone_rarely_changes() -> None:
    rng = np.random.default_rng(2)
    series = rng.normal(size=(300, 60))

    assert np.mean([len(change_points(one).breaks) > 0 for one in series]) <= 0.13
    assert np.mean([cusum_test(one)[1] < 0.05 for one in series]) <= 0.07


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=6, max_size=30), st.integers(1, 9), st.integers(-50, 50))
def test_neither_unit_nor_zero_moves_a_change(values: list[int], stretch: int, shift: int) -> None:
    x = np.array(values) + np.linspace(0, 0.01, len(values))  # no ties

    here, there = change_points(x), change_points(x[::-1] * stretch + shift)

    assert tuple(len(x) - one for one in reversed(there.breaks)) == here.breaks
    assert sum(one.n for one in here.levels) == len(x)


def test_a_level_is_held_as_often_as_its_interval_says_where_there_is_no_change() -> None:
    rng = np.random.default_rng(3)
    found = [change_points(rng.normal(7, 1, 24)).levels for _ in range(500)]

    held = [one[0].low <= 7 <= one[0].high for one in found if len(one) == 1]

    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


def test_stretches_are_never_too_short() -> None:
    found = change_points([1, 1, 1, 1, 50, 1, 1, 1, 1], shortest=3)

    assert min(one.n for one in found.levels) >= 3


def test_what_is_no_series_is_refused() -> None:
    with pytest.raises(EstimatorError, match="too short"):
        change_points([1, 2, 3])
    with pytest.raises(EstimatorError, match="at least 2 values"):
        change_points([1, 2, 3, 4], shortest=1)
    with pytest.raises(EstimatorError, match="not all alike"):
        cusum_test([4, 4, 4])
