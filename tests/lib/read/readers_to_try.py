"""The readers that quality is tested on, each loaded once."""

from __future__ import annotations

from functools import cache

import pytest

from lilyroot.read import Reader
from training.quality.reading import OURS, readers_here

NAMES = OURS


@cache
def _loaded(name: str) -> Reader | None:
    return readers_here((name,)).get(name)


def reader_or_skip(name: str) -> Reader:
    """The reader of this name; the test is skipped where it is not installed."""
    reader = _loaded(name)
    if reader is None:
        pytest.skip(f"The reader {name} is not installed here.")
    return reader
