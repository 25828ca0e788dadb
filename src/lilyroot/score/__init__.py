"""Scores: the eight dimensions, their levels and the gap between saying and doing, from released figures alone.

    sources = Sources.of(Ledger(home.releases))
    window = sources.latest()                     or Window.of("2026-Q1")
    dimensions(sources, window)                   points with intervals, by group and dimension
    levels(sources, window)                       what can be seen, is said, is done
    gap(sources, window)                          perceived, by allocation, by promises

Nothing here needs a proof of its own: it is arithmetic on what is public. How: docs/explanation/dimensions.md.
"""

from __future__ import annotations

from lilyroot.score.anchors import Anchor, Anchors, anchors
from lilyroot.score.composite import Composite, composite
from lilyroot.score.dimensions import Score, SourceScore, dimensions
from lilyroot.score.gap import Gap, gap, headline
from lilyroot.score.levels import LevelScore, levels
from lilyroot.score.sources import Sources
from lilyroot.score.standing_out import Outlier, standing_out
from lilyroot.score.window import Window

__all__ = [
    "Anchor",
    "Anchors",
    "Composite",
    "Gap",
    "LevelScore",
    "Outlier",
    "Score",
    "SourceScore",
    "Sources",
    "Window",
    "anchors",
    "composite",
    "dimensions",
    "gap",
    "headline",
    "levels",
    "standing_out",
]
