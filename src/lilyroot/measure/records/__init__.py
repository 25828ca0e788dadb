"""Records measured: what is said against what is decided, paid, praised and kept, by quarter."""

from lilyroot.measure.records.evaluation import evaluate, outside, population
from lilyroot.measure.records.facts import FACTS, RECORDS_POPULATION
from lilyroot.measure.records.gather import gather, place
from lilyroot.measure.records.indicators import RECORDS_INDICATORS, RecordsIndicator
from lilyroot.measure.records.stream import RECORDS

__all__ = [
    "FACTS",
    "RECORDS",
    "RECORDS_INDICATORS",
    "RECORDS_POPULATION",
    "RecordsIndicator",
    "evaluate",
    "gather",
    "outside",
    "place",
    "population",
]
