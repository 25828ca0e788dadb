"""From the rows of an indicator to its value and interval in every cell.

Rows come in runs: one run for each cell and source, ordered by unit, so that nothing depends on the order they were
stored in. Each estimator answers for all runs at once; only the mean of sources then puts runs of a cell together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from lilyroot.measure.estimators import FEWEST_CLUSTERS, intervals
from lilyroot.measure.estimators.estimate import LEVEL, Floats
from lilyroot.measure.estimators.proportions import mid_p_ends, wilson_ends
from lilyroot.measure.estimators.survival import kept_by_due
from lilyroot.measure.records.indicators import RecordsIndicator
from lilyroot.model.round_steps import fewest

Column = dict[str, Floats]
_FEW: Final = 40
_PRECISE: Final = 12  # digits: sums of thirds must not differ by the order in which an engine added them


@dataclass(frozen=True)
class Runs:
    """The rows of one indicator, and where each run of them starts and ends."""

    num: Floats
    den: Floats
    base: Floats
    starts: NDArray[np.int64]
    cell: NDArray[np.int64]  # of each run
    source: tuple[str, ...]  # of each run

    @classmethod
    def of(cls, rows: pa.Table) -> Runs:
        """The runs of rows with the columns cell, source, unit, num, den and base, in any order."""
        rows = rows.sort_by([("cell", "ascending"), ("source", "ascending"), ("unit", "ascending")])
        keys = list(zip(rows["cell"].to_pylist(), rows["source"].to_pylist(), strict=True))
        starts = [place for place, key in enumerate(keys) if place == 0 or key != keys[place - 1]]
        num, den, base = (np.round(rows[name].to_numpy(), _PRECISE) for name in ("num", "den", "base"))
        return cls(
            *(num, den, base),
            np.array([*starts, len(keys)], dtype=np.int64),
            np.array([keys[start][0] for start in starts], dtype=np.int64),
            tuple(keys[start][1] for start in starts),
        )

    def sums(self, rows: Floats) -> Floats:
        """The sum of each run."""
        found: Floats = np.add.reduceat(rows, self.starts[:-1]) if len(rows) else np.empty(0)
        return found

    @property
    def units(self) -> NDArray[np.int64]:
        """How many units each run has."""
        return np.diff(self.starts)

    def each(self) -> list[slice]:
        return [slice(start, end) for start, end in zip(self.starts[:-1], self.starts[1:], strict=True)]


def estimated(indicator: RecordsIndicator, rows: pa.Table, cells: int) -> Column:
    """``value``, ``low``, ``high``, ``base`` and ``clusters`` of an indicator for all cells, by their number.

    NaN where there is nothing to estimate, ends also where there are fewer than five units.
    """
    runs = Runs.of(rows)
    if indicator.estimator == "mean_of_sources":
        return _mean_of_sources(runs, cells)
    value, low, high = _ESTIMATORS[indicator.estimator](runs, indicator.form == "share")
    silent = runs.units < FEWEST_CLUSTERS
    low, high = np.where(silent, np.nan, low), np.where(silent, np.nan, high)
    return _by_cell(runs, cells, {"value": value, "low": low, "high": high})


def _by_cell(runs: Runs, cells: int, found: Mapping[str, Floats]) -> Column:
    column = {name: np.full(cells, np.nan) for name in ("value", "low", "high")}
    for name, numbers in found.items():
        column[name][runs.cell] = numbers
    column["base"] = np.bincount(runs.cell, np.round(runs.sums(runs.base)), cells)
    column["clusters"] = np.bincount(runs.cell, runs.units, cells)
    return column


# --- one estimate a run ----------------------------------------------------------------------------------------


def _wilson(runs: Runs, share: bool) -> tuple[Floats, Floats, Floats]:
    """A share with Wilson's interval, mid-P's where there are few; records carried in part count as Kish's number."""
    return _share(runs, runs.sums(runs.den) ** 2 / runs.sums(runs.den**2))


def _share(runs: Runs, size: Floats) -> tuple[Floats, Floats, Floats]:
    """A share with its interval, as if of so many."""
    value = np.clip(runs.sums(runs.num) / runs.sums(runs.den), 0.0, 1.0)
    low, high = np.where(size < _FEW, mid_p_ends(value, size), wilson_ends(value, size))
    return value, low, high


def _bootstrap(runs: Runs, share: bool) -> tuple[Floats, Floats, Floats]:
    """A mean over people, or a share of sums over meetings: units resampled, joined with an analytic interval."""
    low, high = (np.full(len(runs.units), np.nan) for _ in range(2))
    for place, run in enumerate(runs.each()):
        if runs.units[place] >= FEWEST_CLUSTERS:
            ends = intervals(runs.num[run, None], runs.den[run, None], shares=np.array([share]))
            low[place], high[place] = float(ends[0][0]), float(ends[1][0])
    return runs.sums(runs.num) / runs.sums(runs.den), low, high


