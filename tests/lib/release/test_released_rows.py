"""From figures to released rows: what is shown, what is kept private and why, in which order."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import POPULATION
from lilyroot.measure.indicators import INDICATORS
from lilyroot.measure.streams import TALK
from lilyroot.release.not_read import NotRead
from lilyroot.release.pattern import Pattern, decide
from lilyroot.release.released import SCHEMA, seal
from lilyroot.release.rows import band, numbers, published, table_of
from lilyroot.release.tree_rule import People

SALIENCE = next(one for one in INDICATORS if one.name == "salience")
FEW = "Kept private: fewer than 6 people who contributed to it could be told apart, or one contributed most of it."
TWELVE = People({f"p{n}": 2 for n in range(12)})
LITTLE = "Fewer than 6 people contributed to this, or too little to say how certain it would be."


@pytest.fixture(scope="module")
def pattern() -> Pattern:
    """A shop of thirty people, an oven of nine: in the oven nobody begins a thread."""
    rows = [("2026-01", "Shop", "seller", "chat", f"s{n}", 3, 3, 1, 1, 1) for n in range(30)]
    rows += [("2026-01", "Oven", "seller", "chat", f"o{n}", 3, 3, 0, 0, 0) for n in range(9)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = decide("2026-01", pa.table(columns, schema=POPULATION), {"Shop": "", "Oven": ""}, "Bakery")
    assert found
    return found


def figure(cell: str, indicator: str, cut: str = "team", **given: Any) -> dict[str, Any]:
    usual = {"value": 0.25, "low": 0.2, "high": 0.3, "base": 90, "contributors": 9, "basis": "reader_only"}
    return {"cut": cut, "cell": cell, "indicator": indicator, **usual, **given}


def told(
    pattern: Pattern, *figures: dict[str, Any], audit: Verdict | None = None, shares: tuple = (), lot: float = 0.5
):
    return table_of(TALK, pattern, figures, shares, audit or Verdict(None), lambda *names: lot)


def test_a_shown_row_says_everything_about_its_group(pattern: Pattern) -> None:
    table = told(pattern, figure("Shop", "salience", base=3999))

    assert table.schema == SCHEMA
    assert table.to_pylist() == [
        {
            "period": "2026-01",
            "cut": "team",
            "cell": "Shop",
            "label": "Shop",
            "parent": "organisation",
            "depth": 1,
            "indicator": "salience",
            "value": 0.25,
            "low": 0.2,
            "high": 0.3,
            "persons": "20–49",
            "base": 3999,
            "status": "shown",
            "reason": "",
            "basis": "reader_only",
        }
    ]


def test_rows_come_in_the_order_of_cuts_groups_and_indicators(pattern: Pattern) -> None:
    table = told(
        pattern,
        figure("Shop", "salience"),
        figure("organisation", "salience", cut="organisation"),
        figure("Shop", "rate_blame"),
        figure("Oven", "salience"),
        shares=(NotRead("not_read", 12, 129, People({f"p{n}": 2 for n in range(6)})),),
    )

    assert [(row["cut"], row["cell"], row["indicator"]) for row in table.to_pylist()] == [
        ("organisation", "organisation", "not_read"),
        ("organisation", "organisation", "salience"),
        ("team", "Oven", "salience"),
        ("team", "Shop", "rate_blame"),
        ("team", "Shop", "salience"),
    ]


def test_a_hidden_row_says_why_and_holds_no_number(pattern: Pattern) -> None:
    withheld = Verdict(None, withholds={"rate_blame": "The audit could not find any."})

    rows = told(
        pattern,
        figure("Oven", "customer_threads"),
        figure("Oven", "rate_blame"),
        figure("Oven", "salience", contributors=5),
        figure("Oven", "rate_politics", reason="Only one message."),
        figure("Oven", "rate_commitment", low=None),
        audit=withheld,
    ).to_pylist()

    by_name = {row["indicator"]: (row["status"], row["reason"]) for row in rows}
    assert by_name == {
        "customer_threads": ("withheld", FEW),
        "rate_blame": ("withheld", "The audit could not find any."),
        "salience": ("too_little", LITTLE),
        "rate_politics": ("too_little", "Only one message."),
        "rate_commitment": ("too_little", LITTLE),
    }
    assert {(row["value"], row["low"], row["high"], row["base"]) for row in rows} == {(None, None, None, None)}
    assert {row["persons"] for row in rows} == {"5–9"}


def test_what_was_not_read_is_a_complete_count_of_the_organisation(pattern: Pattern) -> None:
    (row,) = told(pattern, shares=(NotRead("not_read_de", 99, 300, TWELVE),)).to_pylist()

    assert (row["cut"], row["cell"], row["label"], row["parent"], row["depth"]) == (
        "organisation",
        "organisation",
        "Bakery",
        "",
        0,
    )
    assert (row["indicator"], row["value"], row["low"], row["high"]) == ("not_read_de", 0.33, 0.33, 0.33)
    assert (row["persons"], row["base"], row["status"], row["basis"]) == ("10–19", 300, "shown", "counted")
    assert row["reason"] == ""


def test_the_lot_decides_between_the_steps_on_either_side(pattern: Pattern) -> None:
    def value(lot: float) -> float:
        (row,) = told(pattern, figure("Shop", "salience", value=4 / 90, low=0.0, high=0.1), lot=lot).to_pylist()
        return float(row["value"])

    assert (value(0.1), value(0.9)) == (round(6 / 90, 3), round(3 / 90, 3))


@pytest.mark.parametrize(("lot", "messages"), [(0.1, 3), (0.9, 0)])
def test_one_message_of_one_person_may_be_told_as_none_so_that_none_tells_nothing(
    pattern: Pattern, lot: float, messages: int
) -> None:
    spoke = figure("Shop", "salience", value=1 / 90, low=0.0, high=0.1)
    of_one = figure("Shop", "centric_share", base=1, contributors=1)

    rows = told(pattern, spoke, of_one, lot=lot).to_pylist()

    shown = {row["indicator"]: (row["status"], row["value"], row["base"]) for row in rows}
    assert shown["salience"] == ("shown", round(messages / 90, 3), 90)
    assert shown["centric_share"] == ("too_little", None, None)


@pytest.mark.parametrize(("lot", "messages"), [(0.1, 9), (0.9, 6)])
def test_a_count_that_is_shown_as_a_base_is_the_same_in_the_share_of_it(
    pattern: Pattern, lot: float, messages: int
) -> None:
    spoke = figure("Shop", "salience", value=8 / 90, low=0.0, high=0.2)
    centric = figure("Shop", "centric_share", base=8, contributors=6)

    def chance(*names: str) -> float:
        return lot if names[-1] == "customer_messages" else 1 - lot

    table = table_of(TALK, pattern, [spoke, centric], [], Verdict(None), chance)

    shown = {row["indicator"]: (row["value"], row["base"]) for row in table.to_pylist()}
    assert shown["centric_share"][1] == messages
    assert shown["salience"][0] == round(messages / 90, 3)


def test_the_lot_is_drawn_for_this_figure_and_no_other(pattern: Pattern) -> None:
    drawn = []

    def chance(*names: str) -> float:
        drawn.append(names)
        return 0.5

    table_of(TALK, pattern, [figure("Shop", "salience"), figure("Oven", "salience")], [], Verdict(None), chance)

    for cell in ("Shop", "Oven"):
        assert drawn.count(("2026-01", "team", cell, "salience")) == 1
    assert {names[:2] for names in drawn} == {("2026-01", "team")}


def test_a_figure_without_a_base_is_told_as_it_is() -> None:
    exact = {"value": 0.1234, "low": 0.1, "high": 0.2, "base": 0}

    assert numbers(SALIENCE, exact, 30) == {"value": 0.123, "low": 0.1, "high": 0.2}


def test_the_last_group_to_be_clamped_has_nineteen() -> None:
    assert [published(SALIENCE, 1.0, n) for n in (19, 20)] == [0.995, 1.0]
    assert [published(SALIENCE, 0.0, n) for n in (19, 20)] == [0.005, 0.0]
    assert [band(n) for n in (4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 249, 250, 499, 500)] == [
        *("5–9",) * 3, *("10–19",) * 2, *("20–49",) * 2, *("50–99",) * 2, *("100–249",) * 2, *("250–499",) * 2, "500+"
    ]  # fmt: skip


# --- what was released ---------------------------------------------------------------------------------------------


def test_rows_are_found_by_all_that_is_asked_and_until_a_period(pattern: Pattern) -> None:
    table = told(pattern, figure("Shop", "salience"), figure("Oven", "salience"), figure("Shop", "rate_blame"))
    released = seal(table, ({"period": "2026-01"}, {"period": "2026-02"}))

    assert [row["cell"] for row in released.rows(indicator="salience")] == ["Oven", "Shop"]
    assert len(released.rows(indicator="salience", cell="Shop")) == 1
    assert len(released.rows()) == 3
    assert released.until("2025-12").rows() == []
    assert released.until("2025-12").manifests == ()
    assert released.until("2026-01").manifests == ({"period": "2026-01"},)
    assert len(released.until("2026-01").rows()) == 3
