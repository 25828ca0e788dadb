"""The stream of records: released by quarter, once the quarter is over."""

from __future__ import annotations

from typing import Final

from lilyroot.measure.records.evaluation import evaluate, outside, population
from lilyroot.measure.records.gather import gather, place, sizes
from lilyroot.measure.records.indicators import RECORDS_INDICATORS
from lilyroot.measure.streams import Stream, over

RECORDS: Final = Stream(
    name="records",
    counted="records",
    indicators=RECORDS_INDICATORS,
    gather=gather,
    closed=over,
    place=place,
    population=population,
    evaluate=evaluate,
    outside=outside,
    sizes=sizes,
)
