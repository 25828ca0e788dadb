"""The survey counted by hand, and the manners that every indicator of it owes."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.measure import FIGURES
from lilyroot.measure.answers import INDICATORS, evaluate, population
from lilyroot.measure.answers.figures import NO_AGREEMENT, TOO_FEW_FOR_GAP
from lilyroot.measure.answers.gather import load
from lilyroot.measure.answers.indicators import FAMILIES
from lilyroot.measure.answers.reliability import reliability
from lilyroot.measure.estimators.icc import of_groups
from lilyroot.measure.estimators.nps import net_promoters
from lilyroot.measure.estimators.reliability import alpha, omega
from lilyroot.measure.estimators.rwg import within_group
from lilyroot.measure.indicators import Indicator
from lilyroot.model.basis import COUNTED
from lilyroot.model.survey import questionnaire
from lilyroot.store.policy import Policy
from tests.lib.measure.small_survey import (
    ENGINES,
    WAVE,
    Sheet,
    cells,
    figure,
    figures,
    invented,
    put,
    tables,
)

THRESHOLD = Policy().threshold

PAGES = Path(__file__).parents[3] / "docs" / "metrics"
HEADINGS = [
    "Question",
    "Formula",
    "Grain",
    "Unit and range",
    "Missing data",
    "Smallest group",
    "Interval",
    "Known limits",
    "Source",
]
EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.name)


def of(indicator: Indicator, table: pa.Table) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if row["indicator"] == indicator.name]


def cp(*answers: int) -> dict[str, int]:
    return {f"cp{place}": value for place, value in enumerate(answers, start=1) if value}


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return invented(80, seed=1)


@pytest.fixture(scope="module")
def measured(sheets: list[Sheet]) -> pa.Table:
    return figures(sheets)


# --- counted by hand -------------------------------------------------------------------------------------------


def test_points_and_favourable_answers_by_hand() -> None:
    """cp3 and cp4 are turned: 5 5 1 1 is 100 points, 3 3 3 3 is 50, 4 - 2 3 (cannot say) has 4, 4, 3: 66.7."""
    found = figures([("north", cp(5, 5, 1, 1)), ("north", cp(3, 3, 3, 3)), ("north", cp(4, 0, 2, 3))])

    points, favourable = figure(found, "cp"), figure(found, "cp_favourable")
    assert points["value"] == pytest.approx((100 + 50 + 200 / 3) / 3)
    assert (points["base"], points["contributors"]) == (3, 3)
    assert favourable["value"] == pytest.approx((4 + 0 + 2) / 11)
    assert (favourable["base"], favourable["contributors"]) == (11, 3)


def test_two_answers_of_four_are_too_few_and_nothing_is_imputed() -> None:
    found = figures([("north", cp(5, 5, 0, 0)), ("north", cp(1, 1, 5, 0))])

    assert (figure(found, "cp")["value"], figure(found, "cp")["contributors"]) == (0.0, 1)


def test_the_short_form_needs_both() -> None:
    both, one = {"cp1": 4, "cp3": 1}, {"cp1": 5}

    found = figures([("north", both), ("north", one)], form="short")

    assert figure(found, "cp")["value"] == pytest.approx(25 * (4.5 - 1))
    assert figure(found, "cp")["contributors"] == 1


def test_a_gap_is_done_less_said_of_those_who_answered_both() -> None:
    pair = [{"say_respect": 5, "do_respect": 2}, {"say_respect": 3, "do_respect": 4}, {"say_respect": 1}]

    found = figure(figures([("north", one) for one in pair]), "say_do_respect")

    assert (found["value"], found["contributors"]) == (pytest.approx((-75 + 25) / 2), 2)


def test_recommendations_have_the_adjusted_interval() -> None:
    answers = [10, 9, 9, 8, 7, 7, 6, 3, 0, 9]

    found = figure(figures([("north", {"enps": one}) for one in answers]), "enps")

    expected = net_promoters(4, 3, 3)
    assert found["value"] == pytest.approx(10.0)
    assert (found["low"], found["high"]) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_agreement_is_that_of_the_estimator_where_nobody_left_anything_out() -> None:
    rng = np.random.default_rng(5)
    answers = rng.integers(2, 6, size=(12, 4))

    found = figures([("north", cp(row[0], row[1], 6 - row[2], 6 - row[3])) for row in answers.tolist()])

    agreed = figure(found, "cp_agreement", "team", "north")
    assert agreed["value"] == pytest.approx(within_group(answers).estimate)
    assert agreed["low"] <= agreed["value"] <= agreed["high"]


def test_a_team_that_does_not_agree_has_no_one_number_but_its_disagreement_is_told() -> None:
    torn = [("north", cp(5, 5, 1, 1)), ("north", cp(1, 1, 5, 5))] * 5

    found = figures(torn)

    for name in ("cp", "cp_favourable"):
        team = figure(found, name, "team", "north")
        assert (team["reason"], team["low"], team["high"]) == (NO_AGREEMENT, None, None)
        assert figure(found, name)["reason"] == "", "a whole organisation need not agree"
    told = figure(found, "cp_agreement", "team", "north")
    assert (told["value"], told["reason"]) == (0.0, "")


@pytest.mark.parametrize(("people", "reason"), [(14, TOO_FEW_FOR_GAP), (15, "")])
def test_a_gap_is_shown_from_fifteen_people_on(people: int, reason: str) -> None:
    pair = [("north", {"say_respect": 3 + place % 2, "do_respect": 2}) for place in range(people)]

    found = figure(figures(pair), "say_do_respect")

    assert found["reason"] == reason
    assert (found["low"] is None) is bool(reason)


@pytest.mark.parametrize(("people", "sure"), [(4, False), (5, True)])
def test_there_is_no_interval_below_five_people(people: int, sure: bool) -> None:
    some = invented(40, seed=9, missing=0.0)[:people]

    found = figures([("north", answers) for _, answers in some])

    for indicator in ("cp", "cp_favourable", "cp_agreement", "enps"):
        assert (figure(found, indicator)["low"] is not None) is sure, indicator


def test_where_all_answer_alike_the_interval_does_not_say_so() -> None:
    """Without one, everybody who answered would know that all others answered the same."""
    alike = figures([("north", cp(4, 4, 2, 2))] * 8)
    points, agreement = figure(alike, "cp"), figure(alike, "cp_agreement")

    # one person more, with 0 or 100 points: 600 / 9 and 700 / 9
    assert (points["value"], points["low"], points["high"]) == (75.0, pytest.approx(600 / 9), pytest.approx(700 / 9))
    assert (agreement["value"], agreement["low"], agreement["high"]) == (1.0, 0.0, 1.0)


def test_an_interval_is_as_long_where_one_of_many_differs_a_little() -> None:
    alike, nearly = (
        [("north", cp(4, 4, 2, 2))] * 11 + [("north", last)] for last in (cp(4, 4, 2, 2), cp(5, 4, 2, 2))
    )

    one, other = (figure(figures(sheets), "cp") for sheets in (alike, nearly))

    assert other["high"] - other["low"] == pytest.approx(one["high"] - one["low"], rel=0.05)


def test_population_counts_what_each_sheet_answers_enough_of() -> None:
    with ENGINES["duckdb"]() as engine:
        put(engine, [("north", {**cp(5, 5, 1, 0), "enps": 3}), ("south", {"cu1": 3, "say_respect": 2})])
        rows = population(engine, WAVE).to_pylist()

    assert [row["team"] for row in rows] == ["north", "south"]
    assert [{name for name in FAMILIES if row[name]} for row in rows] == [{"cp", "enps"}, set()]
    assert {row["messages"] for row in rows} == {1}


def test_scales_that_go_together_are_resampled_together(sheets: list[Sheet]) -> None:
    """Two scales that are answered alike have the same interval, to the last digit."""
    twins = []
    for team, answers in sheets:
        others = {item: value for item, value in answers.items() if item[:2] != "cu"}
        twins.append((team, others | {f"cu{item[2:]}": value for item, value in answers.items() if item[:2] == "cp"}))

    found = figures(twins)

    for end in ("value", "low", "high"):
        assert figure(found, "cp")[end] == figure(found, "cu")[end]


# --- manners ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference(sheets: list[Sheet]) -> pa.Table:
    return figures(sheets, engine="reference")


@pytest.fixture(scope="module")
def shuffled(sheets: list[Sheet]) -> pa.Table:
    """The same answers under other ids and in another order, answers of a sheet too."""
    order = np.random.default_rng(2).permutation(len(sheets))
    mixed = [(sheets[place][0], dict(reversed(sheets[place][1].items()))) for place in order]
    return figures(mixed)


@pytest.fixture(scope="module")
def nothing() -> pa.Table:
    return figures([])


@EVERY
def test_is_the_same_on_the_reference(indicator: Indicator, measured: pa.Table, reference: pa.Table) -> None:
    for row, other in zip(of(indicator, measured), of(indicator, reference), strict=True):
        for name in (*FIGURES.names, "reason"):
            close = isinstance(row[name], float) and other[name] is not None
            assert row[name] == (pytest.approx(other[name], rel=1e-12) if close else other[name])


@EVERY
def test_does_not_depend_on_ids_or_the_order_of_sheets(
    indicator: Indicator, measured: pa.Table, shuffled: pa.Table
) -> None:
    assert of(indicator, shuffled) == of(indicator, measured)


@EVERY
def test_has_a_row_for_every_cell_even_of_nothing(indicator: Indicator, nothing: pa.Table) -> None:
    rows = of(indicator, nothing)

    told = {(row["value"], row["low"], row["high"], row["base"], row["contributors"]) for row in rows}
    assert len(rows) == 1 + 2 + 2
    assert told == {(None, None, None, 0, 0)}


@EVERY
def test_stays_within_its_range(indicator: Indicator, measured: pa.Table) -> None:
    least, most = indicator.range
    rows = [row for row in of(indicator, measured) if row["low"] is not None]

    assert rows
    assert all(least <= row["low"] <= row["value"] <= row["high"] <= most for row in rows)


@EVERY
def test_adds_up_over_teams(indicator: Indicator, measured: pa.Table) -> None:
    bases = dict.fromkeys(("organisation", "team", "function"), 0)
    for row in of(indicator, measured):
        bases[str(row["cut"])] += int(str(row["base"]))

    assert len(set(bases.values())) == 1


@EVERY
def test_is_registered_whole(indicator: Indicator) -> None:
    assert not indicator.reader
    assert indicator.one_each
    assert indicator.contributors in FAMILIES
    assert indicator.title
    assert not {"better", "worse", "good", "bad"} & set(indicator.title.lower().split())


@EVERY
def test_is_on_a_page_with_everything_a_page_owes(indicator: Indicator) -> None:
    others = ("README.md", *(path.name for path in PAGES.glob("d[1-8]_*.md")))  # pages of dimensions name them too
    pages = [path.read_text("utf-8") for path in PAGES.glob("*.md") if path.name not in others]

    (page,) = (page for page in pages if f"`{indicator.name}`" in page)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == HEADINGS


def test_names_are_their_own() -> None:
    names = [indicator.name for indicator in INDICATORS]

    assert len(set(names)) == len(names) == 15 * 3 + 6 + 2


def test_is_counted_without_a_reader(measured: pa.Table) -> None:
    assert set(measured["basis"].to_pylist()) == {COUNTED}


def test_is_pure_and_alike_for_one_wave_or_two(sheets: list[Sheet], measured: pa.Table) -> None:
    first, second = tables(sheets), tables(sheets[:30], wave="2026-09")
    with ENGINES["duckdb"]() as engine:
        load(engine, *(pa.concat_tables(pair) for pair in zip(first, second, strict=True)))
        both, again = (evaluate(engine, [WAVE, "2026-09"], cells()) for _ in range(2))
        kept = engine.query("SELECT * FROM sheet ORDER BY sheet").num_rows

    assert both.equals(again)
    assert kept == 110
    assert both.filter(pa.compute.equal(both["period"], WAVE)).equals(measured)


def test_cells_may_differ_by_wave(sheets: list[Sheet]) -> None:
    whole = cells().filter(pa.compute.equal(cells()["cut"], "organisation"))
    with ENGINES["duckdb"]() as engine:
        put(engine, sheets)
        found = evaluate(engine, [WAVE, "2026-09"], whole.append_column("period", pa.array([WAVE] * whole.num_rows)))

    assert set(found["period"].to_pylist()) == {WAVE}


# --- what a wave says of the questionnaire ---------------------------------------------------------------------


def test_reliability_is_that_of_the_estimators() -> None:
    sheets = invented(70, seed=3, missing=0.0)
    items = [item for item in questionnaire().items if item.family == "lw"]
    answers = np.array(
        [[one[item.id] if item.sign > 0 else 6 - one[item.id] for item in items] for _, one in sheets], float
    )
    groups = of_groups(answers.mean(axis=1), [team for team, _ in sheets])

    with ENGINES["duckdb"]() as engine:
        put(engine, sheets)
        (row,) = (row for row in reliability(engine, {WAVE: THRESHOLD}).to_pylist() if row["construct"] == "lw")

    assert row["alpha"] == pytest.approx(alpha(answers).estimate, abs=6e-4)
    assert row["omega"] == pytest.approx(omega(answers).estimate, abs=6e-4)
    assert row["icc1"] == pytest.approx(groups.icc1.estimate, abs=6e-4)
    assert row["icc2"] == pytest.approx(groups.icc2.estimate, abs=6e-4)
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert row["agreement"] is None, "a median of two teams is none"
    assert row["provisional"]


@pytest.mark.parametrize(
    ("people", "teams", "told"), [(THRESHOLD, 9, True), (THRESHOLD - 1, 11, False), (13, 4, False)]
)
def test_a_median_needs_five_teams_in_which_as_many_answered_as_any_figure_needs(
    people: int, teams: int, told: bool
) -> None:
    answers = [answers for _, answers in invented(people * teams, seed=6, missing=0.0)]
    placed, *others = tables([("north", one) for one in answers])
    stand = pa.array([f"team {place % teams}" for place in range(len(answers))])

    with ENGINES["duckdb"]() as engine:
        load(engine, placed.set_column(placed.schema.get_field_index("team"), "team", stand), *others)
        rows = reliability(engine, {WAVE: THRESHOLD}).to_pylist()

    assert rows
    assert {row["agreement"] is not None for row in rows} == {told}


def test_it_is_told_whether_sheets_that_are_alike_throughout_make_a_difference() -> None:
    asked = questionnaire().items
    sheets = [("north", {item.id: 5 if item.sign > 0 else 1 for item in asked})] * 30
    sheets += [("south", {item.id: 4 if item.sign > 0 else 1 for item in asked})] * 28
    told = {}
    for flagged in (0, 2, 20):
        placed, *others = tables([*sheets, *[("north", {item.id: 3 for item in asked})] * flagged])
        marks = pa.array([place >= len(sheets) for place in range(len(sheets) + flagged)])
        with ENGINES["duckdb"]() as engine:
            load(engine, placed.set_column(placed.schema.get_field_index("alike"), "alike", marks), *others)
            told[flagged] = set(reliability(engine, {WAVE: THRESHOLD})["alike_matters"].to_pylist())

    assert told == {0: {False}, 2: {True}, 20: {True}}


def test_nothing_is_said_of_reliability_below_fifty_sheets() -> None:
    with ENGINES["duckdb"]() as engine:
        put(engine, invented(49, seed=3, missing=0.0))

        assert reliability(engine, {WAVE: THRESHOLD}).num_rows == 0


def test_the_short_form_has_no_omega() -> None:
    sheets = [
        (team, {item.id: answers[item.id] for item in questionnaire().form("short")})
        for team, answers in invented(60, seed=4, missing=0.0)
    ]
    with ENGINES["duckdb"]() as engine:
        put(engine, sheets, form="short")
        rows = reliability(engine, {WAVE: THRESHOLD}).to_pylist()

    assert {row["omega"] for row in rows} == {None}
    assert all(row["alpha"] is not None and row["provisional"] for row in rows)


@pytest.mark.parametrize(
    "module",
    ["lilyroot.measure.answers.means", "lilyroot.model.survey", "lilyroot.listen.answers.header"],
)
def test_the_examples_of_the_survey_run(module: str) -> None:
    result = doctest.testmod(import_module(module))

    assert result.attempted > 0
    assert result.failed == 0
