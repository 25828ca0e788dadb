"""The codebook (version 1.0) as auditors read it: on the page, in the terminal and in docs/reference/codebook.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """One label: its key on the keyboard, when it holds, when not, and messages that show it.

    ``misses`` are messages that look like it, each with the label it has instead.
    """

    name: str
    key: str
    title: str
    holds: str
    holds_not: str
    examples: tuple[str, ...]
    misses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """What is labelled, who counts as a customer, the orientations in the order they are asked, flags, ties."""

    version: str
    unit: str
    customer: str
    question: str
    orientations: tuple[Entry, ...]
    flags: tuple[Entry, ...]
    ties: tuple[str, ...]


@cache
def codebook() -> Codebook:
    """The codebook in force.

    >>> from lilyroot.audit.codebook import codebook
    >>> [(entry.key, entry.name) for entry in codebook().orientations]
    [('c', 'centric'), ('f', 'focused'), ('n', 'none')]
    """
    found = tomllib.loads(files("lilyroot.audit").joinpath("codebook.toml").read_text("utf-8"))
    orientations, flags = (tuple(_entry(one) for one in found.pop(name)) for name in ("orientation", "flag"))
    return Codebook(**{**found, "ties": tuple(found["ties"])}, orientations=orientations, flags=flags)


def _entry(found: dict[str, object]) -> Entry:
    given = {"holds_not": "", "examples": [], "misses": [], **found}
    lists = {"examples": tuple(given["examples"]), "misses": tuple(tuple(miss) for miss in given["misses"])}  # type: ignore[arg-type,attr-defined]
    return Entry(**{**given, **lists})  # type: ignore[arg-type]
