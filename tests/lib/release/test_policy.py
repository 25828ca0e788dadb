"""The policy: no way below a floor, past the second person or into the past; not by library, SQL or command."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lilyroot.cli import verbs
from lilyroot.errors import LilyrootError, PolicyRefused
from lilyroot.home import Home
from lilyroot.measure.streams import TALK
from lilyroot.release.policy import policy_for
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.organisation import UNDATED
from lilyroot.store.policy import (
    Policy,
    approve,
    declared_segments,
    history,
    in_force,
    next_month,
    propose,
)
from lilyroot.store.store import Store

# The catalogue asks the clock as well: days of these stories lie behind no clock.
TODAY = date(2126, 3, 10)
TENURE = {"tenure": ("short", "long")}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def proposed(catalogue: Catalogue, policy: Policy, by: str = "Ada Larch", today: date = TODAY) -> int:
    return propose(catalogue, policy, by=by, reason="The council asked for it.", today=today).policy.version


def changed(catalogue: Catalogue, policy: Policy, today: date = TODAY, since: str = "") -> int:
    version = proposed(catalogue, policy, today=today)
    approve(catalogue, version, by="Ben Oak", today=today, since=since)
    return version


# --- what holds ------------------------------------------------------------------------------------------------


def test_without_any_change_the_built_in_policy_holds(catalogue: Catalogue) -> None:
    assert in_force(catalogue, "2020-01", TODAY) == Policy(5, 10, 1, {}, 1, 1, "")
    assert in_force(catalogue, "", TODAY) == Policy()
    assert history(catalogue) == []


def test_a_proposal_alone_changes_nothing(catalogue: Catalogue) -> None:
    proposed(catalogue, Policy(k=9, segments=TENURE))

    assert in_force(catalogue, "2127-01", TODAY) == Policy()
    assert declared_segments(catalogue) == {}
    assert not history(catalogue)[0].approved


def test_an_approved_change_holds_from_the_next_month_on_and_not_before(catalogue: Catalogue) -> None:
    changed(catalogue, Policy(k=9, k_text=12, colluders=2, segments=TENURE, depth=2))

    assert in_force(catalogue, "2126-03", TODAY) == Policy()
    assert in_force(catalogue, "2126-04", TODAY) == Policy(9, 12, 2, TENURE, 2, 2, "2126-04")
    assert in_force(catalogue, "2126-04", TODAY).threshold == 11
    assert in_force(catalogue, "2126-04", TODAY).text_threshold == 14
    assert history(catalogue)[0].reason == "The council asked for it."


def test_it_may_be_put_off_and_the_next_one_follows_it(catalogue: Catalogue) -> None:
    changed(catalogue, Policy(k=9), since="2126-06")
    changed(catalogue, Policy(k=7), since="2126-06")

    assert [in_force(catalogue, month, TODAY).k for month in ("2126-05", "2126-06")] == [5, 7]


def test_what_belongs_to_all_of_time_is_held_to_the_strictest_so_far(catalogue: Catalogue) -> None:
    changed(catalogue, Policy(k=9, k_text=11, segments=TENURE))
    changed(catalogue, Policy(k=6, k_text=15, colluders=2, segments=TENURE), date(2126, 4, 2))
    changed(catalogue, Policy(k=30), date(2126, 6, 2))

    found = in_force(catalogue, "", date(2126, 6, 30))

    assert (found.k, found.k_text, found.colluders, found.segments, found.version) == (9, 15, 2, {}, 3)


def test_attributes_of_every_approved_policy_may_be_kept(catalogue: Catalogue) -> None:
    changed(catalogue, Policy(segments=TENURE))
    changed(catalogue, Policy(segments={"tenure": ("long", "longer"), "site": ("York", "Leeds")}))
    proposed(catalogue, Policy(segments={"shift": ("day", "night")}))

    assert declared_segments(catalogue) == {"tenure": ("short", "long", "longer"), "site": ("York", "Leeds")}


def test_after_december_comes_january() -> None:
    assert [next_month(date(2126, month, 1)) for month in (1, 11, 12)] == ["2126-02", "2126-12", "2127-01"]


# --- what the library refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Policy(depth=0), "depth"),
        (Policy(depth=3), "depth"),
        (Policy(segments={f"s{n}": ("a", "b") for n in range(4)}), "segments"),
        (Policy(segments={"tenure": ("short",)}), "values"),
        (Policy(segments={"tenure": tuple("abcdefg")}), "values"),
        (Policy(segments={"tenure": ("short", "short", "long")}), "values"),
        (Policy(segments={"tenure": ("short", "")}), "values"),
        (Policy(segments={"Years here": ("few", "many")}), "column"),
        (Policy(segments={"a=b": ("few", "many")}), "column"),
        (Policy(segments={"employee_id": ("E1", "E2")}), "never"),
        (Policy(segments={"trade_union": ("yes", "no")}), "never"),
        (Policy(segments={"gender": ("women", "men")}), "never"),
        (Policy(segments={"age_band": ("under 40", "over 40")}), "never"),
    ],
)
def test_a_proposal_beyond_a_limit_is_refused(catalogue: Catalogue, policy: Policy, code: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        proposed(catalogue, policy)

    assert refused.value.code == f"policy.{code}"
    assert history(catalogue) == []


@pytest.mark.parametrize("below", [{"k": 4}, {"k": 1}, {"k_text": 9}, {"colluders": 0}], ids=str)
def test_no_policy_below_a_floor_can_be_made(below: dict[str, int]) -> None:
    for make in (lambda: Policy(**below), lambda: replace(Policy(), **below)):
        with pytest.raises(PolicyRefused) as refused:
            make()

        assert refused.value.code == "policy.floor"


def test_the_limits_themselves_are_allowed(catalogue: Catalogue) -> None:
    six = tuple("abcdef")

    assert proposed(catalogue, Policy(5, 10, 1, {"one": six, "two": six, "three": ("a", "b")}, 2)) == 2


@pytest.mark.parametrize(("by", "reason"), [(" ", "Because."), ("Ada Larch", "  ")])
def test_a_change_is_signed_and_has_a_reason(catalogue: Catalogue, by: str, reason: str) -> None:
    with pytest.raises(PolicyRefused, match="signed"):
        propose(catalogue, Policy(k=6), by=by, reason=reason, today=TODAY)


@pytest.mark.parametrize("by", ["Ada Larch", "ada larch", "  ADA   Larch "])
def test_whoever_proposes_cannot_approve(catalogue: Catalogue, by: str) -> None:
    version = proposed(catalogue, Policy(k=6))

    with pytest.raises(PolicyRefused, match="cannot approve"):
        approve(catalogue, version, by=by, today=TODAY)


def test_nobody_cannot_approve_either(catalogue: Catalogue) -> None:
    with pytest.raises(PolicyRefused, match="signed"):
        approve(catalogue, proposed(catalogue, Policy(k=6)), by="", today=TODAY)


@pytest.mark.parametrize("since", ["2126-03", "2125-12", "2126-13", "2126-4", "soon", "2126-04-01"])
def test_nothing_holds_for_what_has_begun_or_from_no_month(catalogue: Catalogue, since: str) -> None:
    version = proposed(catalogue, Policy(k=6))

    with pytest.raises(PolicyRefused, match="cannot hold from"):
        approve(catalogue, version, by="Ben Oak", today=TODAY, since=since)


def test_what_is_approved_is_not_approved_again(catalogue: Catalogue) -> None:
    version = changed(catalogue, Policy(k=6))

    with pytest.raises(PolicyRefused, match="was approved on 2126-03-10"):
        approve(catalogue, version, by="Cleo Ash", today=TODAY)


def test_what_was_never_proposed_is_not_approved(catalogue: Catalogue) -> None:
    with pytest.raises(PolicyRefused, match="no proposed version 7"):
        approve(catalogue, 7, by="Ben Oak", today=TODAY)


def test_an_older_proposal_or_an_earlier_month_does_not_overtake(catalogue: Catalogue) -> None:
    old = proposed(catalogue, Policy(k=6))
    changed(catalogue, Policy(k=7), since="2126-08")
    early = proposed(catalogue, Policy(k=8))

    for version in (old, early):
        with pytest.raises(PolicyRefused, match="comes later"):
            approve(catalogue, version, by="Ben Oak", today=TODAY)


# --- what the catalogue refuses, whoever writes to it ----------------------------------------------------------

COLUMNS = "version, k, k_text, colluders, segments, depth, proposed_by, proposed_on, reason"
NEVER = (
    *("religion", "trade_union", "ethnicity", "race", "health_plan", "disability", "sexual_orientation"),
    *("political_views", "gender", "age_band", "Religion", " religion", "religion ", "employee_id"),
)
SOUND = (2, 5, 10, 1, "{}", 1, "Ada Larch", "2126-03-10", "Because.")


def insert(catalogue: Catalogue, **other: object) -> None:
    values = dict(zip(COLUMNS.split(", "), SOUND, strict=True)) | other
    places = ", ".join("?" for _ in values)
    catalogue.connection.execute(
        f"INSERT INTO policy ({', '.join(values)}) VALUES ({places})", tuple(values.values())
    )


@pytest.mark.parametrize(
    "other",
    [
        {"k": 4},
        {"k": 1},
        {"k_text": 9},
        {"colluders": 0},
        {"depth": 3},
        {"version": 1},
        {"reason": " "},
        {"proposed_by": ""},
        {"segments": "[]"},
        {"segments": '{"a": ["x", "y"], "b": ["x", "y"], "c": ["x", "y"], "d": ["x", "y"]}'},
        {"segments": '{"a": ["1", "2", "3", "4", "5", "6", "7"]}'},
        {"segments": '{"a": "everybody"}'},
        {"segments": '{"Tenure": ["x", "y"]}'},
        {"segments": '{"": ["x", "y"]}'},
        *({"segments": f'{{"{name}": ["x", "y"]}}'} for name in NEVER),
        {"approved_by": "Ben Oak", "approved_on": "2126-03-10", "since": "2126-04"},
    ],
)
def test_sql_cannot_propose_beyond_a_limit_nor_approve_at_once(
    catalogue: Catalogue, other: dict[str, object]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert(catalogue, **other)


APPROVAL = "UPDATE policy SET approved_by = ?, approved_on = ?, since = ? WHERE version = ?"


@pytest.mark.parametrize(
    "approval",
    [
        ("Ada Larch", "2126-03-10", "2126-04"),
        (" ada larch ", "2126-03-10", "2126-04"),
        ("", "2126-03-10", "2126-04"),
        ("Ben Oak", "2126-03-09", "2126-04"),
        ("Ben Oak", "2126-03-10", "2126-03"),
        ("Ben Oak", "2126-03-10", "2125-01"),
        ("Ben Oak", "2126-03-10", "later"),
        ("Ben Oak", "2126-03-10", None),
        ("Ben Oak", None, None),
    ],
)
def test_sql_cannot_approve_alone_nor_for_the_past(catalogue: Catalogue, approval: tuple[str | None, ...]) -> None:
    insert(catalogue)

    with pytest.raises(sqlite3.IntegrityError):
        catalogue.connection.execute(APPROVAL, (*approval, 2))


@pytest.mark.parametrize("name", NEVER)
def test_the_library_goes_by_the_same_list(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(PolicyRefused):
        proposed(catalogue, Policy(segments={name: ("x", "y")}))


@pytest.mark.parametrize(
    "statement", ["DELETE FROM never_segment", "UPDATE never_segment SET word = 'none' WHERE word = 'religion'"]
)
def test_the_list_of_what_is_never_a_segment_stays(catalogue: Catalogue, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="stays so"):
        catalogue.connection.execute(statement)


def test_sql_cannot_backdate_a_whole_change(catalogue: Catalogue) -> None:
    insert(catalogue, proposed_on="2020-01-05")

    with pytest.raises(sqlite3.IntegrityError, match="has not begun"):
        catalogue.connection.execute(APPROVAL, ("Ben Oak", "2020-01-06", "2020-02", 2))


@pytest.mark.parametrize("by", ["émile larch", "  ÉMILE \t Larch\u00a0"])
def test_sql_knows_the_same_person_however_written(catalogue: Catalogue, by: str) -> None:
    insert(catalogue, proposed_by="Émile Larch")

    with pytest.raises(sqlite3.IntegrityError, match="cannot approve"):
        catalogue.connection.execute(APPROVAL, (by, "2126-03-10", "2126-04", 2))


def test_a_program_that_is_not_ours_approves_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    insert(catalogue)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as other, pytest.raises(sqlite3.Error):
        other.execute(APPROVAL, ("Ben Oak", "2126-03-10", "2126-04", 2))

    assert not history(catalogue)[0].approved


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policy SET k = 5",
        "UPDATE policy SET k_text = 10",
        "UPDATE policy SET proposed_by = 'Somebody else'",
        "UPDATE policy SET segments = '{}'",
        "UPDATE policy SET since = '2126-05'",
        "UPDATE policy SET approved_by = NULL, approved_on = NULL, since = NULL",
        "DELETE FROM policy",
    ],
)
def test_sql_cannot_change_or_delete_what_is_approved(catalogue: Catalogue, statement: str) -> None:
    changed(catalogue, Policy(k=8, segments=TENURE))

    with pytest.raises(sqlite3.IntegrityError):
        catalogue.connection.execute(statement)

    assert in_force(catalogue, "2126-04", TODAY).k == 8


def test_sql_cannot_slip_an_older_number_in_nor_let_it_overtake(catalogue: Catalogue) -> None:
    old = proposed(catalogue, Policy(k=6))
    changed(catalogue, Policy(k=8), since="2126-06")

    with pytest.raises(sqlite3.IntegrityError, match="next number"):
        insert(catalogue, version=3)
    with pytest.raises(sqlite3.IntegrityError, match="later policy"):
        catalogue.connection.execute(APPROVAL, ("Ben Oak", "2126-03-10", "2126-07", old))


def test_what_only_the_catalogue_notices_is_refused_in_words(catalogue: Catalogue) -> None:
    """A day before the proposal's: a clock that was put back."""
    version = proposed(catalogue, Policy(k=6))

    with pytest.raises(PolicyRefused, match="The catalogue refuses it"):
        approve(catalogue, version, by="Ben Oak", today=date(2126, 3, 9))


