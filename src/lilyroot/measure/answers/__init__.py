"""The survey measured: closed waves of answers as a stream of their own."""

from lilyroot.measure.answers.evaluation import evaluate, population
from lilyroot.measure.answers.indicators import INDICATORS
from lilyroot.measure.answers.stream import ANSWERS

__all__ = ["ANSWERS", "INDICATORS", "evaluate", "population"]