def _gini(runs: Runs, share: bool) -> tuple[Floats, Floats, Floats]:
    found = np.array([gini(runs.num[run]) for run in runs.each()]).reshape(-1, 3)
    return found[:, 0], found[:, 1], found[:, 2]


def gini(amounts: Floats) -> tuple[float, float, float]:
    """How unevenly are amounts spread over people: 0 all the same, 1 one has everything; with a 95 % interval.

    The mean difference between two people over twice the mean, without small-sample bias (Deltas 2003); the interval
    is Student's on the log-odds scale with the jackknife's standard error. NaN where nobody has anything; no interval
    where nothing varies, one has everything, or there are fewer than five people.

    >>> tuple(round(end, 3) for end in gini(np.array([0.0, 1, 1, 2, 4, 0, 3, 1, 0, 2])))
    (0.556, 0.29, 0.793)
    """
    x = np.sort(amounts)
    n, total = len(x), float(x.sum())
    if n < 2 or total <= 0:
        return np.nan, np.nan, np.nan
    ranks = np.arange(1, n + 1)
    apart = float(((2 * ranks - n - 1) * x).sum())  # the differences of all pairs
    value = apart / ((n - 1) * total)
    if n < FEWEST_CLUSTERS or not 0 < value < 1:
        return value, np.nan, np.nan
    sums = np.cumsum(x)
    from_each = x * (2 * ranks - n) + total - 2 * sums  # one person's differences to all others
    with np.errstate(divide="ignore", invalid="ignore"):
        without = (apart - from_each) / ((n - 2) * (total - x))
        error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()) / (value * (1 - value))
        reach = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    if not np.isfinite(reach):
        return value, np.nan, np.nan
    return value, float(expit(logit(value) - reach)), float(expit(logit(value) + reach))


def _kept(runs: Runs, share: bool) -> tuple[Floats, Floats, Floats]:
    found = [kept_by_due(runs.den[run], runs.num[run] > 0) for run in runs.each()]
    return (
        np.array([one.estimate for one in found]),
        np.array([one.low for one in found]),
        np.array([one.high for one in found]),
    )


_Estimate = Callable[[Runs, bool], tuple[Floats, Floats, Floats]]
_ESTIMATORS: Final[Mapping[str, _Estimate]] = {
    "wilson": _wilson,
    "bootstrap": _bootstrap,
    "gini": _gini,
    "kaplan_meier": _kept,
}


# --- several sources, one mean -----------------------------------------------------------------------------------


def _trade_offs(runs: Runs, share: bool) -> tuple[Floats, Floats, Floats]:
    """As sure as the fewest that are told alike: how many there are is not told, and arms would tell it."""
    return _share(runs, np.array([fewest(max(1.0, number)) for number in runs.sums(runs.den)]))


_OF_SOURCE: Final[Mapping[str, _Estimate]] = {
    "tradeoffs": _trade_offs,
    "incentives": _bootstrap,
    "recognition": _wilson,
    "agenda": _bootstrap,
}


_IN_STEPS: Final = ("tradeoffs", "recognition")


def _mean_of_sources(runs: Runs, cells: int) -> Column:
    """The mean of the shares in each source with enough units; distances to the ends add as squares (MOVER).

    Its base is that of the smallest source which is told in steps (trade-offs, recognitions): in finer steps than
    these the mean, less the other sources, would tell more of it than they do.
    """
    found = {name: np.full((4, cells), np.nan) for name in ("value", "below", "above")}
    column, smallest = _by_cell(runs, cells, {}), np.full(cells, np.inf)
    for place, (source, estimate) in enumerate(_OF_SOURCE.items()):
        used = (np.array(runs.source, dtype=object) == source) & (runs.units >= FEWEST_CLUSTERS)
        value, low, high = estimate(runs, True)
        at = runs.cell[used]
        found["value"][place, at] = value[used]
        found["below"][place, at], found["above"][place, at] = (value - low)[used], (high - value)[used]
        if source in _IN_STEPS:
            smallest[at] = np.minimum(smallest[at], np.round(runs.sums(runs.base))[used])
    sources = np.isfinite(found["value"]).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(found["value"], axis=0) / sources
        below, above = (np.sqrt(np.nansum(found[name] ** 2, axis=0)) / sources for name in ("below", "above"))
    ends = {"value": mean, "low": np.clip(mean - below, 0, 1), "high": np.clip(mean + above, 0, 1)}
    return {**column, **ends, "base": np.where(np.isfinite(smallest), smallest, column["base"])}
