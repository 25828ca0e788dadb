"""The ledger as the pages read it: verified once per state, and what a reader may choose from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Lock, local
from typing import Any, Final

from django.core.signals import request_finished, request_started
from django.utils.translation import get_language

from lilyroot.home import Home
from lilyroot.release.ledger import Ledger
from lilyroot.score import Sources
from lilyroot.tongue import spoken
from lilyroot_web.access.rules import Scope

EVERYTHING: Final = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a reader may choose: its name in an address, and its words."""

    key: str
    words: str


_verifying = Lock()
_looks = local()
"""In a thread that answers a request: the states of ledgers this request has seen."""


def sources(home: Home) -> Sources:
    """Everything that was released. Raises ``StoreError`` when the ledger does not verify."""
    return verified(home, fingerprint(home))


def verified(home: Home, state: str) -> Sources:
    """What the ledger holds; ``state`` is there to be remembered by: another state is verified anew.

    Raises ``StoreError`` when the ledger does not verify.
    """
    with _verifying:  # readers who come together after a release wait for one of them
        return _verified(home, state)


@lru_cache(maxsize=2)
def _verified(home: Home, state: str) -> Sources:
    return Sources.of(Ledger(home.releases))


@lru_cache(maxsize=64)
def in_reach(home: Home, state: str, scope: Scope, until: str = "") -> Sources:
    """What a reader of this scope may see of it, up to a month.

    First narrowed to the months, then to the groups: what is found among all groups is found once for all readers.
    """
    found = _until(home, state, until) if until else verified(home, state)
    return found if scope.everything else found.within(scope.units)


@lru_cache(maxsize=2)
def _until(home: Home, state: str, month: str) -> Sources:
    return verified(home, state).until(month)


def language() -> str:
    """What decides on every word of a page besides the ledger and the reach: part of whatever a page is kept by."""
    return f"{get_language()} {spoken()}"


def fingerprint(home: Home) -> str:
    """Changes when anything in the ledger's folder does, so that a touched table is verified again at once.

    Within one request it is found once: a page shows one state.
    """
    seen: dict[Home, str] | None = getattr(_looks, "seen", None)
    if seen is None:
        return _fingerprint(home)
    if home not in seen:
        seen[home] = _fingerprint(home)
    return seen[home]


def _begin(**_: Any) -> None:
    _looks.seen = {}


def _end(**_: Any) -> None:
    _looks.seen = None


request_started.connect(_begin, dispatch_uid="insights.ledger")
request_finished.connect(_end, dispatch_uid="insights.ledger")


def _fingerprint(home: Home) -> str:
    folder = home.releases
    if not folder.is_dir():
        return "empty"
    return sha256(json.dumps(sorted(_seen(str(folder)))).encode()).hexdigest()[:32]


def _seen(folder: str) -> Iterator[tuple[str, int, int]]:
    """Every file below a folder with when it changed and its size; asked for at every look, so without ceremony."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _seen(entry.path)
            else:
                held = entry.stat()
                yield entry.path, held.st_mtime_ns, held.st_size
