"""A ledger as an attacker opens it: per release who stands behind which total, and the figures that are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lilyroot.attack.certificates import families, named
from lilyroot.attack.proof import Family
from lilyroot.attack.published import Published, Total
from lilyroot.errors import StoreError

_COLUMNS: Final = ("cut", "cell", "indicator", "value", "low", "high", "persons", "base", "status")
LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is shown: its place, and what everybody sees of it."""

    total: str
    indicator: str
    value: float
    low: float
    high: float
    persons: str
    base: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One family of figures of a release: totals over people, and for which base cells the stored proof holds."""

    name: str
    published: Published
    threshold: int
    indicators: frozenset[str]
    proven: frozenset[int]


@dataclass(frozen=True, slots=True)
class Window:
    """One release. ``layers`` is empty where it names no certificate, or where that is not ``at_hand``."""

    release: str
    stream: str
    period: str
    figures: tuple[Figure, ...]
    layers: tuple[Layer, ...]
    at_hand: bool = True


def opened(folder: Path, certificates: Path) -> Iterator[Window]:
    """The releases in ``folder``, one after the other, with those certificates that are at hand.

    Raises ``StoreError`` for what cannot be read.
    """
    if not folder.is_dir():
        raise StoreError(
            "attack.ledger",
            "There is no ledger here.",
            remedy="Name the folder that holds HEAD and the releases.",
            file=str(folder),
        )
    for path in sorted(path for path in folder.iterdir() if path.is_dir() and path.name[:4].isdigit()):
        try:
            yield _window(path, certificates)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            raise StoreError(
                "attack.release",
                f"This release cannot be read ({error}).",
                remedy="See what lilyroot ledger verify says of it.",
                file=path.name,
            ) from error


def _window(path: Path, certificates: Path) -> Window:
    manifest = json.loads((path / "manifest.json").read_bytes())
    period, stream = str(manifest["period"]), str(manifest.get("stream", "talk"))
    digest = named(manifest)
    written = families(certificates, digest) if digest else {}
    layers = tuple(_layer(f"{path.name} {name}", name, given) for name, given in (written or {}).items())
    return Window(path.name, stream, period, tuple(_figures(path / "table.parquet")), layers, written is not None)


def _layer(where: str, name: str, written: Mapping[str, Any]) -> Layer:
    family = Family(written)
    totals = [
        Total(family.name(number), cells, family.names[number][0] if number < len(family.names) else "")
        for number, cells in enumerate(family.published)
    ]
    published = Published(where, tuple(family.persons), tuple(family.whose), tuple(totals)).merged()
    held = family.proven()
    proven = frozenset(cell for cell, cells in enumerate(published.held) if cells & held)
    return Layer(name, published, family.k, frozenset(family.indicators), proven)


def _figures(path: Path) -> Iterator[Figure]:
    import pyarrow.parquet as pq

    for row in pq.read_table(path, columns=list(_COLUMNS)).to_pylist():
        if row["status"] == "shown" and row["value"] is not None:
            low, high = (row["value"] if row[name] is None else row[name] for name in ("low", "high"))
            total = f"{row['cut']} {row['cell']}"
            yield Figure(total, row["indicator"], row["value"], low, high, row["persons"], row["base"] or 0)
