"""The people of the company, month by month: who joins, moves, leaves, and who leads whom."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from lilyroot.sample.company import MAIL_DOMAIN, Team, lay_out
from lilyroot.sample.names import invent_names, mail_name
from lilyroot.sample.plan import Plan

LEAVES = 0.012  # of the people without a team of their own to lead, a month
HEAD_LEAVES = 0.004
MOVES = 0.005
STAYS_IN_DEPARTMENT = 0.7  # of those who move
REFILLED = 0.7  # of open posts, a month
SMALLEST_TEAM = 3  # a team below this loses nobody


@dataclass(frozen=True, slots=True)
class Person:
    """An invented employee. ``activity`` is how much this one says, 1.0 on average."""

    employee: str
    first: str
    name: str
    email: str
    activity: float
    hired: date


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch of time of one person in one team under one manager; ``end`` is its last day, or open."""

    person: Person
    manager: str
    team: Team
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """The teams, everyone who ever worked there, who was in which team in each month, and all stints."""

    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    rosters: tuple[dict[str, tuple[Person, ...]], ...]  # one a month: team name -> its people, head first
    stints: tuple[Stint, ...]

    def present(self, month: int) -> int:
        """How many people worked there in that month of the sample."""
        return sum(len(roster) for roster in self.rosters[month].values())


def found(plan: Plan) -> Organisation:
    """The organisation of a plan: drawn once, the same for the same plan."""
    teams = lay_out(plan.people)
    staffing = _Staffing(random.Random(f"{plan.seed}/people"), teams, plan.calendar[0].first)
    rosters = [staffing.roster()]
    for month in plan.calendar[1:]:
        staffing.pass_month(month.first)
        rosters.append(staffing.roster())
    stints = tuple(_stints(teams, rosters, [month.first for month in plan.calendar]))
    return Organisation(teams, tuple(staffing.everyone), tuple(rosters), stints)


@dataclass(slots=True)
class _Staffing:
    """Who is in which team now; the first of a team is its head."""

    rng: random.Random
    teams: tuple[Team, ...]
    opening: date
    everyone: list[Person] = field(default_factory=list)
    members: dict[str, list[Person]] = field(default_factory=dict)
    open_posts: list[str] = field(default_factory=list)
    names: Iterator[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = invent_names(self.rng)
        for team in self.teams:
            self.members[team.name] = [self._hire(self._long_ago()) for _ in range(team.size)]

    def roster(self) -> dict[str, tuple[Person, ...]]:
        return {name: tuple(people) for name, people in self.members.items()}

    def pass_month(self, first: date) -> None:
        """Leavers go on the last day of the month before; movers and joiners start on ``first``."""
        for team in self.teams:
            self._leave(team)
        for team in self.teams:
            self._move(team)
        posts, self.open_posts = self.open_posts, []
        for post in posts:
            if self.rng.random() < REFILLED:
                self.members[post].append(self._hire(first))
            else:
                self.open_posts.append(post)

    def _leave(self, team: Team) -> None:
        people = self.members[team.name]
        for rank, person in enumerate(list(people)):
            risk = LEAVES if rank else HEAD_LEAVES
            if self.rng.random() < risk and len(people) > SMALLEST_TEAM:
                people.remove(person)  # if it was the head, the one who is longest in the team follows
                self.open_posts.append(team.name)

    def _move(self, team: Team) -> None:
        people = self.members[team.name]
        for person in people[1:]:
            if self.rng.random() < MOVES and len(people) > SMALLEST_TEAM:
                goal = self._goal(team)
                if goal is not team:
                    people.remove(person)
                    self.members[goal.name].append(person)
                    self.open_posts.append(team.name)

    def _goal(self, team: Team) -> Team:
        near = [other for other in self.teams if other.department == team.department]
        choice = near if self.rng.random() < STAYS_IN_DEPARTMENT else list(self.teams)
        # A post is free only where somebody is missing; otherwise the person stays.
        free = [other for other in choice if len(self.members[other.name]) < other.size]
        return self.rng.choice(free) if free else team

    def _long_ago(self) -> date:
        return self.opening - timedelta(days=self.rng.randrange(40, 4_400))

    def _hire(self, start: date) -> Person:
        first, rest = next(self.names)
        person = Person(
            employee=f"E{10_000 + len(self.everyone)}",
            first=first,
            name=f"{first} {rest}",
            email=f"{mail_name(first, rest)}@{MAIL_DOMAIN}",
            activity=self.rng.lognormvariate(0, 0.6),
            hired=start,
        )
        self.everyone.append(person)
        return person


def _stints(
    teams: tuple[Team, ...], rosters: list[dict[str, tuple[Person, ...]]], firsts: list[date]
) -> Iterator[Stint]:
    """Run-length encode the monthly rosters: a new stint whenever team or manager changes."""
    by_name = {team.name: team for team in teams}
    open_stints: dict[str, Stint] = {}
    for first, roster in zip(firsts, rosters, strict=True):
        now: dict[str, Stint] = {}
        for name, people in roster.items():
            parent = by_name[name].parent
            above = roster[parent][0].employee if parent else ""
            for person in people:
                manager = above if person is people[0] else people[0].employee
                before = open_stints.get(person.employee)
                if before and before.team.name == name and before.manager == manager:
                    now[person.employee] = before
                else:
                    start = first if before or first != firsts[0] else person.hired
                    now[person.employee] = Stint(person, manager, by_name[name], start, None)
        for employee, stint in open_stints.items():
            if now.get(employee) is not stint:
                yield _ended(stint, first - timedelta(days=1))
        open_stints = now
    yield from open_stints.values()


def _ended(stint: Stint, last_day: date) -> Stint:
    return Stint(stint.person, stint.manager, stint.team, stint.start, last_day)
