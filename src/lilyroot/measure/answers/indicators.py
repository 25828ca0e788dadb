"""The indicators of the survey: what each is called, what it counts, and which answers it needs.

Per construct: points, the share of favourable answers, and how far people agree. Per pair: what is done less what is
said. And two recommendations. Contributors of an indicator are the sheets that answer enough of its items.
"""

from __future__ import annotations

from typing import Final

from lilyroot.measure.indicators import Form, Indicator
from lilyroot.model.survey import Construct, Pair, Recommendation, questionnaire

FAVOURABLE, AGREEMENT, SAY_DO = "_favourable", "_agreement", "say_do_"


def _survey(name: str, title: str, form: Form, base: str, contributors: str) -> Indicator:
    return Indicator(name, title, form, base, "", contributors, reader=False, one_each=True)


def _of_construct(one: Construct) -> tuple[Indicator, ...]:
    name, title = one.name, one.title
    return (
        _survey(name, title, "points", "people", name),
        _survey(f"{name}{FAVOURABLE}", f"{title}: favourable answers", "share", "answers", name),
        _survey(f"{name}{AGREEMENT}", f"{title}: how far people agree", "share", "people", name),
    )


def _of_pair(one: Pair) -> Indicator:
    name = f"{SAY_DO}{one.name}"
    return _survey(name, f"{one.title}: done, less said", "balance", "people", name)


def _of_recommendation(one: Recommendation) -> Indicator:
    return _survey(one.name, one.title, "balance", "people", one.name)


INDICATORS: Final[tuple[Indicator, ...]] = (
    *(indicator for one in questionnaire().constructs for indicator in _of_construct(one)),
    *(_of_pair(one) for one in questionnaire().pairs),
    *(_of_recommendation(one) for one in questionnaire().recommendations),
)
FAMILIES: Final = tuple(dict.fromkeys(indicator.contributors for indicator in INDICATORS))
