"""How far people of a group agree on each construct: r*wg(j), with an interval from the resamples of its sheets."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.answers.means import resampled_variances
from lilyroot.measure.estimators import FEWEST_CLUSTERS
from lilyroot.measure.estimators.interval import percentiles
from lilyroot.measure.estimators.rwg import rwg_of
from lilyroot.model.survey import questionnaire

Floats = NDArray[np.float64]
ADEQUATE: Final = 0.5
"""From here on a team's people agree enough for one number (moderate agreement, LeBreton and Senter 2008)."""

ITEMS: Final = tuple(item for item in questionnaire().items if item.role == "scale")
COLUMNS: Final = {
    one.name: [n for n, item in enumerate(ITEMS) if item.family == one.name] for one in questionnaire().constructs
}


def agreements(items: Floats) -> dict[str, tuple[float, float, float]]:
    """Agreement (0..1) on each construct with both ends, from sheets x ITEMS; NaN below 5 people or where not asked.

    Agreement falls as answers vary more, so its ends are those of the variance, turned round.
    """
    found = dict.fromkeys(COLUMNS, (np.nan, np.nan, np.nan))
    if len(items) < FEWEST_CLUSTERS:
        return found
    given = np.isfinite(items)
    drawn = resampled_variances(items)
    for name, columns in COLUMNS.items():
        people = int(given[:, columns].any(axis=1).sum())
        asked = [column for column in columns if given[:, column].any()]
        if people >= FEWEST_CLUSTERS:
            value = float(np.nanmean(np.nanvar(items[:, asked], axis=0, ddof=1)))
            n = np.array([people])
            # a resample varies a little less than the people it is drawn from
            spread = drawn[asked].mean(axis=0, keepdims=True) * people / (people - 1)
            low, high = (float(end[0]) for end in percentiles(spread, np.zeros(1), n))
            ends = (value, max(high, value), min(low, value))
            found[name] = tuple(rwg_of(one, len(asked)) for one in ends)  # type: ignore[assignment]
    return found
