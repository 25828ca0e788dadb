"""A language that runs leftwards turns the pages around: style sheets say start and end, never left and right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lilyroot_web import ui

SHEETS = sorted((Path(ui.__file__).parent / "static" / "ui").glob("*.css"))
SIDED = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|left|right)\b[\w-]*\s*:|(?:text-align|float)\s*:\s*(?:left|right)"
)


def test_there_are_style_sheets():
    assert len(SHEETS) > 10


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_knows_no_left_and_right(sheet):
    assert SIDED.findall(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("planted", ["p { margin-left: 1px }", "p{text-align:right}", "p { left: 0 }"])
def test_the_search_finds_what_is_planted(planted):
    assert SIDED.search(planted)
