"""The ledger as the pages read it: verified once per state, and what a reader may choose from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from lilyroot.home import Home
from lilyroot.release.ledger import Ledger
from lilyroot.score import Sources
from lilyroot_web.access.rules import Scope

EVERYTHING: Final = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a reader may choose: its name in an address, and its words."""

    key: str
    words: str


@lru_cache(maxsize=2)
def verified(home: Home, state: str) -> Sources:
    """What the ledger holds; ``state`` is there to be remembered by: another state is verified anew.

    Raises ``StoreError`` when the ledger does not verify.
    """
    return Sources.of(Ledger(home.releases))


def in_reach(home: Home, state: str, scope: Scope) -> Sources:
    """What a reader of this scope may see of it."""
    sources = verified(home, state)
    return sources if scope.everything else sources.within(scope.units)


def fingerprint(home: Home) -> str:
    """Changes when anything in the ledger's folder does, so that a touched table is verified again at once."""
    folder = home.releases
    if not folder.is_dir():
        return "empty"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = [(str(path.relative_to(folder)), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return sha256(json.dumps(seen).encode()).hexdigest()[:32]
