"""The policy: how few people a figure may concern, and which segments there are.

Version 1 is built in. A change is proposed by one person, approved by another, and holds from a month after the one
in which it was approved. Nothing lowers the floors. The catalogue refuses all of that by itself (``schema.sql``),
whoever writes to it; this module says it in words first.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from lilyroot.errors import PolicyRefused
from lilyroot.store.catalogue import Catalogue, folded_name

LEAST_K: Final = 5
LEAST_K_TEXT: Final = 10
LEAST_COLLUDERS: Final = 1
MOST_SEGMENTS: Final = 3
MOST_VALUES: Final = 6
DEEPEST: Final = 2
_COLUMN: Final = re.compile("[a-z][a-z0-9_]{0,39}")

Segments = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Policy:
    """What holds for a window. ``since`` is the month from which it does, "" for always.

    ``k``: the fewest people a figure may concern, also for somebody who takes ``colluders`` people out because they
    know what those said; ``k_text`` the same for anything textual. ``segments``: the values of declared attributes of
    the HRIS file; ``depth``: how far down the tree departments are that are shown by segment (1: right below the
    organisation).
    """

    k: int = LEAST_K
    k_text: int = LEAST_K_TEXT
    colluders: int = LEAST_COLLUDERS
    segments: Segments = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 1
    version: int = 1
    since: str = ""

    def __post_init__(self) -> None:
        """No policy below a floor can even be made. Raises ``PolicyRefused``."""
        for name, given, least in (
            ("k", self.k, LEAST_K),
            ("k_text", self.k_text, LEAST_K_TEXT),
            ("colluders", self.colluders, LEAST_COLLUDERS),
        ):
            if given < least:
                raise _refused("floor", f"{name} = {given} is below {least}.", "Nothing lowers this floor.")

    @property
    def threshold(self) -> int:
        """The fewest people a figure concerns, colluders included.

        >>> Policy().threshold
        6
        """
        return self.k + self.colluders

    @property
    def text_threshold(self) -> int:
        """The same for words.

        >>> Policy().text_threshold
        11
        """
        return self.k_text + self.colluders

    def written(self) -> dict[str, Any]:
        """As it lies in a manifest."""
        return {
            "k": self.k,
            "k_text": self.k_text,
            "colluders": self.colluders,
            "segments": {name: list(values) for name, values in self.segments.items()},
            "depth": self.depth,
            "version": self.version,
            "since": self.since,
        }


@dataclass(frozen=True)
class Change:
    """A change of the policy: who proposed it, when and why; who approved it and when, "" while nobody has."""

    policy: Policy
    proposed_by: str
    proposed_on: str
    reason: str
    approved_by: str
    approved_on: str

    @property
    def approved(self) -> bool:
        return bool(self.approved_by)

    def is_by_another(self, name: str) -> bool:
        """Whether somebody of this name did not propose it, and may approve it."""
        return folded_name(name) != folded_name(self.proposed_by)


def history(catalogue: Catalogue) -> list[Change]:
    """Every change that was ever proposed, in order; the built-in policy is not one."""
    rows = catalogue.connection.execute(
        """SELECT version, k, k_text, colluders, segments, depth, COALESCE(since, ''), proposed_by, proposed_on,
           reason, COALESCE(approved_by, ''), COALESCE(approved_on, '') FROM policy ORDER BY version"""
    )
    return [_change(*row) for row in rows]


def _change(
    version: int, k: int, k_text: int, colluders: int, segments: str, depth: int, since: str, *told: str
) -> Change:
    declared = {name: tuple(values) for name, values in json.loads(segments).items()}
    return Change(Policy(k, k_text, colluders, declared, depth, version, since), *told)


def in_force(catalogue: Catalogue, month: str, today: date) -> Policy:
    """The policy for what begins in a month.

    For what belongs to all of time (month "") the strictest of all that have held up to today: the largest numbers,
    and segments only if there never were others.
    """
    approved = [change.policy for change in history(catalogue) if change.approved]
    held = [Policy(), *(policy for policy in approved if policy.since <= (month or today.isoformat()[:7]))]
    if month:
        return held[-1]
    same = all(policy.segments == held[0].segments for policy in held)
    return replace(
        held[-1],
        k=max(policy.k for policy in held),
        k_text=max(policy.k_text for policy in held),
        colluders=max(policy.colluders for policy in held),
        segments=held[-1].segments if same else {},
    )


def last_approved(catalogue: Catalogue) -> Policy:
    """What the next change is made on top of, in force or not; the built-in policy where nothing was approved."""
    approved = [change.policy for change in history(catalogue) if change.approved]
    return approved[-1] if approved else Policy()


def declared_segments(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Every attribute that an approved policy names, with all its values: what may be kept of the HRIS file."""
    found: dict[str, tuple[str, ...]] = {}
    for change in history(catalogue):
        for name, values in change.policy.segments.items() if change.approved else ():
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
    return found


