"""The survey as the gate sees it: released by wave, once the wave is closed, for the organisation the wave froze."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.answers.evaluation import evaluate, population
from lilyroot.measure.answers.gather import begins, closed, gather, parents, place, promised, staff
from lilyroot.measure.answers.indicators import INDICATORS
from lilyroot.measure.answers.reliability import reliability
from lilyroot.measure.streams import Stream


def beside(engine: Engine, thresholds: Mapping[str, int]) -> Mapping[str, pa.Table]:
    """What each wave says of the questionnaire itself, over the whole organisation."""
    return {"reliability": reliability(engine, thresholds)}


ANSWERS: Final = Stream(
    name="answers",
    counted="sheets",
    indicators=INDICATORS,
    gather=gather,
    closed=closed,
    place=place,
    population=population,
    evaluate=evaluate,
    begins=begins,
    promised=promised,
    parents=parents,
    staff=staff,
    beside=beside,
)
