"""What is planted: how each team talks about customers in each month, and the three turns the story takes.

Everything a listener should find is decided here, as rates; ``talk`` then draws messages with these rates.
Steady levels differ by function (support much, finance little). On top of them:

* **Trade Sales** (slogans): its leader praises customers in slogans and rewards volume.
* **Online Shop** (drift): after a bad quarter the share of talk that takes the customer's side slides, month by
  month, though nobody decided so.
* **Product Range** (change): once the buyers spend days in the stores, that share and the customers' own words
  in it rise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lilyroot.model.labels import FLAGS
from lilyroot.sample.company import Team
from lilyroot.sample.plan import KINDS, Plan

SLOGANS: Final = "Trade Sales"
DRIFT: Final = "Online Shop"
CHANGE: Final = "Product Range"


@dataclass(frozen=True, slots=True)
class Rates:
    """How a team talks in one month and one kind of conversation.

    ``salience``: share of messages about customers. ``centric_share``: share of those that take their side.
    ``flags``: share of all messages that carry each flag. ``engagement``: replies in a thread about customers,
    over replies in the other threads. All are probabilities or ratios of the drawing, not counts.
    """

    salience: float
    centric_share: float
    flags: Mapping[str, float]
    engagement: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One planted change: ``first`` is the index of the first month in which it shows; full after ``ramp`` months."""

    name: str
    department: str
    first: int
    ramp: int
    words: str

    def strength(self, month: int) -> float:
        """0 before the turn, 1 once it is complete."""
        return min(max((month - self.first + 1) / self.ramp, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class _Level:
    """The steady level of a function: salience, centric share, and the flags that differ from everybody's."""

    salience: float
    centric_share: float
    flags: Mapping[str, float] = field(default_factory=dict)


_EVERYBODY: Final[Mapping[str, float]] = {
    "blame": 0.012,
    "brush_off": 0.006,
    "recognition": 0.014,
    "customer_voice": 0.010,
    "commitment": 0.012,
    "politics": 0.007,
    "sales_pressure": 0.005,
}
_LEVELS: Final[Mapping[str, _Level]] = {
    "Management": _Level(0.22, 0.34, {"politics": 0.022, "sales_pressure": 0.010}),
    "Stores": _Level(0.27, 0.56, {"customer_voice": 0.024, "commitment": 0.024, "brush_off": 0.009}),
    "Sales": _Level(0.30, 0.38, {"commitment": 0.020, "sales_pressure": 0.014}),
    "Support": _Level(0.38, 0.62, {"customer_voice": 0.040, "commitment": 0.042, "brush_off": 0.014, "blame": 0.018}),
    "Marketing": _Level(0.28, 0.50, {"sales_pressure": 0.010}),
    "Engineering": _Level(0.13, 0.48, {"commitment": 0.007, "brush_off": 0.004, "sales_pressure": 0.002}),
    "Product": _Level(0.20, 0.32, {"customer_voice": 0.008, "commitment": 0.008}),
    "Logistics": _Level(0.16, 0.46, {"blame": 0.022, "commitment": 0.015, "brush_off": 0.008}),
    "Finance": _Level(0.08, 0.30, {"customer_voice": 0.003, "commitment": 0.004, "sales_pressure": 0.004}),
    "People": _Level(0.13, 0.44, {"recognition": 0.024, "customer_voice": 0.004, "commitment": 0.005}),
}
_ENGAGEMENT: Final[Mapping[str, float]] = {
    "Stores": 1.3,
    "Trade Sales": 0.9,
    "Online Shop": 1.2,
    "Customer Service": 1.6,
    "Product Range": 1.0,
    "Logistics": 1.1,
    "IT": 0.9,
    "Finance": 0.8,
    "People and Culture": 1.0,
    "Board": 1.0,
}
# Tickets are about customers more than meetings are: a shift on the log-odds scale, the same for everyone.
_KIND_SHIFT: Final[Mapping[str, float]] = {"chat": 0.0, "meeting": -0.15, "mail": 0.10, "ticket": 0.80}
_TEAM_SPREAD: Final = 0.10  # standard deviation between teams of a function, log-odds
_MONTH_SPREAD: Final = 0.04


class Story:
    """The planted rates of every team, month and kind of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.turns = _turns(plan)
        self._drawn: dict[tuple[str, int], Rates] = {}

    def rates(self, team: Team, month: int, kind: str) -> Rates:
        """The planted rates of a team in the ``month``-th month (0-based) of the sample."""
        key = (team.name, month)
        if key not in self._drawn:
            self._drawn[key] = self._draw(team, month)
        drawn = self._drawn[key]
        return replace(drawn, salience=_shifted(drawn.salience, _KIND_SHIFT[kind]))

    def _draw(self, team: Team, month: int) -> Rates:
        level = _LEVELS[team.function]
        flags = {flag: level.flags.get(flag, _EVERYBODY[flag]) for flag in FLAGS}
        rates = Rates(level.salience, level.centric_share, flags, _ENGAGEMENT[team.department])
        for turn in self.turns:
            if turn.department == team.department:
                rates = _EFFECTS[turn.name](rates, turn.strength(month))
        own = random.Random(f"{self.plan.seed}/story/{team.name}")
        salience, centric = own.gauss(0, _TEAM_SPREAD), own.gauss(0, _TEAM_SPREAD)
        now = random.Random(f"{self.plan.seed}/story/{team.name}/{month}")
        salience, centric = salience + now.gauss(0, _MONTH_SPREAD), centric + now.gauss(0, _MONTH_SPREAD)
        return replace(
            rates,
            salience=_shifted(rates.salience, salience),
            centric_share=_shifted(rates.centric_share, centric),
        )


def _turns(plan: Plan) -> tuple[Turn, ...]:
    months, calendar = plan.months, plan.calendar
    ramp = max(1, months // 5)
    drift, change = months * 5 // 12, months * 7 // 12
    return (
        Turn(
            "slogans",
            SLOGANS,
            0,
            1,
            f"All along, the leader of {SLOGANS} praises customers in slogans and rewards volume: much talk of "
            "customers, little of it from their side, with pressure to sell and praise for those who sell most.",
        ),
        Turn(
            "drift",
            DRIFT,
            drift,
            ramp,
            f"After a bad quarter, from {calendar[drift]} on, {DRIFT} speaks less and less from the customers' side; "
            "nobody decided so. It speaks of customers as often as before, but in figures, and their threads draw "
            "fewer replies.",
        ),
        Turn(
            "change",
            CHANGE,
            change,
            max(1, ramp // 2),
            f"From {calendar[change]} on the people of {CHANGE} spend days in the stores. They then speak more "
            "from the customers' side, pass on more of what customers said, and answer such threads more.",
        ),
    )


def _slogans(rates: Rates, strength: float) -> Rates:
    flags = {
        **rates.flags,
        "sales_pressure": 0.048,
        "recognition": 0.034,
        "customer_voice": 0.007,
        "commitment": 0.010,
    }
    return Rates(0.30, _between(rates.centric_share, 0.20, strength), flags, rates.engagement)


def _drift(rates: Rates, strength: float) -> Rates:
    flags = {
        **rates.flags,
        "commitment": _between(rates.flags["commitment"], 0.6 * rates.flags["commitment"], strength),
        "sales_pressure": _between(rates.flags["sales_pressure"], rates.flags["sales_pressure"] + 0.006, strength),
    }
    return Rates(
        rates.salience,
        _between(rates.centric_share, 0.27, strength),
        flags,
        _between(rates.engagement, 0.8, strength),
    )


def _change(rates: Rates, strength: float) -> Rates:
    flags = {
        **rates.flags,
        "customer_voice": _between(rates.flags["customer_voice"], 0.030, strength),
        "commitment": _between(rates.flags["commitment"], 0.016, strength),
    }
    return Rates(
        _between(rates.salience, 0.25, strength),
        _between(rates.centric_share, 0.56, strength),
        flags,
        _between(rates.engagement, 1.5, strength),
    )


_EFFECTS: Final = {"slogans": _slogans, "drift": _drift, "change": _change}


def _between(before: float, after: float, strength: float) -> float:
    return before + (after - before) * strength


def _shifted(share: float, by: float) -> float:
    """A share moved by that much on the log-odds scale."""
    return 1 / (1 + math.exp(-(math.log(share / (1 - share)) + by)))


# How a team's messages divide over the kinds of conversation, by area; missing kinds have none.
_MIX: Final[Mapping[str, Mapping[str, float]]] = {
    "service": {"chat": 0.34, "meeting": 0.14, "mail": 0.14, "ticket": 0.38},
    "stores": {"chat": 0.55, "meeting": 0.25, "mail": 0.08, "ticket": 0.12},
    "logistics": {"chat": 0.48, "meeting": 0.24, "mail": 0.10, "ticket": 0.18},
    "it": {"chat": 0.52, "meeting": 0.26, "mail": 0.10, "ticket": 0.12},
}
_OFFICE_MIX: Final[Mapping[str, float]] = {"chat": 0.50, "meeting": 0.32, "mail": 0.18}


def mix(team: Team, only: tuple[str, ...]) -> dict[str, float]:
    """The shares of the kinds in ``only`` in a team's talk; they add up to 1, unless it uses none of them."""
    shares = {kind: _MIX.get(team.area, _OFFICE_MIX).get(kind, 0.0) for kind in KINDS if kind in only}
    whole = sum(shares.values())
    return {kind: share / whole for kind, share in shares.items() if share} if whole else {}
