"""The policy as people see and change it: what holds, what will, what waits for a second person.

For pages and other callers above the gate. What may be proposed and approved is decided in ``lilyroot.store.policy``
and, whoever writes, by the catalogue itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from lilyroot.errors import PolicyRefused
from lilyroot.home import Home
from lilyroot.store import policy as rules
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.policy import Change, Policy, Segments, next_month
from lilyroot.store.segment_values import known_values, remarks, unchecked

__all__ = ["Change", "Policy", "PolicyBook", "approve_change", "parse_segments", "policy_book", "propose_change"]


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """The policy on one day. ``changes`` are all that were ever proposed, oldest first; version 1 is built in.

    ``doubts``: by version, what does not fit between the segments of a change that waits and the organisation.
    """

    now: Policy
    changes: tuple[Change, ...]
    today: date
    doubts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def coming(self) -> tuple[Change, ...]:
        """Approved, and not yet in force."""
        return tuple(c for c in self.changes if c.approved and c.policy.since >= self.next_month)

    @property
    def latest(self) -> Policy:
        """What the next change is made on top of: the last one approved, in force or not."""
        return next((change.policy for change in reversed(self.changes) if change.approved), Policy())

    def before(self, change: Change) -> Policy:
        """What a change was, or would be, made on top of."""
        earlier = [c.policy for c in self.changes if c.approved and c.policy.version < change.policy.version]
        return earlier[-1] if earlier else Policy()

    @property
    def waiting(self) -> tuple[Change, ...]:
        """Proposed on top of what was last approved, and not approved themselves."""
        latest = self.latest.version
        return tuple(change for change in self.changes if not change.approved and change.policy.version > latest)

    @property
    def next_month(self) -> str:
        """The first month that a change approved today can hold for."""
        return next_month(self.today)


def policy_book(home: Home, today: date) -> PolicyBook:
    """What holds, what will and what waits. Writes nothing where nothing was taken in yet."""
    if not home.catalogue.exists():
        return PolicyBook(Policy(), (), today)
    with _opened(home) as catalogue:
        now = rules.in_force(catalogue, f"{today:%Y-%m}", today)
        book = PolicyBook(now, tuple(rules.history(catalogue)), today)
        doubts = {change.policy.version: _doubts(catalogue, change.policy.segments) for change in book.waiting}
        return replace(book, doubts=doubts)


def propose_change(home: Home, wanted: Policy, *, by: str, reason: str, today: date) -> Change:
    """Propose a change; nothing holds until another person approves it. Raises ``PolicyRefused``."""
    with _opened(home) as catalogue:
        return rules.propose(catalogue, wanted, by=by, reason=reason, today=today)


def approve_change(home: Home, version: int, *, by: str, today: date) -> Change:
    """Approve a proposed change, to hold from next month. Raises ``PolicyRefused``, also for one's own."""
    with _opened(home) as catalogue:
        return rules.approve(catalogue, version, by=by, today=today)


def parse_segments(lines: str) -> Segments:
    """Segments from lines such as ``tenure = short, long``. Raises ``PolicyRefused`` with the line's number.

    >>> dict(parse_segments("tenure = short, long"))
    {'tenure': ('short', 'long')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines.splitlines(), 1):
        name, equals, values = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not equals or not name or name in found:
            twice = f"{name} stands on two lines." if name in found else f"{line.strip()!r} declares no segment."
            raise PolicyRefused(
                "policy.segment",
                f"Line {number}: {twice}",
                remedy="Write a column and its values, one column a line: tenure = short, long",
            )
        found[name] = tuple(value.strip() for value in values.split(","))
    return found


def _doubts(catalogue: Catalogue, segments: Segments) -> tuple[str, ...]:
    found = known_values(catalogue, segments)
    return (*remarks(catalogue, segments, found), *unchecked(catalogue, segments, found))


@contextmanager
def _opened(home: Home) -> Iterator[Catalogue]:
    catalogue = Catalogue(home.catalogue)
    with closing(catalogue.connection):
        yield catalogue