def propose(catalogue: Catalogue, policy: Policy, *, by: str, reason: str, today: date) -> Change:
    """Propose a change; nothing holds until another person approves it. Raises ``PolicyRefused``."""
    _check(catalogue, policy)
    _check_told(by, "Say who proposes it.")
    _check_told(reason, "Say why, for everyone who will read it.")
    _check_changes_something(catalogue, policy)
    with catalogue.writing() as connection:
        (latest,) = connection.execute("SELECT COALESCE(MAX(version), 1) FROM policy").fetchone()
        segments = json.dumps({name: list(values) for name, values in policy.segments.items()}, sort_keys=True)
        _written(
            connection,
            """INSERT INTO policy (version, k, k_text, colluders, segments, depth, proposed_by, proposed_on, reason)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                latest + 1, policy.k, policy.k_text, policy.colluders, segments, policy.depth,
                by.strip(), today.isoformat(), reason.strip(),
            ),
        )  # fmt: skip
    return _numbered(catalogue, latest + 1)


def approve(catalogue: Catalogue, version: int, *, by: str, today: date, since: str = "") -> Change:
    """Approve a proposed change, to hold from the month ``since`` (the next one). Raises ``PolicyRefused``."""
    change = _numbered(catalogue, version)
    since = since or next_month(today)
    _check_told(by, "Say who approves it.")
    if change.approved:
        raise _refused("approved", f"Version {version} was approved on {change.approved_on}.", "Propose a new one.")
    if not change.is_by_another(by):
        raise _refused("alone", "Whoever proposes a change cannot approve it.", "Ask another person to approve it.")
    if not _is_month(since) or since <= today.isoformat()[:7]:
        raise _refused(
            "retroactive",
            f"A policy cannot hold from {since}: what has begun keeps the policy it began under.",
            f"Let it hold from {next_month(today)} or a later month.",
        )
    later = [c for c in history(catalogue) if c.approved and (c.policy.version > version or c.policy.since > since)]
    if later:
        number = later[-1].policy.version
        raise _refused(
            "overtaken", f"Version {number} is approved and comes later.", "Propose a new change on top of that one."
        )
    with catalogue.writing() as connection:
        _written(
            connection,
            "UPDATE policy SET approved_by = ?, approved_on = ?, since = ? WHERE version = ?",
            (by.strip(), today.isoformat(), since, version),
        )
    return _numbered(catalogue, version)


def next_month(today: date) -> str:
    """The first month that has not begun.

    >>> next_month(date(2026, 12, 31))
    '2027-01'
    """
    return f"{today.year + today.month // 12:04d}-{today.month % 12 + 1:02d}"


def _check(catalogue: Catalogue, policy: Policy) -> None:
    if not 1 <= policy.depth <= DEEPEST:
        raise _refused("depth", f"Segments cannot be shown {policy.depth} levels down.", "Choose 1 or 2.")
    if len(policy.segments) > MOST_SEGMENTS:
        raise _refused("segments", f"{len(policy.segments)} segments are too many.", "Name three at most.")
    for name, values in policy.segments.items():
        if not _COLUMN.fullmatch(name):
            raise _refused("column", f"{name!r} cannot be a column.", "Use small letters, digits and underscores.")
        if _is_never(catalogue, name):
            raise _refused(
                "never", f"{name} is never a segment.", "Neither names nor protected traits of people are."
            )
        if not 2 <= len(set(values)) <= MOST_VALUES or len(set(values)) < len(values) or not all(values):
            raise _refused(
                "values",
                f"The segment {name} needs two to six different values.",
                "Put values together where there are more.",
            )


def _check_changes_something(catalogue: Catalogue, policy: Policy) -> None:
    latest = last_approved(catalogue)
    if _terms(policy) == _terms(latest):
        raise _refused(
            "nothing",
            f"This changes nothing: it is what version {latest.version} says.",
            "Say what is to be different: --k, --k-text, --colluders, --segment, --no-segments or --depth.",
        )
    for change in history(catalogue):
        number = change.policy.version
        if not change.approved and number > latest.version and _terms(change.policy) == _terms(policy):
            remedy = f"Another person approves it: lilyroot policy approve {number} --by NAME"
            raise _refused("again", f"Version {number} proposes the same and waits for its approval.", remedy)


def _terms(policy: Policy) -> tuple[object, ...]:
    """What a policy says, whatever its number and since when; the order of values is no matter."""
    segments = {name: frozenset(values) for name, values in policy.segments.items()}
    return policy.k, policy.k_text, policy.colluders, policy.depth, segments


def _is_never(catalogue: Catalogue, name: str) -> bool:
    """Whether a column is, by one of its words, about names or protected traits: the list is the catalogue's."""
    found = catalogue.connection.execute(
        "SELECT 1 FROM never_segment WHERE '_' || ? || '_' GLOB '*_' || word || '_*'", (name,)
    )
    return found.fetchone() is not None


def _check_told(given: str, remedy: str) -> None:
    if not given.strip():
        raise _refused("unsigned", "A change of the policy is signed and has a reason.", remedy)


def _is_month(given: str) -> bool:
    try:
        return len(given) == 7 and bool(date.fromisoformat(f"{given}-01"))
    except ValueError:
        return False


def _numbered(catalogue: Catalogue, version: int) -> Change:
    for change in history(catalogue):
        if change.policy.version == version:
            return change
    raise _refused("unknown", f"There is no proposed version {version}.", "See lilyroot policy history.")


def _written(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> None:
    """What the catalogue itself refuses is refused in the same manner."""
    try:
        connection.execute(statement, values)
    except sqlite3.IntegrityError as error:
        raise _refused("catalogue", f"The catalogue refuses it: {error}.", "See lilyroot policy history.") from error


def _refused(code: str, sentence: str, remedy: str) -> PolicyRefused:
    return PolicyRefused(f"policy.{code}", sentence, remedy=remedy)
