"""How many lines fit a slide, told from their letters: PowerPoint lays text out only once it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import Final, TypeVar

LETTERS: Final = 11  # points, in a table
_WIDTH: Final = 0.52  # of a letter, as a part of its height
Line = TypeVar("Line")


def height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Inches that a row of a table takes."""
    letter = LETTERS * _WIDTH / 72
    lines = max(ceil(len(words) * letter / (width - 0.1)) for words, width in zip(cells, widths, strict=True))
    return max(1, lines) * LETTERS * 1.2 / 72 + 0.08


def fitting(lines: Sequence[Line], heights: Sequence[float], room: float, most: int) -> list[Sequence[Line]]:
    """The lines in runs that each fit the room, of equal length where that fits too.

    >>> fitting("abcde", [1, 1, 1, 1, 1], 4, 10)
    ['abc', 'de']
    >>> fitting("abcde", [1, 1, 1, 1, 4], 4, 10)
    ['abcd', 'e']
    """
    pages = _greedy(lines, heights, room, most)
    even = evenly(lines, ceil(len(lines) / max(1, len(pages))))
    ends = list(accumulate((len(page) for page in even), initial=0))
    return even if all(sum(heights[a:b]) <= room for a, b in pairwise(ends)) else pages


def evenly(lines: Sequence[Line], most: int) -> list[Sequence[Line]]:
    """The lines in as few runs of at most so many as there can be, of equal length.

    >>> evenly("abcdefg", 5)
    ['abcd', 'efg']
    """
    long = ceil(len(lines) / max(1, ceil(len(lines) / max(1, most)))) or 1
    return [lines[at : at + long] for at in range(0, max(1, len(lines)), long)]


def _greedy(lines: Sequence[Line], heights: Sequence[float], room: float, most: int) -> list[Sequence[Line]]:
    ends, free = [0], room
    for at, needs in enumerate(heights):
        if at > ends[-1] and (needs > free or at - ends[-1] == most):
            ends.append(at)
            free = room
        free -= needs
    return [lines[begin:end] for begin, end in pairwise([*ends, len(lines)])]
