"""The pond as a picture: as deep as wide, monotone in the share, and every hidden state drawn as what it is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.draw.palette import DARK, LIGHT
from lilyroot.draw.pond import evidence, figure_of, headline, matrix, undercurrent
from lilyroot.draw.pond_layout import SIZES, WIDE, laid_out
from lilyroot.draw.pond_svg import mark_svg, pond_svg
from lilyroot.model.records import VALUES
from lilyroot.model.strands import indicator_of
from lilyroot.score import Window
from lilyroot.score.pond import ALL_STRANDS, Pond, pond, unknown
from tests.culture_ledgers import DONE, SAID, figure, sources_of

QUARTER = Window.of("2025-Q2")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def of(said: dict[str, float] = SAID, done: dict[str, float] = DONE, half: float = 0.02, *more: dict) -> Pond:
    """A pond with what is said and what is decided and paid."""
    told = {f"espoused_{value}": share for value, share in said.items()}
    told |= {indicator_of(name, value): share for name in ("decided", "paid") for value, share in done.items()}
    rows = [figure(name, at, max(0.0, at - half), min(1.0, at + half)) for name, at in told.items()]
    found = pond(sources_of(records=[*rows, *more]), QUARTER)
    assert found is not None
    return found


SHARE = st.floats(0, 1, allow_nan=False)
SHARES = st.fixed_dictionaries(dict.fromkeys(VALUES, SHARE))


@settings(max_examples=60, deadline=None)
@given(SHARES, SHARES, st.floats(0, 0.5))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_any_shares_make_a_drawing_of_plain_numbers_inside_its_frame(size, said, done, half) -> None:
    layout = laid_out(of(said, done, half), size)
    drawn = pond_svg(of(said, done, half), size)

    assert "nan" not in drawn.lower()
    assert "inf" not in drawn.replace("info", "").lower()
    ET.fromstring(drawn)
    for water in layout.waters:
        for place in water.places:
            assert place.middle - place.half >= 0
            assert place.middle + place.half <= size.width + 0.01
            for tip in place.tips:
                assert 0 <= tip.x <= size.width
                assert water.line <= tip.low <= tip.y <= tip.high <= water.bottom


@settings(max_examples=60, deadline=None)
@given(SHARES, SHARES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_larger_share_is_the_wider_lily_and_the_deeper_root(size, said, done) -> None:
    """On one scale for both: a value that is as deep as it is wide is lived."""
    layout = laid_out(of(said, done), size)

    for water in layout.waters:
        for place in water.places:
            value = place.lily.value
            assert 2 * place.half == pytest.approx(said[value] * layout.scale)
            for tip in place.tips:
                if tip.strand.share is not None:
                    assert tip.y - water.line == pytest.approx(done[value] * layout.scale, abs=0.11)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_strands_of_a_lily_never_stand_on_one_another(size) -> None:
    for water in laid_out(of(), size).waters:
        for place in water.places:
            ends = [tip.x for tip in place.tips]
            assert all(later - earlier >= 10 for earlier, later in pairwise(ends))


def test_every_lily_and_strand_is_a_link_with_a_name_to_evidence_that_is_there() -> None:
    found = of()
    drawn = ET.fromstring(pond_svg(found, WIDE))
    links = drawn.findall(".//{http://www.w3.org/2000/svg}a")
    keys = {one.key for one in evidence(found)}

    assert len(links) == len(VALUES) * (1 + len(ALL_STRANDS)) == len(keys)
    assert {link.get("href").removeprefix("#") for link in links} == keys
    assert all(link.get("aria-label") for link in links)
    named = {link.get("data-strand"): link.get("aria-label") for link in links}
    assert named["customer-paid"] == (
        "Customer: 18\u00a0% of what we pay for, 16\u00a0% to 20\u00a0%; less than said"
    )


@pytest.mark.parametrize("status", ["withheld", "too_little"])
def test_hidden_is_hatched_and_unknown_is_dotted_and_both_say_why(status: str) -> None:
    hidden = figure("measured_cost", None, None, None, status=status, reason="Kept for six.", persons="", base=None)
    found = of(SAID, DONE, 0.02, hidden)
    drawn = pond_svg(found, WIDE)
    link = re.search(r'<a class="root ([a-z_]+)" href="#cost-measured".*?</a>', drawn).group()

    assert f'class="root {status}"' in link
    assert ("url(#private-wide)" in link) == (status == "withheld")
    assert "Kept for six." in link
    assert 'class="strand"' not in link


def test_an_unknown_pond_draws_seven_dotted_lilies_and_leads_nowhere() -> None:
    drawn = pond_svg(unknown(), WIDE, linked=False)

    assert drawn.count('class="pad unknown"') == len(VALUES)
    assert "<a" not in drawn.replace("<animate", "")
    assert 'role="img"' in drawn
    ET.fromstring(drawn)


def test_themes_are_an_exchange_of_colours() -> None:
    light, dark, page = (pond_svg(of(), WIDE, theme) for theme in ("light", "dark", "page"))

    assert LIGHT["root"] in light
    assert DARK["root"] in dark
    assert "var(--root)" in page
    assert not set(LIGHT.values()) & set(re.findall("#[0-9a-f]{6}", dark + page))
    assert pond_svg(of(), WIDE) == page


def test_labels_are_escaped() -> None:
    row = {"label": "R&D <b>", "cut": "organisation"}
    found = pond(sources_of(records=[figure("espoused_customer", 0.4, 0.3, 0.5, **row)]), QUARTER)

    ET.fromstring(pond_svg(found, WIDE))


@pytest.mark.parametrize("name", ALL_STRANDS)
def test_every_kind_of_root_has_a_mark_of_its_own(name: str) -> None:
    marks = {one: mark_svg(one) for one in ALL_STRANDS}

    assert [one for one, drawn in marks.items() if drawn == marks[name]] == [name]


# --- in words ------------------------------------------------------------------------------------------------


def test_the_sentence_says_where_the_customer_is_less_than_said_and_what_runs_deeper() -> None:
    found = of()

    assert headline(found) == (
        "The customer is 41\u00a0% of what we say, "
        "but 18\u00a0% of what we pay for and 18\u00a0% of what we decide for."
    )
    assert (
        undercurrent(found) == "Cost runs deeper than it shows: 22\u00a0% of what we pay for, 10\u00a0% of the words."
    )
    assert figure_of(found).sentence == f"{headline(found)} {undercurrent(found)}"


def test_where_nothing_is_told_apart_the_sentence_claims_nothing() -> None:
    assert headline(of(half=0.4)) == (
        "The customer is 41\u00a0% of what we say, and none of its roots clearly ends elsewhere."
    )
    assert undercurrent(of(half=0.4)) == ""


def test_more_done_than_said_is_said_too() -> None:
    assert "more is done than said" in headline(of(DONE, SAID))


def test_the_table_says_what_the_picture_says() -> None:
    found = of()
    rows = dict(matrix(found))
    long = {row[:2]: row for row in figure_of(found).rows}

    assert [cell.share for cell in rows["Revenue"]][:2] == ["20\u00a0%", "31\u00a0%"]
    assert [cell.against for cell in rows["The customer"]][:2] == ["", "less"]
    assert rows["Revenue"][-1].share == "unknown"
    assert long["Revenue", "paid"][2:5] == ("31\u00a0%", "29\u00a0% to 33\u00a0%", "more than said")
    assert len(long) == len(VALUES) * (1 + len(ALL_STRANDS))


def test_felt_says_why_it_is_unknown_and_gives_the_nearest_scale_in_its_own_unit() -> None:
    rows = [figure(f"espoused_{value}", share, share, share + 0.01) for value, share in SAID.items()]
    found = pond(sources_of(records=rows, answers=[figure("cp", 58.0, 52.0, 63.0)]), QUARTER)
    told = {one.key: one for one in evidence(found)}

    assert "58 of 100 points (52 to 63, 20–49 people, early-summer), another scale" in told["customer-felt"].sentence
    assert "58" not in told["cost-felt"].sentence
    assert "which value wins" in told["cost-felt"].note


def test_an_empty_pond_teaches_what_it_needs() -> None:
    taught = figure_of(None)

    assert len(taught.rows) == len(ALL_STRANDS)
    assert "decision log" in taught.next_step


def test_every_word_of_the_drawing_is_at_least_ten_pixels() -> None:
    for size in SIZES:
        sizes = [float(at) for at in re.findall(r'font-size="([0-9.]+)"', pond_svg(of(), size))]
        assert min(sizes) >= 10.5
