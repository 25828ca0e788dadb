"""The words a reader points at are the words that decided: without them the label goes or its probability falls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lib.read.readers_to_try import NAMES, reader_or_skip
from training.quality.faithful import Faithfulness, faithfulness, pointed_at, without
from training.quality.reading import Row, load_rows, own_set

DEV = Path(__file__).parents[4] / "shared" / "gold" / "dev.jsonl"
SPANS_DECIDE = 0.90
OTHERS_DO_NOT = 0.45  # at most half of the least for the spans
EVERY_THIRD = 3  # message is enough for a test; the page measures all of them


def own_messages() -> list[Row]:
    return (own_set("brush_off") + own_set("flags") + own_set("traps"))[::EVERY_THIRD]


def assert_faithful(found: Faithfulness) -> None:
    assert found.spans.of > 100
    assert found.pointless == 0
    assert found.spans.share >= SPANS_DECIDE
    assert found.others.share <= OTHERS_DO_NOT


@pytest.mark.parametrize("name", NAMES)
def test_on_our_own_messages_the_spans_decide(name: str) -> None:
    assert_faithful(faithfulness(reader_or_skip(name), own_messages()))


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_on_labelled_talk_the_spans_decide(name: str) -> None:
    if not DEV.exists():
        pytest.skip("../shared/gold is not here: spans on real talk are not checked.")

    assert_faithful(faithfulness(reader_or_skip(name), load_rows(DEV)[::EVERY_THIRD]))


def test_a_span_takes_the_whole_words_it_touches() -> None:
    text = "She starts her shift at five, so nine is too late."

    pointed = pointed_at(text, [[4, 8], [24, 25]])

    assert [text[a:b] for a, b in pointed] == ["starts", "five,"]
    assert without(text, pointed) == "She her shift at so nine is too late."
