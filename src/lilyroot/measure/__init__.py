"""The measure: indicators for groups, with intervals, from readings. What leaves is decided by lilyroot.release."""

from lilyroot.measure.evaluation import evaluate, languages, left_out, population
from lilyroot.measure.facts import CELL_OF, FACT, FIGURES, LANGUAGES, LEFT_OUT, PLACEMENT, POPULATION
from lilyroot.measure.indicators import INDICATORS, Indicator

__all__ = [
    "CELL_OF",
    "FACT",
    "FIGURES",
    "INDICATORS",
    "LANGUAGES",
    "LEFT_OUT",
    "PLACEMENT",
    "POPULATION",
    "Indicator",
    "evaluate",
    "languages",
    "left_out",
    "population",
]
