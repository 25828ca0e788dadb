"""An open audit on the disk: who may look, what is logged, what is deleted and when."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lilyroot.audit.box import AuditBox, Label, box_file, open_audits
from lilyroot.audit.looks import looks, looks_file
from lilyroot.audit.seal import Seal
from lilyroot.errors import AuditError, InputError, StoreError
from lilyroot.home import Home
from lilyroot.store.audit_texts import part_of
from lilyroot.store.lock import held
from lilyroot.store.store import Store
from tests.audits import AUDITORS, PERIOD, SAID, open_audit, sampled

CENTRIC, NONE = Label("centric"), Label("none")


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def box(home):
    with open_audit(home) as opened:
        yield opened


def on_disk(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())


def label_all(box: AuditBox, auditor: str, label: Label = NONE) -> int:
    given = 0
    while (item := box.next(auditor, "page")) is not None:
        box.label(auditor, item.hash, label)
        given += 1
    return given


# Who may look


def test_an_auditor_gets_a_text_and_nobody_else_does(box):
    item = box.next("ines", "page")

    assert (item.text, item.context) == SAID[0][:2]
    for do in (
        lambda: box.next("mallory", "page"),
        lambda: box.look("mallory", "ITEM0000", "page"),
        lambda: box.label("mallory", "ITEM0000", NONE),
        lambda: box.skip("mallory", "ITEM0000"),
        lambda: box.undo("mallory"),
        lambda: box.take_in("mallory", {"ITEM0000": NONE}),
        lambda: box.waiting_for("mallory"),
    ):
        with pytest.raises(AuditError, match="Only the auditors"):
            do()


def test_no_text_and_no_reading_lies_on_the_disk_in_the_clear(box, home):
    kept = on_disk(home)

    for text, context, orientation in SAID:
        assert text.encode() not in kept
        assert not context or context.encode() not in kept
        assert f'"orientation": "{orientation}"'.encode() not in kept
    assert box_file(home, PERIOD).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("names", [[], ["ines"], ["ines", " ines "], ["", "ines"], ["ines", "Ines"]])
def test_one_auditor_is_not_enough(home, names):
    with pytest.raises(AuditError, match="needs two auditors"):
        open_audit(home, auditors=names)
    assert open_audits(home) == []


def test_another_key_or_a_changed_byte_opens_nothing(home):
    open_audit(home).close()
    with sqlite3.connect(box_file(home, PERIOD)) as connection:
        connection.execute("UPDATE sealed_text SET sealed = (SELECT sealed FROM sealed_text WHERE hash = 'ITEM0001')")

    with AuditBox.open(home, PERIOD) as box, pytest.raises(StoreError, match="changed, or was sealed"):
        box.next("ines", "page")
    with pytest.raises(StoreError):
        Seal(b"k" * 32).open(Seal(b"l" * 32).close("text", "here"), "here")
    with pytest.raises(StoreError):
        Seal(b"k" * 32).open(Seal(b"k" * 32).close("text", "here"), "there")


def test_sealing_the_same_twice_gives_different_bytes():
    seal = Seal(b"k" * 32)

    assert seal.close("text", "here") != seal.close("text", "here")
    assert seal.open(seal.close("text", "here"), "here") == "text"


@pytest.mark.parametrize("period", ["../keys", "2025-13", "2025-3", "", "x" * 300])
def test_a_name_that_is_no_period_opens_nothing(home, period):
    with pytest.raises(InputError, match="is not a period"):
        AuditBox.open(home, period)


def test_where_none_is_open_it_says_how_to_begin(home):
    with pytest.raises(AuditError, match="lilyroot audit draw 2025-03"):
        AuditBox.open(home, PERIOD)


# The log


def test_a_look_is_logged_before_the_text_is_opened(box, home):
    with sqlite3.connect(box_file(home, PERIOD)) as connection:
        connection.execute("UPDATE sealed_text SET sealed = x'00'")

    with pytest.raises(StoreError):
        box.next("ines", "terminal")

    assert [(look.who, look.item, look.how) for look in looks(home)] == [("ines", "ITEM0000", "terminal")]


def test_who_cannot_be_logged_may_not_look(box, home):
    looks_file(home).mkdir()

    with pytest.raises(OSError, match="directory"):
        box.next("ines", "page")


def test_a_damaged_log_is_named_with_its_line(box, home):
    box.next("ines", "page")
    with looks_file(home).open("a") as file:
        file.write("{\n")

    with pytest.raises(StoreError, match="line 2"):
        looks(home)


# Labelling


def test_everything_is_labelled_once_and_what_wants_two_by_two(box):
    mine, theirs = label_all(box, "ines"), label_all(box, "tomas", CENTRIC)
    done = box.progress("ines")

    assert (mine, theirs) == (12, 3)
    assert (done.labels, done.wanted, done.seconds, done.seconds_wanted, done.mine, done.left_for_me) == (
        *(15, 15, 3, 3, 12, 0),
    )
    assert done.complete


def test_an_item_with_one_person_is_nobody_elses_until_the_hold_lapses(home):
    now = datetime(2025, 4, 2, 9, tzinfo=UTC)
    with open_audit(home, [sampled(0)]) as box:
        item = box.next("ines", "page", now)

        assert box.next("tomas", "page", now) is None
        assert box.next("ines", "page", now) == item
        assert box.next("tomas", "page", now + timedelta(minutes=11)) == item
        with pytest.raises(AuditError, match="not the one you have before you"):
            box.label("ines", item.hash, NONE)


def test_nobody_labels_twice_and_nobody_labels_what_is_full(box):
    item = box.next("ines", "page")
    box.label("ines", item.hash, CENTRIC)

    with pytest.raises(AuditError, match="not the one you have before you"):
        box.label("ines", item.hash, NONE)
    assert box.take_in("ines", {item.hash: NONE}) == (0, 1)
    assert box.take_in("tomas", {item.hash: NONE}) == (1, 0)
    with pytest.raises(AuditError, match="not one that waits"):
        box.take_in("tomas", {"ITEM0001": NONE, "NOSUCH": NONE})
    assert "ITEM0001" in box.waiting_for("tomas")  # whole or not at all


def test_undo_takes_back_only_ones_own_last(box):
    first = box.next("ines", "page")
    box.label("ines", first.hash, CENTRIC)
    theirs = box.next("tomas", "page")
    box.label("tomas", theirs.hash, CENTRIC)

    assert box.undo("ines")
    assert not box.undo("ines")
    assert box.next("ines", "page") == first
    assert box.progress("tomas").mine == 1


def test_what_is_put_off_comes_after_all_others_and_not_for_the_other(box):
    item = box.next("ines", "page")
    box.skip("ines", item.hash)

    assert box.waiting_for("ines")[-1] == item.hash
    assert box.waiting_for("tomas")[0] == item.hash


@pytest.mark.parametrize(("orientation", "flags"), [("happy", []), ("none", ["stress"]), ("", []), ("CENTRIC", [])])
def test_labels_outside_the_codebook_do_not_exist(orientation, flags):
    with pytest.raises(InputError, match="not a label of the codebook"):
        Label(orientation, frozenset(flags))


def test_the_refining_sample_is_in_no_pair(home):
    sample = [sampled(0, wanted=2), sampled(1, wanted=2, purpose="refine")]
    with open_audit(home, sample) as box:
        label_all(box, "ines")
        label_all(box, "tomas")

        assert len(box.pairs()) == 1
        assert [purpose for _, purpose, _, _ in box.labelled()] == ["correct", "refine"]


# Deletion


def test_texts_past_their_day_are_deleted_by_whoever_opens_the_store_and_labels_stay(home):
    with open_audit(home) as box:
        box.label("ines", box.next("ines", "page").hash, CENTRIC)
        day = date.fromisoformat(box.meta("delete_after"))

    Store.open(home, today=day).close()
    with AuditBox.open(home, PERIOD) as box:
        still = box.has_texts
    Store.open(home, today=day + timedelta(days=1)).close()

    with AuditBox.open(home, PERIOD) as box:
        assert (still, box.has_texts) == (True, False)
        assert box.next("tomas", "page") is None
        assert box.progress().labels == 1
        with pytest.raises(AuditError, match="not there any more"):
            box.look("ines", "ITEM0000", "page")


def test_texts_past_their_day_are_deleted_by_whoever_opens_the_audit(home):
    open_audit(home, days=-1).close()
    sealed = Home(home.root)

    with AuditBox.open(sealed, PERIOD) as box:
        assert not box.has_texts


def test_forgetting_a_source_takes_its_texts_out_of_open_audits(home):
    from lilyroot.store.forgetting import forget

    open_audit(home, [sampled(0), replace(sampled(1), source="mail")]).close()
    store = Store.open(home, today=date.min)
    forget(store, "slack")
    store.close()

    with AuditBox.open(home, PERIOD) as box:
        assert box.waiting_for("ines") == ["ITEM0001"]


def test_what_was_sealed_is_gone_from_the_file_once_deleted(home):
    with open_audit(home) as box:
        rows = box._connection.execute("SELECT sealed FROM sealed_text").fetchall()
    Store.open(home, today=date.max).close()
    kept = on_disk(home)

    assert [row for row in rows if row[0] in kept] == []


def test_what_a_crash_leaves_of_an_audit_that_was_being_drawn_is_deleted_by_whoever_opens_the_store(home):
    def drawn():
        yield from (sampled(number) for number in range(3))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_audit(home, drawn())
    left = list(home.audits.iterdir())

    store = Store.open(home, today=date.min)
    store.close()

    assert [path.name for path in left] == [f".{PERIOD}.sqlite.part"]
    assert list(home.audits.iterdir()) == []


def test_what_is_being_drawn_now_is_left_alone(home):
    home.audits.mkdir(parents=True)
    part = part_of(box_file(home, PERIOD))
    part.write_bytes(b"being filled")
    store = Store.open(home, today=date.min)
    part.write_bytes(b"being filled")
    with held(store.lock, wait=True):
        Store.open(home, today=date.min).close()
    store.close()

    assert part.exists()


def test_a_destroyed_audit_leaves_no_file_and_keeps_the_log(box, home):
    box.next("ines", "page")
    box.destroy()

    assert open_audits(home) == []
    assert not box_file(home, PERIOD).exists()
    assert len(looks(home)) == 1


def test_the_auditors_are_those_who_were_named(box):
    assert box.auditors == sorted(AUDITORS)
