"""The sample's answers to the survey: they name nobody, tell the story, and what was planted is reckoned exactly."""

from __future__ import annotations

import csv
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

import pytest

from lilyroot.model.survey import questionnaire
from lilyroot.sample import EXPORTS, Month, Plan, Truth, next_commands, wave_names, write_sample
from lilyroot.sample.company import lay_out
from lilyroot.sample.opinions import OF_CONSTRUCT, OF_ITEM, OF_PERSON, opinions, shares_of, wave_months
from lilyroot.sample.story import CHANGE, DRIFT, SLOGANS, Story
from tests.lib.sample.conftest import MIDDLE, SMALL


def sheets(truth: Truth, wave: str) -> list[dict[str, str]]:
    with (truth.folder / "survey" / f"survey-{wave}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("months", "waves"), [(1, ["2025-06"]), (2, ["2025-05", "2025-06"]), (24, ["2024-04", "2025-06"])]
)
def test_people_are_asked_before_the_drift_and_at_the_end(months: int, waves: list[str]) -> None:
    assert list(wave_names(Plan(Month(2025, 6), months=months))) == waves


def test_a_file_has_the_questionnaire_and_nothing_that_tells_who_or_when(small: Truth) -> None:
    with (small.folder / "hris.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    telling = {row[name] for row in people for name in ("employee_id", "name", "email")}
    for wave in wave_names(SMALL):
        rows = sheets(small, wave)
        text = (small.folder / "survey" / f"survey-{wave}.csv").read_text()
        assert list(rows[0]) == ["sheet", "team", "function", *(item.id for item in questionnaire().items)]
        assert not any(word in text for word in telling)
        assert not re.search(r"\d{4}-\d\d|\d\d:\d\d", text)
        assert len({row["sheet"] for row in rows}) == len(rows)


def test_rows_stand_in_no_order(middle: Truth) -> None:
    teams = [row["team"] for row in sheets(middle, wave_names(MIDDLE)[0])]
    together = sum(one == other for one, other in itertools.pairwise(teams))

    assert together < 0.2 * len(teams)


def test_about_four_of_five_answer_and_some_leave_items_out(middle: Truth) -> None:
    wave = wave_names(MIDDLE)[-1]
    with (middle.folder / "hris.csv").open(encoding="utf-8") as file:
        present = sum(not row["end"] for row in csv.DictReader(file))
    rows = sheets(middle, wave)
    answers = Counter(row[item.id] for row in rows for item in questionnaire().items)

    assert 0.7 < len(rows) / present < 0.9
    assert 0.02 < (answers[""] + answers["cannot say"]) / sum(answers.values()) < 0.05


def test_the_truth_holds_every_figure_of_every_team_and_wave(small: Truth) -> None:
    with (small.folder / "survey" / "truth-survey.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    teams = {team["team"] for team in json.loads((small.folder / "truth.json").read_bytes())["teams"]}
    indicators = {row["indicator"] for row in rows}

    assert len(indicators) == 15 * 2 + 6 + 2
    assert len(rows) == len(indicators) * len(teams) * 2
    assert {row["team"] for row in rows} == teams
    assert {row["wave"] for row in rows} == set(wave_names(SMALL))


def test_the_planted_points_are_those_of_very_many_answers() -> None:
    rng = random.Random(3)
    spread = (OF_PERSON**2 + OF_CONSTRUCT**2 + OF_ITEM**2) ** 0.5
    drawn = [min(max(round(rng.gauss(4.1, spread)), 1), 5) for _ in range(200_000)]

    shares = shares_of(4.1)

    assert sum(shares.values()) == pytest.approx(1)
    assert mean(drawn) == pytest.approx(sum(answer * share for answer, share in shares.items()), abs=0.01)


def test_the_story_turns_opinions_where_it_says_and_nowhere_else() -> None:
    plan = Plan(Month(2025, 6), people=600, months=24)
    story, (before, after) = Story(plan), wave_months(plan)
    moved: defaultdict[str, set[str]] = defaultdict(set)
    levels: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for team in lay_out(600):
        first, last = opinions(story, team, before).expected(), opinions(story, team, after).expected()
        moved[team.department] |= {name for name in first if abs(first[name] - last[name]) > 1e-9}
        for name in ("ir", "say_do_customer_first"):
            levels[team.department, name].append(first[name])

    assert {department for department, names in moved.items() if names} == {DRIFT, CHANGE}
    assert {"cp", "cu", "cv", "say_do_customer_first", "ecx"} <= moved[DRIFT]
    assert {"cp", "cu", "cv", "say_do_listening"} <= moved[CHANGE]
    for name in ("ir", "say_do_customer_first"):
        others = [mean(found) for (department, one), found in levels.items() if one == name and department != SLOGANS]
        assert mean(levels[SLOGANS, name]) < min(others) - 10


def test_the_commands_that_follow_open_take_in_and_close_each_wave() -> None:
    lines = next_commands("OUT", EXPORTS, ["2025-05", "2025-06"])

    assert [line for line in lines if " survey " in line] == [
        "lilyroot survey open 2025-05 --stands 2025-05-31",
        "lilyroot survey take-in 2025-05 OUT/survey/survey-2025-05.csv",
        "lilyroot survey close 2025-05",
        "lilyroot survey open 2025-06 --stands 2025-06-30",
        "lilyroot survey take-in 2025-06 OUT/survey/survey-2025-06.csv",
        "lilyroot survey close 2025-06",
    ]
    assert lines.index("lilyroot survey close 2025-06") < lines.index("lilyroot release")


def test_without_the_survey_nobody_is_asked(tmp_path: Path) -> None:
    truth = write_sample(tmp_path / "out", Plan(Month(2025, 6), people=60, months=1, only=("ticket",)))

    assert truth.planted["waves"] == []
    assert not (tmp_path / "out" / "survey").exists()
