"""What is collected, in words for everybody; and for those who keep sources: how far each take-in has come."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from lilyroot.home import Home
from lilyroot.release.policy_book import policy_book
from lilyroot.tongue import ENGLISH, spoken
from lilyroot_web.access.rules import RULES, Reach, Role
from lilyroot_web.jobs.queries import is_open
from lilyroot_web.sources import library
from lilyroot_web.sources.domain import about, is_alive
from lilyroot_web.sources.kinds import Kind, kind_of
from lilyroot_web.sources.models import BROKEN, OPEN, RUNNING, TakingIn

_ADDRESS: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")
_STARTING: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Source:
    """A source in words. ``said`` is None where it was only ever taken in from the command line."""

    name: str
    kind: Kind
    said: library.Said | None

    @property
    def key(self) -> str:
        return key_of(self.name)

    @property
    def heading(self) -> str:
        """What to call it: its kind, and its name where that says more."""
        told = self.name.replace("-", " ").replace("_", " ")
        same = told.casefold() in (self.kind.title.casefold(), self.kind.key)
        return self.kind.title if same or self.kind.only else f"{self.kind.title}: {told}"

    @property
    def state(self) -> str:
        """``on``, ``off``, ``soon`` (on, and people are told later), or ``undeclared``."""
        if self.said is None:
            return "undeclared"
        if not self.said.is_on:
            return "off"
        return "soon" if self.said.told > _today() else "on"


def sources(home: Home) -> list[Source]:
    """Every source that was declared, or from which something came: those that are on first."""
    said = library.said(home)
    found = [Source(name, kind_of(one.kind), one) for name, one in said.items()]
    found += [Source(name, kind_of(library.kind_of(home, name)), None) for name in library.undeclared(home)]
    order = ("on", "soon", "undeclared", "off")
    return sorted(found, key=lambda source: (order.index(source.state), source.heading.casefold()))


def source(home: Home, key: str) -> Source | None:
    """The source at an address."""
    return next((one for one in sources(home) if one.key == key), None)


def key_of(name: str) -> str:
    """A source's place in an address: its name where that is plain, else a hash of it.

    >>> key_of("helpdesk"), key_of("Help desk / EMEA")
    ('helpdesk', 'x-b1ab99b51c')
    """
    return name if _ADDRESS.fullmatch(name) else f"x-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def opening(found: Iterable[Source]) -> str:
    """What is collected, in one sentence.

    >>> opening([])
    'Nothing is collected here yet.'
    """
    states = {state: [one for one in found if one.state == state] for state in ("on", "soon", "undeclared")}
    on = [*states["on"], *states["undeclared"]]
    if on:
        names = _listed(list(dict.fromkeys(_in_a_sentence(one.kind.title) for one in on)))
        return gettext("%(upper)s%(value)s: that is what is collected here, for figures of groups.") % {
            "upper": names[:1].upper(),
            "value": names[1:],
        }
    if states["soon"]:
        return gettext("Nothing is collected yet; what will be stands below.")
    return gettext("Nothing is collected here yet.")


def _in_a_sentence(title: str) -> str:
    """A title within a sentence: nouns keep their capital where the language has it so."""
    return str(title).lower() if spoken() == ENGLISH else str(title)


def _listed(words: list[str]) -> str:
    *others, last = words
    if not others:
        return last
    return gettext("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last}


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees something, and what."""

    who: str
    what: str


def who_sees_what(home: Home) -> list[Seen]:
    """From the rules and the policy as they are, so that the notice cannot be wrong."""
    threshold = policy_book(home, _today()).now.threshold
    return [
        Seen(
            gettext("Everybody here"),
            gettext("This page, the policy, the ledger of everything that was ever published."),
        ),
        Seen(
            _who("see figures", Reach.LINE),
            (
                gettext("Figures of their own line, of groups of %(threshold)s people or more.")
                % {"threshold": threshold}
            ),
        ),
        Seen(
            _who("see figures", Reach.ALL),
            (gettext("Figures of all groups of %(threshold)s people or more.") % {"threshold": threshold}),
        ),
        Seen(
            _who("keep sources", Reach.ALL),
            gettext("How many messages came in and how many could not be read; never what they say."),
        ),
        Seen(
            _who("read the access log", Reach.ALL), gettext("Who looked at figures and who changed something here.")
        ),
        Seen(
            gettext("Nobody"),
            gettext("The text of a message on any page, or a figure of one person. No role can see it."),
        ),
    ]


