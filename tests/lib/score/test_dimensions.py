"""Scores by hand, and what must hold for any figures."""

from __future__ import annotations

import random
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.score import Score, Window, dimensions
from lilyroot.score.dimensions import in_words, reweighted
from tests.culture_ledgers import figure, sources_of

QUARTER = Window.of("2025-Q2")


def one(scores: list[Score], dimension: str, cell: str = "all") -> Score:
    (found,) = [score for score in scores if (score.dimension, score.cell) == (dimension, cell)]
    return found


def teams(values: dict[str, float], half: float = 6.0, **given: object) -> list[dict[str, object]]:
    """Teams under one parent that answered ``cp``."""
    place = {"cut": "team", "parent": "all", "depth": 1, **given}
    return [
        figure("cp", value, value - half, value + half, cell=name, label=name, **place)
        for name, value in values.items()
    ]


def test_two_sources_by_hand() -> None:
    sources = sources_of(
        talk=[figure("salience", 0.15, 0.12, 0.18, basis="audited", persons="50–99")],  # 50 points, 40 to 60
        answers=[figure("cp", 60.0, 52.0, 68.0)],
    )

    score = one(dimensions(sources, QUARTER), "D1")

    assert score.status == "scored"
    assert score.points == pytest.approx(55.0)
    half = sqrt(10**2 + 8**2) / 2  # of the mean of two that are independent
    assert (score.low, score.high) == (pytest.approx(55 - half, abs=0.6), pytest.approx(55 + half, abs=0.6))
    assert [(source.source, round(source.points, 6)) for source in score.sources] == [
        ("survey", 60),
        ("language", 50),
    ]
    assert score.reweighted == pytest.approx((52.5, 57.5))
    assert (score.persons, score.own, score.uncorrected, in_words(score)) == ("20–49", 1.0, False, "2 sources")


def test_the_mean_of_a_source_is_no_surer_than_its_indicators() -> None:
    """The same people answered both questions: nobody knows how much of the error is shared."""
    answers = [figure("cu", 50.0, 42.0, 58.0), figure("cv", 70.0, 62.0, 78.0)]

    score = one(dimensions(sources_of(answers=answers), QUARTER), "D2")

    assert score.points == pytest.approx(60.0)
    assert (score.low, score.high) == (pytest.approx(52.0, abs=0.5), pytest.approx(68.0, abs=0.5))
    assert (score.status, score.reason) == ("one source", "One source only: nothing confirms it.")


def test_sources_that_contradict_one_another_have_no_single_number() -> None:
    """Q = (60 - 18)^2 / (4.08^2 + 5.1^2) = 41; chi-square with one degree of freedom: far below 1 %."""
    sources = sources_of(
        answers=[figure("cp", 60.0, 52.0, 68.0)], records=[figure("tradeoffs_won", 0.18, 0.08, 0.28)]
    )

    score = one(dimensions(sources, QUARTER), "D1")

    assert (score.status, score.points, score.low, score.high) == ("sources disagree", None, None, None)
    assert score.chance is not None
    assert score.chance < 1e-6
    assert [source.points for source in score.sources] == [pytest.approx(60), pytest.approx(18)]
    assert score.reweighted is None


def test_agreement_is_judged_at_one_in_a_hundred() -> None:
    """Standard errors 3 and 4: a difference of 12.8 has z = 2.56 (p = .0105), one of 13 has z = 2.6 (p = .0093)."""

    def status(other: float) -> str:
        half = 1.959964
        answers = [figure("cp", 50.0, 50 - 3 * half, 50 + 3 * half)]
        share = other / 100
        records = [figure("tradeoffs_won", share, share - 0.04 * half, share + 0.04 * half)]
        return one(dimensions(sources_of(answers=answers, records=records), QUARTER), "D1").status

    assert (status(62.8), status(63.0)) == ("scored", "sources disagree")


def test_what_is_kept_private_stays_without_a_number_and_says_why() -> None:
    hidden = figure("cp", None, None, None, status="withheld", reason="Fewer than 5 people answered.", persons="")

    score = one(dimensions(sources_of(answers=[hidden]), QUARTER), "D1")

    assert (score.status, score.points, score.own, score.persons) == ("no figure", None, None, "")
    assert score.reason == "Fewer than 5 people answered."


def test_a_figure_without_an_interval_is_no_figure() -> None:
    score = one(dimensions(sources_of(answers=[figure("cp", 60.0, None, None)]), QUARTER), "D1")

    assert (score.status, score.points) == ("no figure", None)


def test_months_make_chance_smaller_and_not_what_a_reader_gets_wrong() -> None:
    def width(basis: str) -> float:
        months = ("2025-04", "2025-05", "2025-06")
        talk = [figure("salience", 0.15, 0.12, 0.18, period=month, basis=basis) for month in months]
        score = one(dimensions(sources_of(talk=talk), QUARTER), "D1")
        assert score.low is not None
        assert score.high is not None
        return score.high - score.low

    assert width("audited") == pytest.approx(20 / sqrt(3), abs=0.1)
    assert width("reader_only") == pytest.approx(20.0, abs=0.1)


def test_only_an_unchecked_reader_makes_a_score_uncorrected() -> None:
    def marked(basis: str) -> bool:
        return one(
            dimensions(sources_of(talk=[figure("salience", 0.1, 0.1, 0.2, basis=basis)]), QUARTER), "D1"
        ).uncorrected

    assert [marked(basis) for basis in ("reader_only", "audited", "counted")] == [True, False, False]


