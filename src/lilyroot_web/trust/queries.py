"""What a reader may know about every release, after the chain has been verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from lilyroot.draw.words import month, span
from lilyroot.home import Home
from lilyroot.release.ledger import Held, Ledger, fewest_people, policies_held, stream_of
from lilyroot.release.policy_book import Change, Policy, PolicyBook
from lilyroot.release.released import TALK
from lilyroot.tongue import number as in_digits


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
            return gettext("Nothing has been published yet.")
        n = len(self.entries)
        return ngettext(
            "%(number)s release, and it is exactly what was published.",
            "%(number)s releases, and each is exactly what was published.",
            n,
        ) % {"number": in_digits(n)}


def account(home: Home) -> Account:
    """Every release; raises ``StoreError`` when one was changed, added or removed by hand."""
    ledger = Ledger(home.releases)
    manifests = ledger.manifests()
    entries = [_entry(manifest) for manifest in manifests]
    rules = [_rule(held) for held in policies_held(manifests)]
    return Account(tuple(reversed(entries)), tuple(reversed(rules)), ledger.head())


def _rule(held: Held) -> Rule:
    policy = held.policy
    text, colluders = policy.get("k_text"), int(policy.get("colluders") or 0)
    return Rule(
        smallest_group=gettext("%(n)s people") % {"n": policy["k"] + colluders} if policy.get("k") else "",
        words=gettext("%(n)s people") % {"n": text + colluders} if text else "",
        colluders=ngettext("%(n)s person", "%(n)s people", colluders) % {"n": colluders} if colluders else "",
        segments=_segments(policy.get("segments") or {}),
        since=month(policy["since"]) if policy.get("since") else gettext("the beginning"),
        releases=ngettext("%(n)s release", "%(n)s releases", len(held.releases))
        % {"n": in_digits(len(held.releases))},
    )


def _entry(manifest: dict[str, Any]) -> Entry:
    certificate = manifest.get("certificate") or {}
    groups = certificate.get("groups")
    facts = [ngettext("%(n)s group", "%(n)s groups", int(groups)) % {"n": in_digits(int(groups))}] if groups else []
    return Entry(
        number=int(manifest["number"]),
        period=_window(manifest),
        made=str(manifest.get("made_at", ""))[:10],
        smallest_group=gettext("%(n)s people") % {"n": fewest_people(manifest)} if manifest.get("k") else "",
        certificate=", ".join([*facts, str(certificate.get("rule", ""))]),
        reader=str(manifest.get("reader", "")),
        table_hash=str(manifest["table_sha256"]),
        previous=str(manifest["previous"]),
    )


def _window(manifest: dict[str, Any]) -> str:
    stream, period = stream_of(manifest), str(manifest["period"])
    return span([period]) if stream == TALK else f"{stream}, {period}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the policy, as it is and as it would be ("" where nothing changes)."""

    name: str
    now: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change in words: its terms against what was approved before it, and whether this reader may approve it."""

    version: int
    by: str
    on: str
    reason: str
    terms: tuple[Term, ...]
    approved_by: str
    since: str
    may_approve: bool
    doubts: tuple[str, ...]


def opening(book: PolicyBook) -> str:
    """What the policy comes to today, in a sentence."""
    return gettext("No figure concerns fewer than %(threshold)s people, no word fewer than %(text_threshold)s.") % {
        "threshold": book.now.threshold,
        "text_threshold": book.now.text_threshold,
    }


def in_words(policy: Policy) -> tuple[Term, ...]:
    """Every term of a policy."""
    down = (
        gettext("right below the organisation")
        if policy.depth == 1
        else gettext("%(depth)s levels below the organisation") % {"depth": policy.depth}
    )
    colluders = ngettext("%(n)s person", "%(n)s people", policy.colluders) % {"n": policy.colluders}
    return (
        Term(gettext("Smallest group for figures"), _group(policy.threshold, policy)),
        Term(gettext("Smallest group for words"), _group(policy.text_threshold, policy)),
        Term(gettext("Safe even if so many pool what they know"), colluders),
        Term(gettext("Segments"), _segments(policy.segments) or gettext("none")),
        Term(gettext("Departments shown by segment"), down if policy.segments else gettext("none")),
    )


def _group(threshold: int, policy: Policy) -> str:
    """Both parts of a smallest group. Example: "6 people: 5 and 1 who may know"."""
    return gettext("%(threshold)s people: %(k)s and %(colluders)s who may know") % {
        "threshold": threshold,
        "k": threshold - policy.colluders,
        "colluders": policy.colluders,
    }


def proposals(book: PolicyBook, changes: tuple[Change, ...], name: str, may_change: bool) -> tuple[Proposal, ...]:
    """Changes in words, newest first, for the reader of this name."""
    return tuple(_proposal(book, change, name, may_change) for change in reversed(changes))


def _proposal(book: PolicyBook, change: Change, name: str, may_change: bool) -> Proposal:
    pairs = zip(in_words(book.before(change)), in_words(change.policy), strict=True)
    terms = tuple(Term(was.name, was.now, will.now) for was, will in pairs if was.now != will.now)
    return Proposal(
        version=change.policy.version,
        by=change.proposed_by,
        on=change.proposed_on,
        reason=change.reason,
        terms=terms,
        approved_by=change.approved_by,
        since=month(change.policy.since) if change.approved else "",
        may_approve=may_change and not change.approved and change.is_by_another(name),
        doubts=book.doubts.get(change.policy.version, ()),
    )


def _segments(segments: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {', '.join(values)}" for name, values in segments.items())