def _who(verb: str, reach: Reach) -> str:
    names = [str(_PLURAL[role]) for role in Role if RULES[verb].reach.get(role) == reach]
    words = _listed(names)
    return f"{words[:1].upper()}{words[1:]}"


_PLURAL: Final = {
    Role.EMPLOYEE: gettext_lazy("employees"),
    Role.MANAGER: gettext_lazy("managers"),
    Role.LEADER: gettext_lazy("leaders"),
    Role.PEOPLE_LEAD: gettext_lazy("people leads"),
    Role.ANALYST: gettext_lazy("analysts"),
    Role.AUDITOR: gettext_lazy("auditors"),
    Role.STEWARD: gettext_lazy("stewards"),
    Role.ADMIN: gettext_lazy("admins"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a take-in is: ``state`` as kept, or ``interrupted`` where nobody is at work on it."""

    taking: TakingIn
    state: str
    percent: int
    left: str

    @property
    def goes_on(self) -> bool:
        return self.state in OPEN


def standing(home: Home, taking: TakingIn) -> Standing:
    """How far a take-in is, now."""
    state = taking.state
    fresh = taking.asked_at > timezone.now() - _STARTING
    if (state == RUNNING or (state in OPEN and not fresh)) and not _is_seen_to(home, taking):
        state = "interrupted"
    if state == BROKEN:
        state = "interrupted"
    percent = min(99, 100 * taking.read // taking.total) if taking.total else 0
    return Standing(taking, state, percent, _left(taking) if state == RUNNING else "")


def _is_seen_to(home: Home, taking: TakingIn) -> bool:
    """Somebody is at work on it, or its job waits for its turn, or to be tried again."""
    return is_open(about(taking)) or is_alive(home, taking)


def _left(taking: TakingIn) -> str:
    if not (taking.begun_at and 0 < taking.read < taking.total):
        return ""
    gone = (timezone.now() - taking.begun_at).total_seconds()
    seconds = gone * (taking.total - taking.read) / taking.read
    return (
        gettext("less than a minute left")
        if seconds < 60
        else gettext("about %(minutes)s min left") % {"minutes": round(seconds / 60)}
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """One row of a source's history: what came in, and where it went. The sum closes."""

    when: str
    name: str
    came_in: int
    committed: int
    duplicate: int
    quarantined: int
    passed_over: tuple[tuple[str, int], ...]
    unread: str
    state: str
    key: str


def receipts(home: Home, one: Source) -> list[Receipt]:
    """What was taken in from a source, wherever it was given; newest first."""
    found = [_of_library(taken) for taken in library.receipts(home, one.name)]
    if one.kind.only:  # people and answers have no export of their own in the catalogue
        found = [_of_row(taking) for taking in TakingIn.objects.filter(source=one.name, state="done")]
    return sorted(found, key=lambda receipt: receipt.when, reverse=True)


def _of_library(taken: library.TakenIn) -> Receipt:
    receipt = taken.receipt
    counts = (receipt.came_in, receipt.committed, receipt.duplicate, receipt.quarantined)
    passed = tuple(receipt.passed_over.items())
    unread = library.unread_in_words(receipt)
    return Receipt(
        taken.began[:16].replace("T", " "), receipt.name, *counts, passed, unread, "" if taken.ended else "open", ""
    )


def _of_row(taking: TakingIn) -> Receipt:
    counts = (taking.came_in, taking.committed, taking.duplicate, taking.quarantined)
    return Receipt(f"{taking.asked_at:%Y-%m-%d %H:%M}", taking.name, *counts, (), "", "", str(taking.pk))


def open_takings(home: Home, one: Source) -> list[Standing]:
    """What is being taken in from a source, waits, or was interrupted."""
    rows = TakingIn.objects.filter(source=one.name, state__in=(*OPEN, BROKEN)).order_by("-asked_at")
    return [standing(home, row) for row in rows]


def any_on_since(home: Home) -> date | None:
    """The first day on which people were told of anything that is on."""
    days = [said.told for said in library.said(home).values() if said.is_on]
    return min(days, default=None)


def _today() -> date:
    return datetime.now(UTC).date()
