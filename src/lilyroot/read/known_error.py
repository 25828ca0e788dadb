"""How a shipped reader errs, as far as is known: counts on messages it had not seen, kept beside its weights.

Orientation was counted on 1,171 messages of real talk, many of them picked for being hard. Of the flags, those that
stand were counted mostly on invented messages (tests/reader_sets), because real talk has too few; those that do not
stand, on real talk. No count comes from the organisation that uses the reader, so they can widen a figure and never
correct one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from lilyroot.read import MODELS

_FILE: Final = "known_error.json"
_WIDEST: Final = "fast"


@dataclass(frozen=True, slots=True)
class FlagError:
    """Of a flag: ``found`` of the ``of`` messages that carry it, and ``found_in_others`` of those that do not."""

    of: int
    found: int
    of_others: int
    found_in_others: int


@dataclass(frozen=True, slots=True)
class KnownError:
    """``true_by_predicted``: counts, one row for each true orientation, one column for each predicted one."""

    reader: str
    true_by_predicted: tuple[tuple[int, ...], ...]
    flags: dict[str, FlagError]


def known_errors(versions: Iterable[str]) -> list[KnownError]:
    """What is known of the readers behind these versions, each once, by name.

    A refined reader, one with words for customers, or a language model was not measured by us: the shipped reader it
    comes from stands in, and where there is none, ``fast``, which errs most.

    >>> from lilyroot.read.known_error import known_errors
    >>> [error.reader for error in known_errors(["cascade-bad048b3dd9a+customers-01", "llm-of-somebody"])]
    ['cascade', 'fast']
    """
    return [_of(name) for name in sorted({_known(version.split("-")[0]) for version in versions})]


def _known(name: str) -> str:
    return name if (MODELS / name / _FILE).is_file() else _WIDEST


@cache
def _of(reader: str) -> KnownError:
    found = json.loads((MODELS / reader / _FILE).read_text("utf-8"))
    table = tuple(tuple(row) for row in found["true_by_predicted"])
    return KnownError(reader, table, {flag: FlagError(**counts) for flag, counts in found["flags"].items()})
