"""The closed set of labels a reading may carry (the codebook's, version 1.0)."""

from __future__ import annotations

from typing import Final, Literal

Orientation = Literal["centric", "focused", "none"]

ORIENTATIONS: Final[tuple[Orientation, ...]] = ("centric", "focused", "none")
FLAGS: Final[tuple[str, ...]] = (
    "blame",
    "brush_off",
    "recognition",
    "customer_voice",
    "commitment",
    "politics",
    "sales_pressure",
)
