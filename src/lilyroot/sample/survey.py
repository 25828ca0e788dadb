"""The answers to the survey, as a survey tool would export them: one CSV a wave, one row a sheet, in no order."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lilyroot.model.survey import Item, questionnaire
from lilyroot.sample.company import Team
from lilyroot.sample.opinions import (
    ALIKE,
    ALIKE_ANSWERS,
    ALIKE_RECOMMENDS,
    OF_CONSTRUCT,
    OF_ITEM,
    OF_PERSON,
    OF_RECOMMENDING,
    Opinions,
    opinions,
    wave_months,
)
from lilyroot.sample.people import Organisation
from lilyroot.sample.plan import Plan
from lilyroot.sample.story import Story

FOLDER: Final = "survey"
TRUTH: Final = "truth-survey.csv"
ANSWERS: Final = 0.8  # of the people
_BLANK, _CANNOT_SAY = 0.015, 0.02  # of the items


def write_survey(out: Path, plan: Plan, organisation: Organisation, story: Story) -> None:
    """Write ``survey-<wave>.csv`` into ``out`` for every wave, and what was planted beside it.

    Nobody's name or number is in a file, and rows are shuffled, as they should be in a real one.
    """
    out.mkdir()
    truth: list[tuple[object, ...]] = []
    for month in wave_months(plan):
        wave = str(plan.calendar[month])
        planted = {team.name: opinions(story, team, month) for team in organisation.teams}
        rows = list(_sheets(plan, organisation, planted, month))
        random.Random(f"{plan.seed}/survey/{wave}/order").shuffle(rows)
        items = [item.id for item in questionnaire().items]
        _write(out / f"survey-{wave}.csv", ["sheet", "team", "function", *items], rows)
        for team in organisation.teams:
            for indicator, figure in planted[team.name].expected().items():
                truth.append((wave, team.name, team.department, team.function, indicator, round(figure, 4)))
    _write(out / TRUTH, ["wave", "team", "department", "function", "indicator", "expected"], truth)


def _write(path: Path, header: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _sheets(
    plan: Plan, organisation: Organisation, planted: Mapping[str, Opinions], month: int
) -> Iterator[tuple[object, ...]]:
    rng = random.Random(f"{plan.seed}/survey/{month}")
    for team in organisation.teams:
        for _ in organisation.rosters[month][team.name]:
            if rng.random() < ANSWERS:
                yield f"{rng.getrandbits(64):016x}", team.name, team.function, *_answers(rng, team, planted)


def _answers(rng: random.Random, team: Team, planted: Mapping[str, Opinions]) -> Iterator[object]:
    middle = planted[team.name].middle
    always = rng.choice(ALIKE_ANSWERS) if rng.random() < ALIKE else 0
    general = rng.gauss(0, OF_PERSON)
    of_family: dict[str, float] = {}
    for item in questionnaire().items:
        draw = rng.random()
        if item.family not in of_family:
            of_family[item.family] = rng.gauss(0, OF_CONSTRUCT)
        answer = _answer(rng, item, middle, general + of_family[item.family])
        if always:
            yield ALIKE_RECOMMENDS if item.role == "recommend" else always
        elif draw < _BLANK + _CANNOT_SAY:
            yield "" if draw < _BLANK else "cannot say"
        else:
            yield answer


def _answer(rng: random.Random, item: Item, middle: Mapping[str, float], own: float) -> int:
    if item.role == "recommend":
        return min(max(round(rng.gauss(middle[item.family], OF_RECOMMENDING)), 0), 10)
    level = middle[item.family if item.role == "scale" else item.id]
    opinion = min(max(round(level + own + rng.gauss(0, OF_ITEM)), 1), 5)
    return opinion if item.sign > 0 else 6 - opinion
