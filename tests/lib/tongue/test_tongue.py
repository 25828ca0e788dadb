"""Which language is spoken, and how numbers are written in it."""

from __future__ import annotations

from threading import Thread

import pytest

from lilyroot.draw.words import percent, span
from lilyroot.tongue import number, retold, say, say_n, speaking, spoken


def test_english_is_spoken_where_nothing_was_said():
    assert spoken() == "en"
    assert span(["2025-01", "2025-03"]) == "January to March 2025"


def test_a_language_holds_within_its_block_and_the_one_before_comes_back():
    with speaking("de"):
        with speaking("en"):
            assert span(["2025-01", "2025-03"]) == "January to March 2025"
        assert span(["2025-01", "2025-03"]) == "Januar bis März 2025"
    assert spoken() == "en"


def test_the_language_comes_back_also_after_an_error():
    with pytest.raises(RuntimeError), speaking("de"):
        raise RuntimeError
    assert spoken() == "en"


@pytest.mark.parametrize(
    ("code", "language"), [("de-at", "de"), ("de_CH", "de"), ("DE", "de"), ("fr", "en"), (None, "en")]
)
def test_a_region_is_left_out_and_an_unknown_language_is_english(code, language):
    with speaking(code):
        assert spoken() == language


def test_another_thread_speaks_for_itself():
    heard = []
    with speaking("de"):
        thread = Thread(target=lambda: heard.append(spoken()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_numbers_have_the_marks_of_the_language():
    english = [number(1234567), number(0.38, ".1f"), number(1234.5, ",.1f"), number(-3, "+.0f")]
    with speaking("de"):
        german = [number(1234567), number(0.38, ".1f"), number(1234.5, ",.1f"), number(-3, "+.0f")]

    assert english == ["1,234,567", "0.4", "1,234.5", "-3"]
    assert german == ["1.234.567", "0,4", "1.234,5", "-3"]


def test_a_number_decides_on_the_words():
    with speaking("de"):
        found = [say_n("{n} release", "{n} releases", n) for n in (0, 1, 1200)]

    assert found == ["0 Veröffentlichungen", "1 Veröffentlichung", "1.200 Veröffentlichungen"]


def test_what_somebody_is_called_is_never_looked_up_nor_filled():
    with speaking("de"):
        assert say("{first} to {last}", first="{last}", last="May") == "{last} bis May"


def test_a_share_is_said_with_a_space_that_does_not_break():
    with speaking("de"):
        assert (percent(0.384), percent(0.001)) == ("38\u00a0%", "unter 1\u00a0%")


def test_a_sentence_written_down_in_english_is_said_again():
    with speaking("de"):
        assert retold("3 to 9", ["{first} to {last}"]) == "3 bis 9"
        assert retold("Something else", ["{first} to {last}"]) == "Something else"
    assert retold("3 to 9", ["{first} to {last}"]) == "3 to 9"