def test_a_source_that_could_be_anywhere_says_nothing() -> None:
    """A share of few messages leaves room for all of the scale: no help to the survey."""
    sources = sources_of(
        talk=[figure("centric_share", 0.4, 0.02, 0.98, basis="reader_only")],
        answers=[figure("cu", 54.0, 46.0, 62.0)],
    )

    score = one(dimensions(sources, QUARTER), "D2")

    assert (score.status, score.points) == ("one source", pytest.approx(54.0))
    assert [source.source for source in score.sources] == ["survey"]
    assert not score.uncorrected


def test_signals_nobody_has_checked_give_no_points_however_narrow() -> None:
    """A rate of nearly none would look like the best there is."""

    def status(basis: str) -> str:
        found = dimensions(sources_of(talk=[figure("rate_blame", 0.0, 0.0, 0.001, basis=basis)]), QUARTER)
        return one(found, "D6").status

    assert status("reader_only") == "no figure"
    assert status("audited") == "one source"


def test_a_lopsided_interval_stays_lopsided() -> None:
    talk = [figure("rate_brush_off", 0.008, 0.006, 0.014)]  # 60 points; 30 to 70

    score = one(dimensions(sources_of(talk=talk), QUARTER), "D4")

    assert (score.points, score.low, score.high) == (
        pytest.approx(60.0),
        pytest.approx(30.0, abs=1.5),
        pytest.approx(70.0, abs=0.6),
    )


def test_unsure_teams_are_pulled_to_their_neighbours_and_say_how_far() -> None:
    sources = sources_of(answers=teams({"North": 40.0, "East": 52.0, "South": 58.0, "West": 70.0}, half=12.0))

    scores = {score.cell: score for score in dimensions(sources, QUARTER) if score.dimension == "D1"}

    assert 40 < scores["North"].points < 55 < scores["West"].points < 70
    assert all(0 < score.own < 1 for score in scores.values())
    assert scores["North"].sources[0].unpulled == pytest.approx(40.0)


def test_surer_teams_keep_more_of_their_own() -> None:
    values = {"North": 30.0, "East": 45.0, "South": 60.0, "West": 75.0}

    wide, narrow = (
        one(dimensions(sources_of(answers=teams(values, half)), QUARTER), "D1", "North").own for half in (20.0, 4.0)
    )

    assert wide < narrow


def test_two_teams_say_nothing_of_how_teams_differ() -> None:
    scores = dimensions(sources_of(answers=teams({"North": 40.0, "South": 70.0}, half=15.0)), QUARTER)

    assert [one(scores, "D1", name).points for name in ("North", "South")] == [pytest.approx(40), pytest.approx(70)]
    assert one(scores, "D1", "North").own == 1.0


def test_a_team_does_not_move_another_where_nobody_is_pulled() -> None:
    """Anchors are declared: points are never relative to what others have."""
    before = dimensions(sources_of(answers=teams({"North": 40.0, "South": 50.0})), QUARTER)
    after = dimensions(sources_of(answers=teams({"North": 40.0, "South": 95.0})), QUARTER)

    assert one(before, "D1", "North") == one(after, "D1", "North")


def test_deeper_groups_change_nothing_above_them() -> None:
    rows = teams({"North": 40.0, "East": 52.0, "South": 70.0})
    below = teams({"North 1": 20.0, "North 2": 60.0, "North 3": 50.0}, parent="North", depth=2)
    sources = sources_of(answers=[*rows, *below])

    shallow = dimensions(sources, QUARTER, deepest=1)

    assert shallow == [score for score in dimensions(sources, QUARTER) if score.depth <= 1]


def test_nothing_released_gives_no_scores() -> None:
    assert dimensions(sources_of(), QUARTER) == []


def test_reweighted_by_hand() -> None:
    """Most: 1.5 x 90, 0.5 x 50, 0.5 x 40 over 2.5; least: 0.5 x 90, 1.5 x 50, 1.5 x 40 over 3.5."""
    low, high = reweighted([90.0, 50.0, 40.0])

    assert (low, high) == (pytest.approx((45 + 75 + 60) / 3.5), pytest.approx((135 + 25 + 20) / 2.5))


@st.composite
def figures(draw: st.DrawFn) -> list[dict[str, object]]:
    rows = []
    for name in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)):
        for indicator in draw(st.lists(st.sampled_from(["cp", "cu", "cv", "lw"]), min_size=1, unique=True)):
            low, value, high = sorted(draw(st.floats(0, 100)) for _ in range(3))
            place = {"cut": "team", "cell": name, "label": name, "parent": "all", "depth": 1}
            rows.append(figure(indicator, value, low, high, **place))
    return rows


@settings(max_examples=20, deadline=None)
@given(figures(), st.randoms(use_true_random=False))
def test_whatever_was_released(rows: list[dict[str, object]], chance: random.Random) -> None:
    scores = dimensions(sources_of(answers=rows), QUARTER)
    mixed = list(rows)
    chance.shuffle(mixed)

    assert dimensions(sources_of(answers=mixed), QUARTER) == scores
    for score in scores:
        assert (score.points is None) == (score.status in ("no figure", "sources disagree"))
        if score.points is not None and score.low is not None and score.high is not None:
            assert 0 <= score.low <= score.points <= score.high <= 100
        assert score.own is None or 0 <= score.own <= 1
