"""What a figure is: a sentence, a picture, the table behind it, and what a reader must know to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lilyroot.draw.charts import Dots
from lilyroot.draw.series import Grid, Strips


@dataclass(frozen=True, slots=True)
class Caption:
    """The line of small print under every figure. All are words, ready to show."""

    persons: str  # "groups of 5–9 to 50–99 people"
    interval: str  # "95 % interval"
    period: str  # "January to December 2025"
    source: str  # "chat, mail and meeting"
    definition: str  # key in lilyroot.draw.definitions.DEFINITIONS

    def line(self) -> str:
        """The parts a reader sees, without those that are empty."""
        return " · ".join(part for part in (self.persons, self.interval, self.period, self.source) if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure card.

    ``key`` is stable (anchor, download name). ``sentence`` says in plain words what the figure shows and is its
    alternative text. ``spec`` is Vega-Lite in the light theme with width "container"; ``narrow`` the same for
    screens under 600 px; both are None where a table alone says it better. ``rows`` hold words, not numbers.
    ``notes`` say what is hidden and why, and whether the figures are uncorrected. ``plot`` is what the picture shows
    as numbers, for who makes another kind of picture of it; None where there is only the table.
    """

    key: str
    title: str
    sentence: str
    spec: dict[str, Any] | None
    narrow: dict[str, Any] | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: Caption
    notes: tuple[str, ...]
    next_step: str
    plot: Dots | Strips | Grid | None = None
