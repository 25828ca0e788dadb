"""What people answer when they are asked: the planted opinions of every team in every wave of the survey.

An answer to a scale is a latent opinion, rounded and clipped to 1..5; the planted figures follow exactly from the
distribution of that opinion, so that the truth is no count of what came out. The story is the one of ``story``: Trade
Sales says much about customers and rewards volume; the Online Shop loses sight of them; Product Range meets them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from lilyroot.model.survey import FAVOURABLE_FROM, questionnaire
from lilyroot.sample.company import Team
from lilyroot.sample.plan import Month, Plan
from lilyroot.sample.story import CHANGE, DRIFT, SLOGANS, Story

OF_PERSON: Final = 0.35  # how much people differ in everything, in what one construct means to them, and by item
OF_CONSTRUCT: Final = 0.55
OF_ITEM: Final = 0.75
OF_RECOMMENDING: Final = 1.9
ALIKE: Final = 0.02  # sheets with the same answer to everything
ALIKE_ANSWERS: Final = (3, 4, 5)
ALIKE_RECOMMENDS: Final = 8
_SPREAD: Final = NormalDist(0, (OF_PERSON**2 + OF_CONSTRUCT**2 + OF_ITEM**2) ** 0.5)
_RECOMMENDING: Final = NormalDist(0, OF_RECOMMENDING)

# The middle of an opinion, 1 to 5, for everybody; and what a function adds.
_EVERYBODY: Final[Mapping[str, float]] = {
    "cp": 3.4,
    "cu": 3.4,
    "lw": 3.3,
    "dr": 3.1,
    "ir": 3.2,
    "xf": 3.0,
    "al": 3.2,
    "sd": 2.8,
    "cv": 3.2,
    "tr": 3.4,
    "rs": 3.7,
    "ig": 3.5,
    "ex": 3.4,
    "ps": 3.5,
    "en": 3.6,
}
_FUNCTIONS: Final[Mapping[str, Mapping[str, float]]] = {
    "Management": {"lw": 0.4, "cp": 0.2, "ps": 0.2},
    "Stores": {"cu": 0.2, "cv": 0.2, "dr": -0.1},
    "Sales": {"dr": 0.1},
    "Support": {"cu": 0.3, "cv": 0.4, "cp": 0.2, "sd": -0.2},
    "Engineering": {"cv": -0.3, "ps": 0.1},
    "Product": {"cu": -0.2, "cv": -0.3},
    "Logistics": {"al": -0.2, "xf": -0.1},
    "Finance": {"cu": -0.3, "cv": -0.4},
    "People": {"rs": 0.1},
}
_SAID, _DONE = 3.8, 3.4
_RECOMMENDS: Final[Mapping[str, float]] = {"enps": 7.6, "ecx": 7.9}

# What each turn of the story does to them at full strength.
_TURNS: Final[Mapping[str, Mapping[str, float]]] = {
    SLOGANS: {
        "ir": -0.9,
        "lw": -0.8,
        "cp": -0.4,
        **{f"say_{name}": 0.6 for name in ("customer_first", "listening")},
        **{f"do_{name}": -0.8 for name in ("customer_first", "listening")},
        "do_mistakes": -0.4,
    },
    DRIFT: {"cp": -0.8, "cu": -0.9, "cv": -0.4, "do_customer_first": -0.4, "ecx": -0.8},
    CHANGE: {"cu": 0.9, "cv": 1.1, "cp": 0.3, "do_listening": 0.4},
}
_TEAM_SPREAD: Final = 0.08


@dataclass(frozen=True, slots=True)
class Opinions:
    """The middle of every opinion of one team in one wave: by construct, say_<pair>, do_<pair>, recommendation."""

    middle: Mapping[str, float]

    def expected(self) -> dict[str, float]:
        """The planted figure of every indicator: points, favourable shares, balances."""
        asked = questionnaire()
        found: dict[str, float] = {}
        for construct in asked.constructs:
            shares = shares_of(self.middle[construct.name])
            mean = sum(answer * share for answer, share in shares.items())
            found[construct.name] = _with_alike(25 * (mean - 1), 50.0)
            favourable = sum(share for answer, share in shares.items() if answer >= FAVOURABLE_FROM)
            found[f"{construct.name}_favourable"] = _with_alike(favourable, _favourable_of_alike())
        for pair in asked.pairs:
            said, done = (_mean(self.middle[f"{role}_{pair.name}"]) for role in ("say", "do"))
            found[f"say_do_{pair.name}"] = _with_alike(25 * (done - said), 0.0)
        for one in asked.recommendations:
            found[one.name] = _with_alike(_balance(self.middle[one.name]), 0.0)
        return found


def opinions(story: Story, team: Team, month: int) -> Opinions:
    """The planted opinions of a team in the ``month``-th month (0-based) of the sample."""
    pairs = {f"{role}_{pair.name}": level for pair in questionnaire().pairs for role, level in _LEVELS.items()}
    middle = {**_EVERYBODY, **pairs, **_RECOMMENDS}
    for name, more in _FUNCTIONS.get(team.function, {}).items():
        middle[name] += more
    for turn in story.turns:
        if turn.department == team.department:
            for name, more in _TURNS[turn.department].items():
                middle[name] += more * turn.strength(month)
    own = random.Random(f"{story.plan.seed}/opinions/{team.name}")
    return Opinions({name: level + own.gauss(0, _TEAM_SPREAD) for name, level in sorted(middle.items())})


_LEVELS: Final = {"say": _SAID, "do": _DONE}


def wave_months(plan: Plan) -> tuple[int, ...]:
    """The months (0-based) at whose end people are asked: before the drift begins, and the last one."""
    last = plan.months - 1
    before = max(0, plan.months * 5 // 12 - 1)
    return (before, last) if before < last else (last,)


def wave_names(plan: Plan) -> tuple[str, ...]:
    """The waves' names: the month in which each was held."""
    return tuple(str(plan.calendar[month]) for month in wave_months(plan))


def last_day(month: Month) -> str:
    """The last day of a month, as the organisation of a wave is frozen on it."""
    following = month.plus(1).first
    return following.fromordinal(following.toordinal() - 1).isoformat()


def shares_of(middle: float) -> dict[int, float]:
    """How likely each answer 1..5 is, when the middle of the opinion is there."""
    edges = [0.0, *(_SPREAD.cdf(answer + 0.5 - middle) for answer in range(1, 5)), 1.0]
    return {answer: edges[answer] - edges[answer - 1] for answer in range(1, 6)}


def _mean(middle: float) -> float:
    return sum(answer * share for answer, share in shares_of(middle).items())


def _balance(middle: float) -> float:
    return 100 * (1 - _RECOMMENDING.cdf(8.5 - middle) - _RECOMMENDING.cdf(6.5 - middle))


def _favourable_of_alike() -> float:
    """Of the same answer to items of both keys half is favourable, unless it is the middle one."""
    return sum(0.5 for answer in ALIKE_ANSWERS if answer != 3) / len(ALIKE_ANSWERS)


def _with_alike(figure: float, of_alike: float) -> float:
    return (1 - ALIKE) * figure + ALIKE * of_alike
