"""How much was not read, in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lilyroot.draw import figures, not_read
from lilyroot.report import content
from tests.ledgers import Cell, publish_rows, rows_of

S = "\u00a0"


def release(folder: Path, months: dict[str, dict[str, float | None]], base: int = 1_000):
    """Months of one organisation with these shares of messages that were not read; None is kept private."""
    import random

    rows: list[dict[str, Any]] = []
    for period, shares in months.items():
        known = list(rows_of(Cell("organisation", "all", "Whole", "", 0, 300), period, 0, random.Random(1)))
        rows += known
        for indicator, share in shares.items():
            hidden = {"value": None, "base": None, "persons": "", "status": "withheld", "reason": "Kept private."}
            shown = {"value": share, "base": base, "persons": "50–99", "status": "shown", "reason": ""}
            rows.append({**known[0], "low": share, "high": share, **(hidden if share is None else shown),
                         "indicator": indicator})  # fmt: skip
    return publish_rows(folder, rows)


def test_the_sentence_names_the_languages_the_largest_first_and_the_rest_last(tmp_path) -> None:
    released = release(
        tmp_path / "r",
        {"2025-01": {"not_read": 0.06, "not_read_fr": 0.01, "not_read_de": 0.02, "not_read_other": 0.03}},
    )

    assert not_read(released) == f"6{S}% of messages were not read: German 2{S}%, French 1{S}%, other 3{S}%"


def test_a_language_that_occurs_in_one_month_counts_against_all_of_them(tmp_path) -> None:
    quiet = {"not_read": 0.02, "not_read_de": 0.02}
    released = release(
        tmp_path / "r", {"2025-01": {"not_read": 0.10, "not_read_de": 0.02, "not_read_fr": 0.08}, "2025-02": quiet}
    )

    assert not_read(released) == f"6{S}% of messages were not read: French 4{S}%, German 2{S}%"


def test_one_language_needs_no_share_of_its_own(tmp_path) -> None:
    released = release(tmp_path / "r", {"2025-01": {"not_read": 0.03, "not_read_de": 0.03}})

    assert not_read(released) == f"3{S}% of messages were not read: German"


def test_languages_that_may_not_be_told_apart_are_not_named(tmp_path) -> None:
    released = release(tmp_path / "r", {"2025-01": {"not_read": 0.03, "not_read_other": 0.03}})

    assert not_read(released) == f"3{S}% of messages were not read, in languages the reader does not know"


def test_a_few_people_are_told_like_nobody(tmp_path) -> None:
    released = release(tmp_path / "r", {"2025-01": {"not_read": None}})

    assert not_read(released) == ""


def test_nothing_is_said_where_everything_was_read_or_an_old_release_does_not_know(tmp_path) -> None:
    assert not_read(release(tmp_path / "a", {"2025-01": {"not_read": 0.0}})) == ""
    assert not_read(release(tmp_path / "b", {"2025-01": {}})) == ""


def test_the_report_says_it_at_its_head_and_among_what_is_missing(tmp_path) -> None:
    released = release(tmp_path / "r", {"2025-01": {"not_read": 0.03, "not_read_de": 0.03}})

    said = f"3{S}% of messages were not read: German"
    missing = next(figure for figure in figures(released) if figure.key == "missing")

    assert f" {said}. " in content(released).lead
    assert said in [row[0] for row in missing.rows]
