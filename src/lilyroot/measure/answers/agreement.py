"""How far people of a group agree on each construct: r*wg(j), with an interval from the resamples of its sheets."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.answers.means import resampled_variances
from lilyroot.measure.estimators import FEWEST_CLUSTERS
from lilyroot.measure.estimators.interval import percentiles, t_of
from lilyroot.measure.estimators.rwg import rwg_of
from lilyroot.model.survey import questionnaire

Floats = NDArray[np.float64]
ADEQUATE: Final = 0.5
"""From here on a team's people agree enough for one number (moderate agreement, LeBreton and Senter 2008)."""

_TINY: Final = 1e-9
ITEMS: Final = tuple(item for item in questionnaire().items if item.role == "scale")
COLUMNS: Final = {
    one.name: [n for n, item in enumerate(ITEMS) if item.family == one.name] for one in questionnaire().constructs
}


def agreed(items: Floats, fewest: int) -> dict[str, float]:
    """Agreement (0..1) on each construct, from sheets x ITEMS, where ``fewest`` people answered; no interval."""
    return {
        name: rwg_of(_variance(items[:, asked]), len(asked))
        for name, (asked, people) in _answered(items).items()
        if people >= fewest
    }


def agreements(items: Floats) -> dict[str, tuple[float, float, float]]:
    """The same with both ends; NaN below 5 people, or where a construct was not asked.

    Agreement falls as answers vary more, so its ends are those of the variance, turned round. Two intervals of the
    variance are made and the wider end of each is taken: percentiles of the resamples (made larger, as a resample
    varies a little less than the people it is drawn from), and Student's on the log scale with the jackknife's error.
    Where all answer alike it is 0 to 1, as nothing is known of how much they vary; having none would tell of it.
    """
    found = dict.fromkeys(COLUMNS, (np.nan, np.nan, np.nan))
    answered = _answered(items)
    if not answered:
        return found
    drawn, without = resampled_variances(items), _without_each(items)
    for name, (asked, people) in answered.items():
        variance = _variance(items[:, asked])
        present = np.isfinite(items[:, asked]).any(axis=1)
        reach = _reach(np.nanmean(without[present][:, asked], axis=1))
        spread = drawn[asked].mean(axis=0, keepdims=True) * people / (people - 1)
        low, high = (float(end[0]) for end in percentiles(spread, np.zeros(1), np.array([people])))
        ends = max(high, variance * reach), min(low, variance / reach)
        value, least, most = (rwg_of(one, len(asked)) for one in (variance, *ends))
        found[name] = (value, least, most) if variance else (value, 0.0, 1.0)
    return found


def _reach(variances: Floats) -> float:
    """By what factor a variance may be off to either side, from what it is without each person."""
    people = len(variances)
    logs = np.log(np.maximum(variances, _TINY))
    error = np.sqrt((people - 1) / people * ((logs - logs.mean()) ** 2).sum())
    return float(np.exp(t_of(np.array([people]))[0] * error))


def _without_each(items: Floats) -> Floats:
    """The variance of every item (columns) without each sheet (rows); NaN where fewer than two answers are left."""
    given = np.isfinite(items)
    n = given.sum(axis=0)
    centred = np.where(given, items - np.nansum(items, axis=0) / np.maximum(n, 1), 0.0)
    left = n - given
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (centred**2).sum(axis=0) - centred**2 - (centred.sum(axis=0) - centred) ** 2 / left
        found: Floats = np.where(left > 1, squares / (left - 1), np.nan)
    return found


def _answered(items: Floats) -> dict[str, tuple[list[int], int]]:
    """The asked items of each construct that enough people answered, and how many people."""
    given = np.isfinite(items)
    found = {}
    for name, columns in COLUMNS.items():
        people = int(given[:, columns].any(axis=1).sum())
        if people >= FEWEST_CLUSTERS:
            found[name] = [column for column in columns if given[:, column].any()], people
    return found


def _variance(items: Floats) -> float:
    """The mean over items of the variance of their answers."""
    often = items[:, np.isfinite(items).sum(axis=0) > 1]
    return float(np.nanvar(often, axis=0, ddof=1).mean()) if often.size else 0.0
