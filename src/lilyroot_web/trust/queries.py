"""What a reader may know about every release, after the chain has been verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lilyroot.draw.words import counted, span
from lilyroot.home import Home
from lilyroot.release.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Entry:
    """One release in words."""

    number: int
    period: str
    made: str
    smallest_group: str
    certificate: str
    reader: str
    table_hash: str
    previous: str


@dataclass(frozen=True, slots=True)
class Account:
    """The whole ledger, newest release first, and the hash it ends in."""

    entries: tuple[Entry, ...]
    head: str

    @property
    def sentence(self) -> str:
        if not self.entries:
            return "Nothing has been published yet."
        number = len(self.entries)
        each = "it is" if number == 1 else "each is"
        return f"{counted(number, 'release', 'releases')}, and {each} exactly what was published."


def account(home: Home) -> Account:
    """Every release; raises ``StoreError`` when one was changed, added or removed by hand."""
    ledger = Ledger(home.releases)
    entries = [_entry(manifest) for manifest in ledger.manifests()]
    return Account(tuple(reversed(entries)), ledger.head())


def _entry(manifest: dict[str, Any]) -> Entry:
    certificate = manifest.get("certificate") or {}
    groups = certificate.get("groups")
    facts = [counted(int(groups), "group", "groups")] if groups else []
    return Entry(
        number=int(manifest["number"]),
        period=span([str(manifest["period"])]),
        made=str(manifest.get("made_at", ""))[:10],
        smallest_group=f"{manifest['k']} people" if manifest.get("k") else "",
        certificate=", ".join([*facts, str(certificate.get("rule", ""))]),
        reader=str(manifest.get("reader", "")),
        table_hash=str(manifest["table_sha256"]),
        previous=str(manifest["previous"]),
    )
