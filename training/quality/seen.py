"""Everything the page needs of a reader: its readings of each set, and how faithful its spans are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lilyroot.read import Reader

from .faithful import Faithfulness, faithfulness
from .rates import Rate, beyond_noise
from .reading import Row, read

Sets = dict[str, list[Row]]


@dataclass(frozen=True)
class Seen:
    """What one reader made of all sets."""

    name: str
    version: str
    readings: Sets
    faithful: dict[str, Faithfulness]


def see(name: str, reader: Reader, sets: Sets) -> Seen:
    readings = {key: read(reader, rows) for key, rows in sets.items()}
    return Seen(name, reader.version, readings, {key: faithfulness(reader, rows) for key, rows in sets.items()})


def wrong_orientation(row: Row, reading: Row) -> bool:
    return bool(row["orientation"] != reading["orientation"])


def wrong_brush_off(row: Row, reading: Row) -> bool:
    return bool(row["brush_off"] != ("brush_off" in reading["flags"]))


def by_group(
    rows: list[Row], readings: list[Row], group: Callable[[Row], str], wrong: Callable[[Row, Row], bool]
) -> dict[str, Rate]:
    """How often the readings are wrong, group by group."""
    found: dict[str, list[bool]] = {}
    for row, reading in zip(rows, readings, strict=True):
        found.setdefault(group(row), []).append(wrong(row, reading))
    return {key: Rate(sum(each), len(each)) for key, each in found.items()}


def differing(
    rows: list[Row], readings: list[Row], group: Callable[[Row], str], wrong: Callable[[Row, Row], bool], truth: str
) -> dict[str, float]:
    """The groups with more or fewer errors than chance on messages of the same ``truth``; see ``beyond_noise``."""
    errors = [wrong(row, reading) for row, reading in zip(rows, readings, strict=True)]
    return beyond_noise([group(row) for row in rows], [row[truth] for row in rows], errors)


def told(reader: str, what: str, gaps: dict[str, float]) -> list[str]:
    """Differences as sentences."""
    return [
        f"{reader}, {what}: {key} {'more' if gap > 0 else 'fewer'} errors ({gap:+.2f})" for key, gap in gaps.items()
    ]


def marked(cell: object, different: bool) -> str:
    return f"**{cell}**" if different else str(cell)


def table(head: list[str], lines: list[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines]) + "\n"
