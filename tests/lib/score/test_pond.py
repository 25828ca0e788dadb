"""The pond: what is said of each value over what is done, from released figures alone."""

from __future__ import annotations

import pytest

from lilyroot.model.records import VALUES
from lilyroot.model.strands import STRANDS, indicator_of
from lilyroot.score import Sources, Window
from lilyroot.score.pond import ALL_STRANDS, pond, ponds, unknown
from tests.culture_ledgers import DONE, SAID, figure, sources_of

QUARTER = Window.of("2025-Q2")


def shares(told: dict[str, float], half: float = 0.01, **given) -> list[dict]:
    """Released rows of these shares, each with the same reach of its interval."""
    return [figure(name, share, max(0.0, share - half), share + half, **given) for name, share in told.items()]


def said(**given) -> list[dict]:
    return shares({f"espoused_{value}": share for value, share in SAID.items()}, **given)


def strand(name: str, told: dict[str, float] = DONE, **given) -> list[dict]:
    return shares({indicator_of(name, value): share for value, share in told.items()}, **given)


def test_every_value_has_its_lily_and_six_strands() -> None:
    found = pond(sources_of(records=said() + strand("paid") + strand("decided")), QUARTER)

    assert [lily.value for lily in found.lilies] == list(VALUES)
    assert [one.name for one in found.lilies[0].strands] == list(ALL_STRANDS)
    assert found.strand("revenue", "said").share.value == SAID["revenue"]
    assert found.strand("revenue", "paid").share.value == DONE["revenue"]
    assert found.strand("customer", "decided").share.value == DONE["customer"]
    assert found.strand("customer", "nothing") is None


def test_a_strand_says_whether_it_is_less_or_more_than_said_only_beyond_chance() -> None:
    sure = pond(sources_of(records=said() + strand("paid")), QUARTER)
    unsure = pond(sources_of(records=said(half=0.2) + strand("paid", half=0.2)), QUARTER)

    assert sure.strand("customer", "paid").against == "less"
    assert sure.strand("revenue", "paid").against == "more"
    assert unsure.strand("customer", "paid").against == "cannot tell"
    assert sure.strand("customer", "said").against == ""


def test_the_more_strands_are_looked_at_the_surer_a_difference_must_be() -> None:
    """Eight points apart with arms of five each: beyond chance as the only look, not as one of 35."""
    told = {value: SAID[value] for value in SAID} | {"revenue": SAID["revenue"] + 0.08}
    rows = said(half=0.05) + strand("paid", told, half=0.05)
    one = pond(sources_of(records=[row for row in rows if row["indicator"].endswith(("revenue", "said"))]), QUARTER)
    many = pond(sources_of(records=rows + [row for n in STRANDS[1:] for row in strand(n, SAID, half=0.05)]), QUARTER)

    assert one.strand("revenue", "paid").against == "more"
    assert many.strand("revenue", "paid").against == "cannot tell"


@pytest.mark.parametrize("status", ["withheld", "too_little"])
def test_what_is_hidden_stays_hidden_with_its_reason(status: str) -> None:
    hidden = figure("paid_revenue", None, None, None, status=status, reason="Kept private.", persons="", base=None)
    found = pond(sources_of(records=[*said(), hidden]), QUARTER).strand("revenue", "paid")

    assert (found.share, found.status, found.reason) == (None, status, "Kept private.")


def test_what_nobody_recorded_is_unknown_and_felt_always_is() -> None:
    found = pond(sources_of(records=said(), answers=[figure("cp", 58.0, 52.0, 63.0)]), QUARTER)

    assert found.strand("cost", "measured").status == "unknown"
    assert {lily.strands[-1].status for lily in found.lilies} == {"unknown"}
    assert found.nearest.value == 58.0


def test_there_is_no_pond_without_records() -> None:
    talk = [figure("salience", 0.2, 0.1, 0.3)]

    assert pond(sources_of(talk=talk), QUARTER) is None
    assert ponds(sources_of(talk=talk), QUARTER) == []
    assert pond(sources_of(records=said()), Window.of("2024-Q1")) is None
    assert unknown().shown == []


def test_a_group_has_a_pond_of_its_own_where_something_is_said_in_it() -> None:
    team = {"cut": "team", "cell": "t1", "label": "Sales", "parent": "all", "depth": 1}
    quiet = {"cut": "team", "cell": "t2", "label": "Stores", "parent": "all", "depth": 1}
    sources = sources_of(records=said() + said(**team) + strand("decided", **team) + strand("decided", **quiet))

    assert [group.label for group in ponds(sources, QUARTER)] == ["Harbour Foods", "Sales"]
    found = pond(sources, QUARTER, "t1")
    assert (found.label, found.strand("cost", "decided").status) == ("Sales", "shown")
    assert found.strand("cost", "paid").status == "unknown"
    assert pond(sources, QUARTER, "t9") is None


def test_narrowed_sources_begin_with_the_highest_group_there_is() -> None:
    team = {"cut": "team", "cell": "t1", "label": "Sales", "parent": "all", "depth": 1}
    sources: Sources = sources_of(records=said(**team))

    assert pond(sources, QUARTER).label == "Sales"
