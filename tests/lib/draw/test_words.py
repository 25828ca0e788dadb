"""Numbers become words without gaining precision."""

from __future__ import annotations

import pytest

from lilyroot.draw.words import (
    about,
    amount,
    kinds,
    listed,
    month,
    per_thousand,
    percent,
    place,
    span,
    times,
    wrapped,
)

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.384, f"38{SPACE}%"), (0.0, f"0{SPACE}%"), (0.001, f"under 1{SPACE}%"), (1, f"100{SPACE}%")],
)
def test_shares_are_whole_percent(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_wide_interval_makes_a_round_number() -> None:
    assert about(0.384, 0.3, 0.47) == f"about 40{SPACE}%"
    assert about(0.384, 0.36, 0.41) == f"38{SPACE}%"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.1, "more often than"),
        (1.5, "one and a half times as often as"),
        (2.0, "twice as often as"),
        (2.5, "more than twice as often as"),
        (3.0, "three times as often as"),
        (9.0, "more than three times as often as"),
    ],
)
def test_how_many_times_as_often(ratio: float, words: str) -> None:
    assert times(ratio) == words


def test_small_words() -> None:
    assert [amount(share) for share in (0.02, 0.1, 0.4)] == ["little", "some", "much"]
    assert [per_thousand(rate) for rate in (0, 0.0002, 0.0123)] == ["0", "under 1", "12"]
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert kinds(["chat", "meeting"]) == "chat and meetings"
    assert [place("team", "Sales"), place("kind", "chat"), place("kind", "a")] == [
        "in Sales",
        "in chat",
        "in conversations of kind a",
    ]


def test_periods() -> None:
    assert month("2025-03") == "March 2025"
    assert span(["2025-01", "2025-03"]) == "January to March 2025"
    assert span(["2024-11", "2025-02"]) == "November 2024 to February 2025"
    assert span(["2025-02"]) == "February 2025"
    assert span(["undated"]) == "undated conversations"


def test_labels_break_at_spaces_and_lose_their_middle_not_their_end() -> None:
    assert wrapped("Sales", 10, 1) == "Sales"
    assert wrapped("Customer service", 10, 2) == "Customer\nservice"
    assert wrapped("Vertriebssteuerung Nord 3", 12, 1) == "Vertri…ord 3"
    assert wrapped("Vertriebssteuerung Nord 3", 12, 1) != wrapped("Vertriebssteuerung Nord 4", 12, 1)
    assert wrapped("Kundenbeziehung und Vertrieb", 12, 2) == "Kundenbezie-\nhung u…trieb"
    assert wrapped("  spaced \n out ", 20, 1) == "spaced out"


@pytest.mark.parametrize("label", ["Donaudampfschifffahrtsgesellschaft", "a b c d e f g h i j k l m n", "x" * 200])
@pytest.mark.parametrize("lines", [1, 2])
def test_no_line_is_longer_than_it_may_be(label: str, lines: int) -> None:
    broken = wrapped(label, 12, lines).split("\n")

    assert len(broken) <= lines
    assert max(len(line) for line in broken) <= 12
