"""What a reader may know about every release, after the chain has been verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lilyroot.draw.words import counted, month, span
from lilyroot.home import Home
from lilyroot.release.ledger import Held, Ledger, policies_held, stream_of
from lilyroot.release.released import TALK


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
class Rule:
    """A policy in words, and the releases that were made under it."""

    smallest_group: str
    words: str
    colluders: str
    segments: str
    since: str
    releases: str


@dataclass(frozen=True, slots=True)
class Account:
    """The whole ledger and the policies it was made under, newest first, and the hash it ends in."""

    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]
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
    manifests = ledger.manifests()
    entries = [_entry(manifest) for manifest in manifests]
    rules = [_rule(held) for held in policies_held(manifests)]
    return Account(tuple(reversed(entries)), tuple(reversed(rules)), ledger.head())


def _rule(held: Held) -> Rule:
    policy = held.policy
    segments = policy.get("segments") or {}
    text, colluders = policy.get("k_text"), policy.get("colluders")
    return Rule(
        smallest_group=f"{policy['k']} people" if policy.get("k") else "",
        words=f"{text} people" if text else "",
        colluders=counted(int(colluders), "person", "people") if colluders else "",
        segments="; ".join(f"{name.replace('_', ' ')}: {', '.join(values)}" for name, values in segments.items()),
        since=month(policy["since"]) if policy.get("since") else "the beginning",
        releases=counted(len(held.releases), "release", "releases"),
    )


def _entry(manifest: dict[str, Any]) -> Entry:
    certificate = manifest.get("certificate") or {}
    groups = certificate.get("groups")
    facts = [counted(int(groups), "group", "groups")] if groups else []
    return Entry(
        number=int(manifest["number"]),
        period=_window(manifest),
        made=str(manifest.get("made_at", ""))[:10],
        smallest_group=f"{manifest['k']} people" if manifest.get("k") else "",
        certificate=", ".join([*facts, str(certificate.get("rule", ""))]),
        reader=str(manifest.get("reader", "")),
        table_hash=str(manifest["table_sha256"]),
        previous=str(manifest["previous"]),
    )


def _window(manifest: dict[str, Any]) -> str:
    stream, period = stream_of(manifest), str(manifest["period"])
    return span([period]) if stream == TALK else f"{stream}, {period}"
