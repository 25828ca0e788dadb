"""Reading the members of an export one after the other, so that a damaged one does not take the rest with it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from zipfile import BadZipFile

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, Member
from lilyroot.listen.soundness import refuse

# What a container may raise half-way through a member.
DAMAGE: Final = (OSError, EOFError, BadZipFile, zlib.error)


def each(members: Iterable[Member], read: Callable[[Member], Iterator[Item]]) -> Iterator[Item]:
    """Every item of every member. A member that breaks off becomes one refusal behind what came before."""
    for member in members:
        reached = -1
        try:
            for item in read(member):
                reached = item.offset
                yield item
        except ExportError as error:
            yield refuse(member.name, reached + 1, error.code, error.sentence, error.remedy)
        except DAMAGE:
            sentence = "The file is damaged and cannot be read to its end."
            yield refuse(member.name, reached + 1, "export.damaged", sentence, "Make the export again.")


def base_name(name: str) -> str:
    """The last part of a member's path."""
    return name.rpartition("/")[2]


def folder_name(name: str) -> str:
    """The folder a member lies in, without the folders above; empty at the root."""
    return name.rpartition("/")[0].rpartition("/")[2]


def is_litter(name: str) -> bool:
    """True for what operating systems leave in folders and zips."""
    base = base_name(name)
    return base in (".DS_Store", "Thumbs.db", "desktop.ini") or "__MACOSX/" in name or base.startswith("._")
