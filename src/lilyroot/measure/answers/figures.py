"""From the sheets of one group to its figures. What should not be read as one number says so in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.answers.agreement import ADEQUATE, agreements
from lilyroot.measure.answers.indicators import AGREEMENT, FAVOURABLE, INDICATORS, SAY_DO
from lilyroot.measure.answers.means import means
from lilyroot.measure.estimators import FEWEST_CLUSTERS, intervals
from lilyroot.measure.estimators.nps import net_promoters
from lilyroot.model.survey import questionnaire

Floats = NDArray[np.float64]
FEWEST_FOR_GAP: Final = 15
TOO_FEW_FOR_GAP: Final = f"The difference of two answers is unsure: it is shown from {FEWEST_FOR_GAP} people on."
NO_AGREEMENT: Final = "People here agree too little for one number to stand for them; see how far they agree."

_NAMES: Final = [indicator.name for indicator in INDICATORS]
_RECOMMEND: Final = {one.name for one in questionnaire().recommendations}
_SHARES: Final = [n for n, name in enumerate(_NAMES) if name.endswith(FAVOURABLE)]
_MEANS: Final = [n for n, one in enumerate(INDICATORS) if one.form != "share" and one.name not in _RECOMMEND]
_LOWEST, _HIGHEST = (np.array(ends) for ends in zip(*(INDICATORS[n].range for n in _MEANS), strict=True))
_CONSTRUCT: Final = {name.removesuffix(FAVOURABLE): n for n, name in enumerate(_NAMES) if name.endswith(FAVOURABLE)}


@dataclass(frozen=True)
class Answered:
    """The sheets of one group: what each brings to each of INDICATORS, and its answers on scales (turned, or NaN)."""

    num: Floats  # sheets x INDICATORS
    den: Floats
    items: Floats  # sheets x scale items


def figures_of(sheets: Answered, *, is_team: bool) -> Iterator[dict[str, Any]]:
    """For every indicator: value, both ends, base, people, and a reason where it should not be read."""
    found = _estimated(sheets)
    people = (sheets.den > 0).sum(axis=0)
    apart = {name for name in _CONSTRUCT if is_team and _apart(found[name + AGREEMENT])}
    for place, indicator in enumerate(INDICATORS):
        family = _CONSTRUCT.get(indicator.contributors, place)
        value, low, high = found[indicator.name]
        reason = _reason(indicator.name, int(people[family]), apart)
        of_base = sheets.den[:, place].sum() if indicator.base == "answers" else people[family]
        yield {
            "indicator": indicator.name,
            "value": _number(value),
            "low": None if reason else _number(low),
            "high": None if reason else _number(high),
            "base": int(of_base),
            "clusters": int(people[family]),
            "contributors": int(people[family]),
            "reason": reason,
        }


def _estimated(sheets: Answered) -> dict[str, tuple[float, float, float]]:
    """Value and interval of every indicator; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = sheets.num.sum(axis=0) / sheets.den.sum(axis=0)
    low, high = np.full_like(value, np.nan), np.full_like(value, np.nan)
    if len(sheets.num) >= FEWEST_CLUSTERS:
        low[_MEANS], high[_MEANS] = means(sheets.num[:, _MEANS], sheets.den[:, _MEANS], _LOWEST, _HIGHEST)
        of_shares = sheets.num[:, _SHARES], sheets.den[:, _SHARES]
        low[_SHARES], high[_SHARES] = intervals(*of_shares, shares=np.ones(len(_SHARES), bool))
    found = {name: (value[n], low[n], high[n]) for n, name in enumerate(_NAMES)}
    found |= {name: _recommended(sheets, _NAMES.index(name)) for name in _RECOMMEND}
    return found | {f"{construct}{AGREEMENT}": ends for construct, ends in agreements(sheets.items).items()}


def _recommended(sheets: Answered, place: int) -> tuple[float, float, float]:
    answers = sheets.num[sheets.den[:, place] > 0, place]
    if len(answers) < FEWEST_CLUSTERS:
        return (float(answers.mean()) if len(answers) else np.nan), np.nan, np.nan
    found = net_promoters(*(int((answers == points).sum()) for points in (100, 0, -100)))
    return found.estimate, found.low, found.high


def _apart(agreement: tuple[float, float, float]) -> bool:
    return bool(agreement[0] < ADEQUATE)


def _reason(name: str, people: int, apart: set[str]) -> str:
    if name.removesuffix(FAVOURABLE) in apart:
        return NO_AGREEMENT
    if name.startswith(SAY_DO) and people < FEWEST_FOR_GAP:
        return TOO_FEW_FOR_GAP
    return ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
