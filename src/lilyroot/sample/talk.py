"""Threads of talk: who says what to whom and when, at the planted rates. No format, no file.

A thread is about customers or it is not. In one that is, the first message is about customers and every answer is
with probability ``STAYS``; in one that is not, none is. The share of threads about customers follows from the
planted salience, so that each message is about customers exactly as often as the story says.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from lilyroot.sample.company import Team
from lilyroot.sample.drawing import Label, LabelUrn
from lilyroot.sample.grammar import Grammar, Scene
from lilyroot.sample.people import Organisation, Person
from lilyroot.sample.plan import Plan
from lilyroot.sample.registers import dress
from lilyroot.sample.story import Rates, Story, mix

STAYS: Final = 0.55
# Mean number of answers in a thread that is not about customers, and mean seconds between two messages.
ANSWERS: Final[Mapping[str, float]] = {"chat": 1.6, "meeting": 11.0, "mail": 0.9, "ticket": 1.2}
_PAUSE: Final[Mapping[str, float]] = {"chat": 600.0, "meeting": 0.0, "mail": 7_000.0, "ticket": 12_000.0}
_DAY: Final = 86_400
_OPENING, _CLOSING, _EVENING = 8 * 3_600, 17 * 3_600, 21 * 3_600


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it was said. ``sent`` is seconds since 1970, UTC."""

    person: Person
    sent: int
    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages that belong together, the first one first."""

    team: Team
    month: int
    about_customers: bool
    messages: tuple[Message, ...]


def share_about_customers(rates: Rates, answers: float) -> float:
    """The share of threads about customers that gives the planted salience.

    With p that share, a and b the mean numbers of answers in the other threads and in these, q = ``STAYS``:
    salience = p (1 + q b) / (p (1 + b) + (1 - p) (1 + a)), solved for p.
    """
    more = answers * rates.engagement
    return rates.salience * (1 + answers) / (1 + STAYS * more - rates.salience * (more - answers))


class Talk:
    """All the talk of one invented company; every stretch of it can be made alone, in any order."""

    def __init__(self, plan: Plan, organisation: Organisation, story: Story, grammar: Grammar) -> None:
        self.plan = plan
        self.organisation = organisation
        self._story = story
        self._grammar = grammar
        self._urns: dict[tuple[str, int, str], LabelUrn] = {}

    @cached_property
    def _workdays(self) -> tuple[tuple[int, ...], ...]:
        """For each month, the first second of each working day."""
        months = []
        for month in self.plan.calendar:
            days = range(month.begin, month.plus(1).begin, _DAY)
            months.append(tuple(day for day in days if (day // _DAY + 3) % 7 < 5))
        return tuple(months)

    def budget(self, team: Team, month: int, kind: str) -> float:
        """How many messages a team writes in a month in that kind of conversation, on average."""
        people = len(self.organisation.rosters[month][team.name])
        return people * self.plan.messages_per_person * mix(team, self.plan.only).get(kind, 0.0)

    def threads(self, team: Team, month: int, kind: str, place: str, part: float = 1.0) -> Iterator[Thread]:
        """The threads of a team in one place (a channel, a list, a queue), which gets ``part`` of the kind's talk.

        The same arguments give the same threads. Order: as drawn, not by time.
        """
        rng = random.Random(f"{self.plan.seed}/{kind}/{place}/{team.name}/{month}")
        rates = self._story.rates(team, month, kind)
        answers = ANSWERS[kind]
        about = share_about_customers(rates, answers)
        length = about * (1 + answers * rates.engagement) + (1 - about) * (1 + answers)
        count = int(self.budget(team, month, kind) * part / length + rng.random())
        crowd = _Crowd(self.organisation.rosters[month][team.name])
        for _ in range(count):
            yield self._thread(rng, team, month, kind, rates, rng.random() < about, crowd)

    def _thread(
        self, rng: random.Random, team: Team, month: int, kind: str, rates: Rates, about: bool, crowd: _Crowd
    ) -> Thread:
        answers = _count(rng, ANSWERS[kind] * (rates.engagement if about else 1.0), kind == "meeting")
        scene = Scene(self._grammar, rng, team, crowd.people)
        urn = self._urn(team, month, kind, rates)
        messages: list[Message] = []
        day = rng.choice(self._workdays[month])
        sent, latest = day + rng.randrange(_OPENING, _CLOSING), self._latest(month, day, kind)
        before: Person | None = None
        for position in range(answers + 1):
            speaker = crowd.draw(rng, before)
            label = urn.draw(rng, about_customers=about and (position == 0 or rng.random() < STAYS))
            words = scene.say(label, kind, speaker, first=position == 0)
            messages.append(Message(speaker, sent, dress(rng, words, kind, speaker, before, label), label))
            before = speaker
            sent = max(min(_awake(sent + 1 + int(rng.expovariate(1) * _PAUSE[kind])), latest), sent + 1)
        return Thread(team, month, about, tuple(messages))

    def _latest(self, month: int, day: int, kind: str) -> int:
        """No answer comes later: the same evening in chat, the month's last working day elsewhere."""
        last = day if kind == "chat" else self._workdays[month][-1]
        return last + _EVENING

    def _urn(self, team: Team, month: int, kind: str, rates: Rates) -> LabelUrn:
        key = (team.name, month, kind)
        if key not in self._urns:
            self._urns[key] = LabelUrn(rates)
        return self._urns[key]


def _awake(sent: int) -> int:
    """The moment itself in the day, the next morning for what falls into the night."""
    clock = sent % _DAY
    if _OPENING <= clock <= _EVENING:
        return sent
    return sent - clock + _OPENING + clock % 3_600 + (_DAY if clock > _EVENING else 0)


class _Crowd:
    """The people of a team in a month, drawn by how much they say."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self._edges = tuple(accumulate(person.activity for person in people))

    def draw(self, rng: random.Random, before: Person | None) -> Person:
        """A speaker; not twice the same in a row, as far as one more try helps."""
        person = self._one(rng)
        return self._one(rng) if person is before else person

    def _one(self, rng: random.Random) -> Person:
        return self.people[bisect(self._edges, rng.random() * self._edges[-1], 0, len(self._edges) - 1)]


def _count(rng: random.Random, mean: float, even: bool) -> int:
    """A number of answers with that mean: geometric in writing (most threads are short), even in meetings."""
    if even:
        return int(mean * rng.uniform(0.5, 1.5) + rng.random())
    stop, count = 1 / (1 + mean), 0
    while rng.random() > stop:
        count += 1
    return count
