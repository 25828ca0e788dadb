"""The colours: readable, told apart, exchangeable."""

from __future__ import annotations

import pytest

from lilyroot.draw.palette import DARK, GROUND, LIGHT, TEXT, contrast, css, recolour, themed


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_colour_can_be_read_on_every_ground(theme: dict[str, str]) -> None:
    weak = {
        (text, ground): round(contrast(theme[text], theme[ground]), 2)
        for text in TEXT
        for ground in GROUND
        if contrast(theme[text], theme[ground]) < 4.5
    }

    assert weak == {}


def test_contrast_agrees_with_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_tokens_share_a_colour(theme: dict[str, str]) -> None:
    assert len(set(theme.values())) == len(theme) == len(LIGHT)


def test_a_drawing_changes_its_theme_colour_for_colour() -> None:
    drawn = f'<circle fill="{LIGHT["lily"]}" stroke="{LIGHT["ink"]}"/>'

    assert recolour(drawn, "light") == drawn
    assert recolour(drawn, "dark") == f'<circle fill="{DARK["lily"]}" stroke="{DARK["ink"]}"/>'
    assert recolour(drawn, "page") == '<circle fill="var(--lily)" stroke="var(--ink)"/>'
    assert themed({"mark": {"color": LIGHT["sand"]}}, "dark") == {"mark": {"color": DARK["sand"]}}


def test_the_style_sheet_names_every_token_in_both_themes() -> None:
    assert [css().count(f"--{token}:") for token in LIGHT] == [2] * len(LIGHT)
