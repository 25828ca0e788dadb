"""What holds, what will and what waits: the policy as a page reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lilyroot.errors import PolicyRefused
from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.release.policy_book import Policy, approve_change, parse_segments, policy_book, propose_change
from lilyroot.store.store import Store

# The catalogue asks the clock as well: days of these stories lie behind no clock.
TODAY, NEXT_MONTH = date(2126, 3, 10), date(2126, 4, 1)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def propose(home: Home, **terms: object) -> int:
    latest = policy_book(home, TODAY).latest
    change = propose_change(home, replace(latest, **terms), by="Ada", reason="They asked.", today=TODAY)
    return change.policy.version


def test_before_anything_was_taken_in_the_built_in_policy_holds_and_nothing_is_written(home):
    book = policy_book(home, TODAY)

    assert (book.now, book.changes, book.coming, book.waiting) == (Policy(), (), (), ())
    assert not home.root.exists()


def test_a_change_waits_then_comes_then_holds(home):
    version = propose(home, k=8)
    waiting = policy_book(home, TODAY)
    approve_change(home, version, by="Ben", today=TODAY)
    coming, held = policy_book(home, TODAY), policy_book(home, NEXT_MONTH)

    assert ([c.policy.k for c in waiting.waiting], waiting.coming, waiting.now.k) == ([8], (), 5)
    assert ([c.policy.k for c in coming.coming], coming.waiting, coming.now.k) == ([8], (), 5)
    assert (held.coming, held.now.k, held.latest.k) == ((), 8, 8)
    assert coming.next_month == "2126-04"


def test_what_was_overtaken_waits_no_more_and_each_change_knows_what_it_came_after(home):
    first, second = propose(home, k=7), propose(home, k=9)
    approve_change(home, second, by="Ben", today=TODAY)
    third = propose(home, k=10)
    book = policy_book(home, TODAY)

    assert [c.policy.version for c in book.waiting] == [third]
    assert [book.before(c).k for c in book.changes] == [5, 5, 9]
    assert book.latest.version == second > first


def test_a_value_that_occurs_nowhere_is_doubted_while_the_change_waits(home):
    store = Store.open(home, today=TODAY)
    staff = "".join(f"e{n},,pier,{'Leeds' if n % 2 else 'York'}\n" for n in range(12))
    (home.root / "hris.csv").write_text(f"employee_id,manager_id,team,site\n{staff}")
    take_in_hris(store, home.root / "hris.csv")
    store.close()
    version = propose(home, segments={"site": ("Leeds", "Yrok")})
    (first, *_) = policy_book(home, TODAY).doubts[version]
    approve_change(home, version, by="Ben", today=TODAY)

    assert "'Yrok' occurs nowhere in the organisation" in first
    assert policy_book(home, TODAY).doubts == {}


def test_one_person_alone_changes_nothing(home):
    version = propose(home, k=8)

    with pytest.raises(PolicyRefused, match="cannot approve"):
        approve_change(home, version, by=" ada ", today=TODAY)
    assert [c.approved for c in policy_book(home, TODAY).changes] == [False]


def test_segments_are_read_a_column_a_line():
    read = parse_segments("tenure = short, long\n\n site=Leeds,York , Hull\n")

    assert read == {"tenure": ("short", "long"), "site": ("Leeds", "York", "Hull")}
    assert parse_segments(" \n") == {}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("tenure = a, b\nsite", "Line 2: 'site' declares no segment"),
        ("= a, b", "Line 1: '= a, b' declares no segment"),
        ("site = a, b\nsite = c, d", "Line 2: site stands on two lines"),
    ],
)
def test_a_line_that_declares_nothing_is_named(lines, said):
    with pytest.raises(PolicyRefused, match=said):
        parse_segments(lines)