# --- the command -----------------------------------------------------------------------------------------------


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(verbs, ["policy", *arguments, "--home", str(home)])


def test_the_command_tells_proposes_approves_and_remembers(tmp_path: Path) -> None:
    proposal = ("propose", "--by", "Ada Larch", "--reason", "The council asked.", "--k", "8", "--k-text", "12")
    more = ("--colluders", "2", "--depth", "2", "--segment", "tenure=short, long", "--segment", "site=York,Leeds")

    made = run(tmp_path, *proposal, *more)
    approved = run(tmp_path, "approve", "2", "--by", "Ben Oak", "--since", "2999-01")

    numbers = "groups of 10 or more, words of 14 or more (k = 8, k for text = 12, 2 colluding)"
    words = f"{numbers}, segments site (York, Leeds); tenure (short, long), down to level 2"
    assert made.output.splitlines()[0] == f"proposed as version 2: {words}"
    assert approved.output.splitlines()[0] == f"version 2 holds from 2999-01: {words}"
    assert "take in the HRIS file again" in approved.output
    assert (
        "groups of 6 or more, words of 11 or more (k = 5, k for text = 10, 1 colluding), no segments"
        in run(tmp_path, "show").output.splitlines()[0]
    )
    assert run(tmp_path, "show").output.splitlines()[1] == f"from 2999-01: {words}"

    run(tmp_path, "propose", "--by", "Cleo Ash", "--reason", "Simpler.", "--no-segments")
    told = run(tmp_path, "history").output.splitlines()

    assert told[0].startswith(
        "version 1, built in: groups of 6 or more, words of 11 or more (k = 5, k for text = 10,"
    )
    assert told[2].endswith("by Ada Larch: The council asked.")
    assert told[3].endswith("by Ben Oak, since 2999-01")
    assert (
        told[4]
        == "version 3: groups of 10 or more, words of 14 or more (k = 8, k for text = 12, 2 colluding), no segments"
    )
    assert told[6] == "  not approved"

    simpler = run(tmp_path, "approve", "3", "--by", "Ada Larch", "--since", "2999-01")
    assert len(simpler.output.splitlines()) == 1, "there is nothing to keep of the HRIS file"


