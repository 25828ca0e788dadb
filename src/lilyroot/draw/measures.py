"""Released indicators by the names readers know, and their values as a reader says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from lilyroot.draw.definitions import DEFINITIONS, FLAGS
from lilyroot.draw.words import percent, sentence
from lilyroot.model.survey import questionnaire
from lilyroot.tongue import Wording, number, say, spoken, translated

Said = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator: its stream, its name, and how a value, or a difference of two, is said."""

    indicator: str
    stream: str
    name: str
    said: Said
    difference: Said


def _points(value: float) -> str:
    return say("{n} points", n=number(value, ".0f"))


def _percentage_points(value: float) -> str:
    return say("{n} percentage points", n=number(value * 100, ".1f"))


def _per_thousand(value: float) -> str:
    return say("{n} in 1,000 messages", n=number(value * 1000, ".1f"))


def _times(value: float) -> str:
    return say("{ratio} times", ratio=number(value, ".2f"))


def _number(value: float) -> str:
    return number(value, ".2f")


SHARE: Final = (percent, _percentage_points)
RATE: Final = (_per_thousand, _per_thousand)
RATIO: Final = (_times, _times)
POINTS: Final = (_points, lambda value: say("{n} points", n=number(value, ".1f")))
NUMBER: Final = (_number, _number)

_RECORDS: Final = Wording(
    {
        "tradeoffs_won": "Trade-offs that the customer won",
        "evidence_cited": "Decisions that cite evidence from customers",
        "enacted_customer": "The customer's part in what prevails, is praised and gets time",
        "espoused_customer": "The customer's part in what is said officially",
        "incentive_weight": "Pay that depends on what customers get",
        "metrics_customer": "Metrics that measure what customers get",
        "goals_customer": "Goals with an outcome for customers",
        "recognition_customer": "Recognition for something done for a customer",
        "commitments_kept": "Promises to customers kept by their day",
    }
)


def measures() -> dict[str, Measure]:
    """Every indicator that may be named to a reader, talk first, then records, then answers, in reading order."""
    return _measures(spoken())


@cache
def _measures(language: str) -> dict[str, Measure]:
    """By language, since names are said in the one that is spoken."""
    talk = {
        **dict.fromkeys(("centric_share", "salience", "customer_threads", "customer_driver"), SHARE),
        **dict.fromkeys(("engagement_replies", "engagement_participants"), RATIO),
    }
    asked = questionnaire()
    found = [
        *(Measure(name, "talk", DEFINITIONS[name].name, *how) for name, how in talk.items()),
        *(Measure(name, "talk", sentence(words[0]), *RATE) for name, words in FLAGS.items()),
        *(Measure(name, "records", words, *SHARE) for name, words in _RECORDS.items()),
        Measure("recognition_per_head", "records", say("Recognitions per head"), *NUMBER),
        *(Measure(one.name, "answers", translated(one.title), *POINTS) for one in asked.constructs),
        *(
            Measure(
                f"say_do_{one.name}", "answers", say("Done less said: {what}", what=translated(one.title)), *POINTS
            )
            for one in asked.pairs
        ),
        *(Measure(one.name, "answers", translated(one.title), *POINTS) for one in asked.recommendations),
    ]
    return {measure.indicator: measure for measure in found}


FIRST_OF: Final = {
    "team-orientation": "centric_share",
    "function-orientation": "centric_share",
    "trend": "centric_share",
    "customer-talk": "salience",
    "network": "customer_threads",
    "engagement": "engagement_replies",
    "signals": "rate_blame",
    "dimensions": "cp",
    "say-and-do": "enacted_customer",
    "pond": "enacted_customer",
}
"""What a figure card is about first, by its key."""


def first_of(key: str) -> str:
    """The indicator that somebody who comes from this figure, or from an indicator itself, most likely means.

    >>> first_of("customer-talk"), first_of("rate_blame"), first_of("missing")
    ('salience', 'rate_blame', '')
    """
    return key if key in measures() else FIRST_OF.get(key, "")
