"""What a wave says of the questionnaire itself: do its scales hold together, and do they tell teams apart?

For the whole organisation only. Until an installation has what a valid scale needs, its items are provisional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.errors import EstimatorError
from lilyroot.measure.answers.agreement import COLUMNS, agreed
from lilyroot.measure.answers.evaluation import NAMES, Sheets, answered, prepare
from lilyroot.measure.estimators.estimate import Estimate, Floats
from lilyroot.measure.estimators.icc import of_groups
from lilyroot.measure.estimators.reliability import alpha, omega

FEWEST_SHEETS: Final = 50
"""Below this nothing is said: the numbers would be noise."""
SHEETS_OF_A_VALID_SCALE: Final = 300
FEWEST_TEAMS: Final = 5
MOVES: Final = 1.0
LEAST_OMEGA, LEAST_ICC2, LEAST_AGREEMENT = 0.70, 0.60, 0.70
_STATISTICS: Final = ("alpha", "omega", "icc1", "icc2")

# One row per wave and construct that at least FEWEST_SHEETS answered.
RELIABILITY: Final = pa.schema(
    [
        pa.field("period", pa.string(), nullable=False),
        pa.field("construct", pa.string(), nullable=False),
        *[pa.field(f"{name}{end}", pa.float64()) for name in _STATISTICS for end in ("", "_low", "_high")],
        pa.field("agreement", pa.float64()),  # median over teams in which threshold people answered
        pa.field("provisional", pa.bool_(), nullable=False),
        pa.field("alike_matters", pa.bool_(), nullable=False),  # without flagged sheets points move by more than one
    ]
)


def reliability(engine: Engine, thresholds: Mapping[str, int]) -> pa.Table:
    """How reliable is each construct in each wave, over the whole organisation?

    The engine holds what ``gather`` loads; ``thresholds`` has the waves, and the fewest people a figure may concern
    in each. Gives RELIABILITY. ``alpha`` and ``omega``: does the sum of the items measure one thing (omega needs the
    full form; at most 1). ``icc1``: the share of the variance that lies between teams; ``icc2``: how well a team's
    mean tells it apart. ``agreement``: the median r*wg(j) of teams in which that many answered, where there are at
    least 5 of them. 95 % intervals. ``provisional``: not all of 300 sheets, omega 0.70, ICC(2) 0.60 and agreement
    0.70 are reached.
    ``alike_matters``: without the sheets that give the same answer to everything, the organisation's points would
    move by more than one; by how much is not said, as that would be a figure of those few.
    """
    prepare(engine, list(thresholds))
    rows: list[dict[str, Any]] = []
    for period, threshold in thresholds.items():
        engine.load("at_hand", pa.table({"period": pa.array([period], pa.string())}))
        rows += _of_wave(engine, period, threshold)
    return pa.Table.from_pylist(rows, schema=RELIABILITY)


def _of_wave(engine: Engine, period: str, threshold: int) -> Iterator[dict[str, Any]]:
    sheets = answered(engine)
    teams = np.array(sheets.teams)
    median = _median_agreement(sheets.items, teams, threshold)
    for construct, columns in COLUMNS.items():
        asked = [column for column in columns if np.isfinite(sheets.items[:, column]).any()]
        given = sheets.items[:, asked]
        kept = np.isfinite(given).any(axis=1)
        if int(kept.sum()) >= FEWEST_SHEETS:
            row = _of_construct(given[kept], teams[kept], median[construct])
            matters = _alike_matter(sheets, construct)
            yield {"period": period, "construct": construct, **row, "alike_matters": matters}


def _alike_matter(sheets: Sheets, construct: str) -> bool:
    points = sheets.num[:, NAMES.index(construct)]
    kept = sheets.den[:, NAMES.index(construct)] > 0
    others = kept & ~sheets.alike
    return not others.any() or abs(float(points[kept].mean() - points[others].mean())) > MOVES


def _of_construct(given: Floats, teams: Any, agreement: float | None) -> dict[str, Any]:
    groups = _sure(lambda: of_groups(np.nanmean(given, axis=1), teams))
    found = {
        "alpha": _sure(lambda: alpha(given)),
        "omega": _sure(lambda: omega(given)) if given.shape[1] > 2 else None,
        "icc1": groups and groups.icc1,
        "icc2": groups and groups.icc2,
    }
    reached = (
        len(given) >= SHEETS_OF_A_VALID_SCALE
        and _least(found["omega"], LEAST_OMEGA)
        and _least(found["icc2"], LEAST_ICC2)
        and agreement is not None
        and agreement >= LEAST_AGREEMENT
    )
    columns = {
        f"{name}{end}": _rounded(one, place)
        for name, one in found.items()
        for end, place in (("", "estimate"), ("_low", "low"), ("_high", "high"))
    }
    return {**columns, "agreement": agreement, "provisional": not reached}


def _median_agreement(items: Floats, teams: Any, threshold: int) -> dict[str, float | None]:
    """The median over teams in which as many answered as any figure needs, where there are at least 5 such teams."""
    by_team = [agreed(items[teams == team], threshold) for team in sorted(set(teams.tolist()))]
    found: dict[str, float | None] = {}
    for construct in COLUMNS:
        values = [one[construct] for one in by_team if construct in one]
        found[construct] = round(float(np.median(values)), 3) if len(values) >= FEWEST_TEAMS else None
    return found


def _sure(estimated: Any) -> Any:
    """What an estimator says, or nothing where the answers do not vary enough for it."""
    try:
        return estimated()
    except EstimatorError:
        return None


def _least(one: Estimate | None, bound: float) -> bool:
    return one is not None and one.estimate >= bound


def _rounded(one: Estimate | None, place: str) -> float | None:
    value = getattr(one, place) if one is not None else np.nan
    return round(float(value), 3) if np.isfinite(value) else None
