"""Intervals: how far a figure would move if the same people had had other conversations."""

from lilyroot.measure.estimators.interval import FEWEST_CLUSTERS, intervals

__all__ = ["FEWEST_CLUSTERS", "intervals"]
