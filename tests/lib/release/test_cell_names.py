"""Units whose names look like the key of another group: each is released under a key that is its own."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.release.cell_names import key_of, keys_in, units_in
from lilyroot.release.pattern import decide
from lilyroot.release.released import Released
from tests.ledgers import Cell, publish

NAMES = ("R", "D", "R+D", "R/own", "organisation", "R%2BD", "+", "Plain")
signs = st.text(alphabet="RD+%2BF/own", min_size=1, max_size=9) | st.sampled_from(NAMES)


@given(names=st.lists(signs, min_size=1, max_size=4, unique=True))
def test_every_name_is_read_back_alone_and_put_together(names: list[str]) -> None:
    keys = [key_of(name) for name in names]

    assert units_in("+".join(keys)) == names
    assert units_in("+".join(f"{key}/own" for key in keys)) == names
    assert len({"organisation", *keys}) == len(keys) + 1
    assert all(keys_in(key) == [key] for key in keys)


def took_part(people: dict[str, int]) -> pa.Table:
    rows = [
        {
            "period": "2026-01",
            "team": team,
            "function": "baker",
            "kind": "chat",
            "person": f"{team} {n}",
            "messages": 9,
        }
        for team, count in people.items()
        for n in range(count)
    ]
    return pa.Table.from_pylist(rows)


def test_each_of_them_is_released_under_a_key_of_its_own() -> None:
    parents, people = dict.fromkeys(NAMES, ""), took_part(dict.fromkeys(NAMES, 12))
    pattern = decide("2026-01", people, parents, "Firm", families=("messages",))

    assert pattern is not None
    teams = [cell for cell in pattern.cells if cell.cut == "team"]
    assert {cell.label for cell in teams} == set(NAMES)
    assert len({cell.key for cell in pattern.cells if cell.cut in ("team", "organisation")}) == len(NAMES) + 1
    assert all(cell.teams == {cell.label} and units_in(cell.key) == [cell.label] for cell in teams)


def line(folder, cells: list[tuple[str, str]], unit: str) -> tuple[set[str], Released]:
    given_cells = [Cell("organisation", "organisation", "Firm", "", 0, 99)]
    given_cells += [Cell("team", cell, label, "organisation", 1, 20) for cell, label in cells]
    released = publish(folder, ["2026-01"], given_cells).released()
    return {row["cell"] for row in released.within([unit]).rows(cut="team")}, released


@pytest.mark.parametrize(
    ("unit", "seen"),
    [
        ("R", {"R"}),
        ("R+D", {"{}"}),
        ("D", {"D+Sales"}),
        ("Sales", {"D+Sales"}),
    ],
)
@pytest.mark.parametrize("spelt", ["R%2BD", "R+D"])  # now, and in releases from before
def test_whoever_leads_a_part_of_a_name_does_not_see_the_unit_of_that_name(tmp_path, spelt, unit, seen) -> None:
    cells = [("R", "R"), (spelt, "R+D"), ("D+Sales", "D + Sales")]

    found, released = line(tmp_path / "releases", cells, unit)

    assert found == {cell.format(spelt) for cell in seen}
    assert released.units() == {"R", "D", "R+D", "Sales"}


def test_a_unit_called_like_the_own_members_of_another_is_not_in_its_line(tmp_path) -> None:
    """In releases from before names were spelt otherwise, both have the key R/own."""
    cells = [("R", "R"), ("R/own", "R/own")]

    found, released = line(tmp_path / "releases", cells, "R")

    assert found == {"R"}
    assert released.units() == {"R", "R/own"}
