"""Tables with numbers as numbers: as told, never more; names stay names."""

from __future__ import annotations

import doctest

import pytest

from lilyroot.draw import how_to_read, numbers
from lilyroot.draw.numbers import Ends, Number, number, typed
from lilyroot.report import slide_pages


def test_the_examples_hold() -> None:
    found = [doctest.testmod(module) for module in (numbers, slide_pages, how_to_read)]

    assert (sum(one.failed for one in found), sum(one.attempted for one in found) > 4) == (0, True)


@pytest.mark.parametrize(
    ("told", "value", "form"),
    [
        ("38\u00a0%", 0.38, "0%"),
        ("-0\u00a0%", 0.0, "0%"),
        ("1,204", 1204, "#,##0"),
        ("54", 54, "0"),
        ("+3", 3, "+0;\u22120;0"),
        ("\u22125", -5, "+0;\u22120;0"),
        ("+0.12", 0.12, "+0.00;\u22120.00;0.00"),
        ("1.3×", 1.3, '0.0"×"'),
        ("1.4 times", 1.4, '0.0" times"'),
        ("12 per 1,000", 12, '0" per 1,000"'),
    ],
)
def test_what_is_told_is_a_number_with_its_form(told: str, value: float, form: str) -> None:
    assert number(told) == Number(told, value, form)


@pytest.mark.parametrize(
    "told", ["5–9", "500+", "12 of 12", "under 1\u00a0%", "p = 0.034", "2025-03", "1e5", "=1", ""]
)
def test_what_is_no_number_stays_words(told: str) -> None:
    assert number(told) is None


def test_a_column_of_names_that_look_like_numbers_is_one_of_names() -> None:
    rows = typed([("101", "38\u00a0%", "20–49", "7 and more"), ("102", "–", "", "12")])

    assert [row[0] for row in rows] == ["101", "102"]
    assert [row[3] for row in rows] == ["7 and more", "12"]
    assert isinstance(rows[0][1], Number)
    assert rows[1][1] == "–"


def test_an_interval_has_two_ends_and_one_may_be_words() -> None:
    ((_, ends), _) = typed([("a", "under 1\u00a0% to 4\u00a0%"), ("b", "1\u00a0% to 5\u00a0%")])

    assert isinstance(ends, Ends)
    assert ends.low == "under 1\u00a0%"
    assert isinstance(ends.high, Number)
    assert ends.high.value == 0.04


def test_of_no_rows_there_are_none() -> None:
    assert typed([]) == []
