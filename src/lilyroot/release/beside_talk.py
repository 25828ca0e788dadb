"""What is released beside the figures of a month of talk: the network of conversations and the vocabulary.

Both are made for groups that the tree rule has published, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import pyarrow as pa

from lilyroot.engines import DuckDB
from lilyroot.measure.network import prepared_network
from lilyroot.measure.vocabulary import names_known, vocabulary
from lilyroot.release.network import Group, publish, units
from lilyroot.release.tree_rule import People
from lilyroot.release.vocabulary import word_table
from lilyroot.store.store import Store

_TOP = "organisation"


class Shown(Protocol):
    """A published group, as the gate knows it."""

    @property
    def cut(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def people(self) -> People: ...
    @property
    def teams(self) -> frozenset[str]: ...


def beside_talk(
    store: Store,
    engine: DuckDB,
    period: str,
    cells: Iterable[Shown],
    *,
    threshold: int,
    k_text: int,
    band: Callable[[int], str],
) -> dict[str, pa.Table]:
    """The tables ``network``, ``network_units``, ``network_edges`` and ``words`` of a month.

    ``engine`` has prepared the month. ``threshold`` is the fewest people any figure may rest on,
    ``k_text`` the fewest who must have used a word, ``band`` says a number of people.
    """
    tree = [cell for cell in cells if cell.cut in ("organisation", "team")]
    groups = [_group(cell, band) for cell in tree if cell.cut == "team"]
    shown = units(groups)
    unit_of = {team: unit.key for unit in shown for team in unit.teams}
    words = vocabulary(engine, store, period, {cell.key: cell.teams for cell in tree}, k=k_text)
    labels = {cell.key: (cell.cut, cell.label) for cell in tree}
    return {
        **(publish(period, prepared_network(engine, period, unit_of), shown, threshold) if shown else {}),
        "words": word_table(period, words, labels, band),
    }


def no_words(store: Store) -> Iterator[str]:
    """Why a month of talk is released without any word, if it is for want of names."""
    if not names_known(store):
        yield (
            "No words are told: no staff directory with names was taken in, so a name among them would not be known "
            "as one (lilyroot organisation)."
        )


def _group(cell: Shown, band: Callable[[int], str]) -> Group:
    parent = "" if cell.parent == _TOP else cell.parent
    return Group(cell.key, cell.label, parent, cell.people.n, band(cell.people.n), cell.teams)
