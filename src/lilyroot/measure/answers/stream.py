"""The survey as the gate sees it: released by wave, once the wave is closed, for the organisation the wave froze."""

from __future__ import annotations

from typing import Final

from lilyroot.measure.answers.evaluation import evaluate, population
from lilyroot.measure.answers.gather import begins, closed, gather, parents, place, staff
from lilyroot.measure.answers.indicators import INDICATORS
from lilyroot.measure.streams import Stream

ANSWERS: Final = Stream(
    name="answers",
    indicators=INDICATORS,
    gather=gather,
    closed=closed,
    place=place,
    population=population,
    evaluate=evaluate,
    begins=begins,
    parents=parents,
    staff=staff,
)
