"""Messages that look like talk about customers, or like praise, and are not; and twins that mean it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.lib.read.readers_to_try import NAMES, reader_or_skip
from tests.reader_floors import FLOORS, HOLDS
from training.quality.reading import holds, own_set, read

TRAPS = [row for row in own_set("traps") if not row["twin"]]
TWINS = [row for row in own_set("traps") if row["twin"]]
KINDS = sorted({row["kind"] for row in TRAPS})


def right(name: str, kind: str) -> int:
    rows = [row for row in TRAPS if row["kind"] == kind]
    return sum(map(holds, rows, read(reader_or_skip(name), rows)))


def test_there_are_fifteen_kinds_of_ten_traps_and_three_twins() -> None:
    assert len(KINDS) == 15
    assert Counter(row["kind"] for row in TRAPS) == dict.fromkeys(KINDS, 10)
    assert Counter(row["kind"] for row in TWINS) == dict.fromkeys(KINDS, 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_reader_walks_around_a_trap_or_is_listed_as_falling_into_it(name: str, kind: str) -> None:
    known = FLOORS[name].falls_into

    found = right(name, kind)

    if kind in known:
        assert known[kind] <= found < HOLDS, f"{found} of 10; tests/reader_floors.py says {known[kind]}"
    else:
        assert found >= HOLDS


@pytest.mark.parametrize("name", NAMES)
def test_the_same_words_in_earnest_are_still_read(name: str) -> None:
    found = sum(map(holds, TWINS, read(reader_or_skip(name), TWINS)))

    assert found / len(TWINS) >= FLOORS[name].twins


@pytest.mark.parametrize("name", NAMES)
def test_the_floors_name_only_kinds_that_exist(name: str) -> None:
    assert set(FLOORS[name].falls_into) <= set(KINDS)
