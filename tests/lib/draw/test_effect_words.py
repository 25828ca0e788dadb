"""What is said of before and after: up, down or cannot tell, and never because of."""

from __future__ import annotations

from lilyroot.draw.effect import NOT_A_CAUSE, told
from lilyroot.draw.measures import FIRST_OF, first_of, measures
from lilyroot.release.combine import Change, Combined
from lilyroot.score.effect import Effect, Side

MEASURE = measures()["centric_share"]
STILL = Change("cannot tell", 0.01, -0.02, 0.04)
UP, DOWN = Change("up", 0.12, 0.06, 0.18), Change("down", -0.12, -0.18, -0.06)
NOTHING = Change("cannot tell", None, None, None)


def side(value: float | None, *windows: str, reason: str = "") -> Side:
    if value is None:
        return Side(windows, None, reason)
    whole = {"cut": "team", "cell": "d1", "label": "Stores", "parent": "", "depth": 1, "indicator": "centric_share"}
    rest = {"persons": "20–49", "base": 90, "status": "shown", "reason": "", "shown": 1, "periods": 1}
    figure = Combined(**whole, value=value, low=value - 0.03, high=value + 0.03, error=0.015, **rest)
    return Side(windows, figure)


def said(change: Change, whole: Change = STILL, beyond: Change = STILL, hoped: str = "up", **more):
    given = {"cell": "d1", "label": "Stores", "before": side(0.3, "2025-01"), "after": side(0.42, "2025-07")}
    return told(
        Effect(**{**given, "change": change, "whole": whole, "beyond": beyond, "readers": (), **more}), MEASURE, hoped
    )


def test_a_clear_change_beyond_everybodys_is_said_with_its_size():
    assert said(UP, STILL, UP).sentence == (
        "Customer-centric share of Stores went up, as hoped, by 12.0 percentage points. "
        "The organisation as a whole did not; the difference between the two is beyond chance."
    )


def test_what_all_had_is_said_to_be_everybodys():
    assert said(UP, UP).sentence.endswith(
        "The organisation as a whole went up, too, and we cannot tell whether this went further."
    )
    assert said(UP, DOWN, STILL).sentence.endswith(
        "But we cannot tell it from what the organisation as a whole did in that time."
    )


def test_the_opposite_of_what_was_hoped_for_is_said_plainly():
    assert "went down, although up was hoped for, by" in said(DOWN, STILL, DOWN).sentence


def test_what_cannot_be_told_is_said_with_its_interval():
    found = said(STILL)

    assert found.verdict == "cannot tell"
    assert found.sentence == (
        "Customer-centric share of Stores may have gone either way: the difference lies between minus 2.0 percentage "
        "points and plus 4.0 percentage points. So may that of the organisation as a whole."
    )


def test_without_anything_afterwards_nothing_is_concluded():
    waiting = said(NOTHING, after=side(None))
    private = said(NOTHING, after=side(None, "2025-07", reason="Fewer than 5 people could be told apart."))
    new = said(NOTHING, before=side(None))

    assert waiting.sentence.startswith("Nothing that began after the action has been released yet.")
    assert "fewer than 5 people" in private.sentence
    assert new.sentence.startswith("There is no figure from before the action")
    assert {one.verdict for one in (waiting, private, new)} == {"cannot tell"}


def test_every_answer_says_that_it_is_no_cause():
    for change in (UP, DOWN, STILL, NOTHING):
        found = said(change)
        assert found.notes[0] == NOT_A_CAUSE
        assert "because of" not in found.sentence


def test_a_merged_group_and_a_new_reader_are_told():
    found = said(UP, cell="d1+d2", readers=("fast-1", "cascade-2"))

    assert any("counted together" in note for note in found.notes)
    assert any("reader changed" in note for note in found.notes)


def test_both_sides_carry_time_interval_and_people():
    assert said(UP).rows == (
        ("before", "January 2025", "30\u00a0%", "27\u00a0% to 33\u00a0%", "20–49"),
        ("after", "July 2025", "42\u00a0%", "39\u00a0% to 45\u00a0%", "20–49"),
    )


def test_every_measure_has_a_name_of_its_own():
    names = [one.name for one in measures().values()]

    assert len(set(names)) == len(names)
    assert set(FIRST_OF.values()) <= set(measures())
    assert first_of("no-such-card") == ""