@pytest.mark.parametrize(
    "arguments",
    [
        ("propose", "--by", "Ada", "--reason", "r", "--k", "4"),
        ("propose", "--by", "Ada", "--reason", "r", "--k-text", "9"),
        ("propose", "--by", "Ada", "--reason", "r", "--segment", "tenure"),
        ("propose", "--by", "Ada", "--reason", "r", "--segment", "tenure=short,long", "--no-segments"),
        ("propose", "--by", "Ada", "--reason", "r", "--segment", "tenure=a,b", "--segment", "tenure=c,d"),
        ("propose", "--by", "Ada", "--reason", "r"),
        ("propose", "--by", "Ada", "--reason", "r", "--k", "5"),
        ("propose", "--by", "Ada", "--reason", "r", "--k", "6"),
        ("approve", "2", "--by", "Ada Larch"),
        ("approve", "2", "--by", "Ben Oak", "--since", "2020-01"),
    ],
)
def test_the_command_refuses_what_the_library_refuses(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run(tmp_path, "propose", "--by", "Ada Larch", "--reason", "r", "--k", "6")

    refused = run(tmp_path, *arguments)

    assert refused.exit_code != 0
    assert isinstance(refused.exception, LilyrootError)
    assert len(run(tmp_path, "history").output.splitlines()) == 4


def test_what_changes_nothing_is_refused_in_a_sentence(catalogue: Catalogue) -> None:
    with pytest.raises(PolicyRefused, match="This changes nothing: it is what version 1 says") as refused:
        proposed(catalogue, Policy())
    assert "--k" in refused.value.remedy

    changed(catalogue, Policy(k=8, segments={"tenure": ("short", "long")}))
    with pytest.raises(PolicyRefused, match="it is what version 2 says"):
        proposed(catalogue, Policy(k=8, segments={"tenure": ("long", "short")}))

    assert proposed(catalogue, Policy()) == 3, "back to what was before is a change"


def test_a_proposal_that_waits_is_not_made_twice(catalogue: Catalogue) -> None:
    proposed(catalogue, Policy(k=8))

    with pytest.raises(PolicyRefused, match="Version 2 proposes the same and waits"):
        proposed(catalogue, Policy(k=8), by="Cleo Ash")


# --- which policy a window has ---------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    changed(opened.catalogue, Policy(k=8))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("window", "k"), [("2126-03", 5), ("2126-04", 8), ("2126-Q1", 5), ("2126-Q2", 8), (UNDATED, 5)]
)
def test_a_window_keeps_the_policy_of_the_month_in_which_it_began(store: Store, window: str, k: int) -> None:
    assert policy_for(TALK, store, window, TODAY).k == k


def test_a_window_that_has_promised_more_people_keeps_its_promise(store: Store) -> None:
    promising = replace(TALK, promised=lambda store, window: 12)

    assert policy_for(promising, store, "2126-04", TODAY).threshold == 13


def test_in_a_later_month_undated_talk_is_held_to_the_stricter_policy(store: Store) -> None:
    assert policy_for(TALK, store, UNDATED, date(2126, 4, 1)).k == 8
