"""From drawing to a corrected release, on the command line."""

from __future__ import annotations

import csv
import json

import pytest
from audited_months import MONTH, MONTH_BEFORE

from lilyroot.audit.box import AuditBox, Label
from lilyroot.release.ledger import Ledger


def export(harbour, auditor: str, name: str = "out.csv") -> list[dict[str, str]]:
    path = harbour.home.root / f"{auditor}-{name}"
    harbour.run("audit", "export", MONTH, path, "--as", auditor)
    with path.open(newline="") as file:
        return list(csv.DictReader(file)) if name.endswith(".csv") else [json.loads(line) for line in file]


def give_back(harbour, auditor: str, rows: list[dict], name: str = "back.csv", status: int = 0) -> str:
    path = harbour.home.root / f"{auditor}-{name}"
    with path.open("w", newline="") as file:
        if name.endswith(".csv"):
            writer = csv.DictWriter(file, ["item", "orientation", "flags"], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        else:
            file.writelines(f"{json.dumps(row)}\n" for row in rows)
    return harbour.run("audit", "take-in", MONTH, path, "--as", auditor, status=status)


def label_truly(harbour, period: str = MONTH, wrong: float = 0.0) -> None:
    """Both auditors know the truth; the second one answers the first orientation for a share of what both see."""
    truth = harbour.truth
    with AuditBox.open(harbour.home, period) as box:
        for auditor in box.auditors:
            waiting = box.waiting_for(auditor)
            off = set(waiting[: round(wrong * len(waiting))]) if auditor == "tomas" else set()
            box.take_in(
                auditor,
                {
                    item: Label(
                        "none" if item in off else truth[item]["orientation"], frozenset(truth[item]["flags"])
                    )
                    for item in waiting
                },
            )


def figures(harbour, period: str = MONTH) -> dict[str, dict]:
    rows = Ledger(harbour.home.releases).released().rows(period=period, cut="organisation")
    return {row["indicator"]: row for row in rows}


def manifest(harbour, period: str = MONTH) -> dict:
    return next(entry for entry in Ledger(harbour.home.releases).manifests() if entry["period"] == period)


def test_the_whole_way_gives_corrected_figures_that_hold_the_truth(harbour):
    harbour.draw()
    waiting = harbour.run("release")
    label_truly(harbour)
    closed = harbour.run("audit", "close", MONTH)
    harbour.run("release")
    found, before = figures(harbour), figures(harbour, MONTH_BEFORE)
    rows = [row for row in harbour.truth.values() if row["period"] == MONTH]
    customers = [row for row in rows if row["orientation"] != "none"]
    true = {
        "salience": len(customers) / len(rows),
        "centric_share": sum(row["orientation"] == "centric" for row in customers) / len(customers),
    }

    assert f"{MONTH}: not released, is being audited" in waiting
    assert "salience: corrected, on " in closed
    for name, value in true.items():
        assert (found[name]["basis"], before[name]["basis"]) == ("audited", "reader_only")
        assert found[name]["low"] <= value <= found[name]["high"]
    assert found["messages"]["basis"] == "counted"
    assert found["customer_threads"]["basis"] == "reader_only"
    assert set(manifest(harbour)["audit"]["corrects"]) >= set(true)
    assert manifest(harbour, MONTH_BEFORE)["audit"] is None
    assert any("People labelled" in note for note in manifest(harbour)["notes"])


def test_nothing_of_the_texts_stays_after_closing(harbour):
    harbour.draw()
    rows = export(harbour, "ines")
    (harbour.home.root / "ines-out.csv").unlink()
    label_truly(harbour)
    harbour.run("audit", "close", MONTH)
    left = b"".join(path.read_bytes() for path in harbour.home.audits.rglob("*") if path.is_file())

    assert not list(harbour.home.audits.glob("*.sqlite*"))
    assert [row["text"] for row in rows if len(row["text"]) > 20 and row["text"].encode() in left] == []
    assert [
        row
        for row in rows
        if json.dumps(row["item"]).encode() in (harbour.home.audits / f"{MONTH}.closed.json").read_bytes()
    ] == []


def test_people_who_do_not_agree_make_no_figure(harbour):
    harbour.draw()
    label_truly(harbour, wrong=0.9)
    closed = harbour.run("audit", "close", MONTH)
    harbour.run("release")
    found = figures(harbour)

    assert "disagree" in closed
    for name in ("salience", "centric_share", "customer_threads"):
        assert (found[name]["status"], found[name]["value"]) == ("withheld", None)
        assert found[name]["reason"].startswith("People do not agree on it")
    assert found["messages"]["status"] == "shown"


def test_a_changed_reader_makes_the_audit_void_and_says_so(harbour):
    harbour.draw()
    label_truly(harbour)
    harbour.run("audit", "close", MONTH)
    harbour.run("customers", "--add", "skippers")
    harbour.run("reread", "--reader", "fast")
    harbour.run("release")

    assert figures(harbour)["salience"]["basis"] == "reader_only"
    assert manifest(harbour)["audit"] is None
    assert any("The reader has changed since the sample was drawn." in note for note in manifest(harbour)["notes"])


def test_an_unfinished_audit_is_not_closed_but_can_be_given_up(harbour):
    harbour.draw()

    assert "are labelled; those put off are no random rest" in str(harbour.tried("audit", "close", MONTH).exception)
    assert "was given up" in harbour.run("audit", "close", MONTH, "--give-up")
    assert "no audit: lilyroot audit draw" in harbour.run("audit", "status")
    harbour.run("release")
    assert figures(harbour)["salience"]["basis"] == "reader_only"


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_labels_go_out_and_come_back_and_the_sum_closes(harbour, name):
    harbour.draw()
    rows = export(harbour, "ines", f"out.{name}")
    for row in rows[:10]:
        row["orientation"], row["flags"] = "focused", "blame;politics"
    first = give_back(harbour, "ines", rows, f"back.{name}")
    again = give_back(harbour, "ines", rows, f"again.{name}")

    assert first.startswith(f"in {len(rows)} = kept 10 + known before 0 + not labelled {len(rows) - 10} + refused 0")
    assert again.startswith(f"in {len(rows)} = kept 0 + known before 10 + not labelled {len(rows) - 10} + refused 0")
    assert (harbour.home.root / f"ines-out.{name}").stat().st_mode & 0o077 == 0


def test_a_bad_line_is_refused_with_its_number_and_the_good_ones_beside_it_kept(harbour):
    harbour.draw()
    rows = export(harbour, "ines")[:4]
    for row in rows:
        row["orientation"] = "none"
    rows[1]["orientation"], rows[2]["item"] = "sad", "NOSUCHITEM"
    printed = give_back(harbour, "ines", rows, status=3)

    assert printed.startswith("in 4 = kept 2 + known before 0 + not labelled 0 + refused 2")
    assert "line 3: This is not a label of the codebook." in printed
    assert "line 4: This item is not one that waits for a label." in printed


def test_a_sign_in_needs_a_name(harbour):
    assert "A sign-in has a name" in str(harbour.tried("audit", "sign-in", " ").exception)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"text,flags\na,b\n", "The columns item and orientation are missing."),
        (b'item,orientation\n"a,none\n', "It is not CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(harbour, data, sentence):
    harbour.draw()
    path = harbour.home.root / "bad.csv"
    path.write_bytes(data)
    found = harbour.tried("audit", "take-in", MONTH, path, "--as", "ines").exception

    assert sentence in str(found)
    assert str(found).startswith("bad.csv")


def test_a_formula_leaves_as_text(harbour):
    from dataclasses import replace

    from tests.audits import open_audit, sampled

    open_audit(harbour.home, [replace(sampled(0), text='=HYPERLINK("x")')], period=MONTH).close()

    assert export(harbour, "ines")[0]["text"] == '\'=HYPERLINK("x")'


def test_the_keyboard_labels_in_the_terminal(harbour):
    harbour.draw()
    printed = harbour.run("audit", "label", MONTH, "--as", "ines", typed="1c?sn" + "u" + "fq")
    status = harbour.run("audit", "status", MONTH)

    assert "centric, blame" in printed
    assert "Try to finish" in printed
    assert "taken back" in printed
    assert "2 of " in status
    assert "terminal" in harbour.run("audit", "looks", MONTH)


def test_a_stranger_can_do_nothing(harbour):
    harbour.draw()
    path = harbour.home.root / "x.csv"
    path.write_text("item,orientation\nA,none\n")

    for arguments in (
        ("label", MONTH),
        ("export", MONTH, harbour.home.root / "new.csv"),
        ("take-in", MONTH, path),
    ):
        assert "Only the auditors" in str(harbour.tried("audit", *arguments, "--as", "mallory").exception)
    assert harbour.run("audit", "looks") == "nobody has looked at a message\n"
    assert not (harbour.home.root / "new.csv").exists()


def test_status_tells_counts_and_no_figure(harbour):
    harbour.draw()
    label_truly(harbour)
    status = harbour.run("audit", "status")

    assert "%" not in status
    assert "orientation: kappa 1.00 on " in status
    assert "auditors ines, tomas" in status


def test_labels_of_an_audit_can_refine_the_reader(harbour):
    harbour.draw(MONTH, "--unsure", "30")
    label_truly(harbour)
    path = harbour.home.root / "mine.jsonl"
    harbour.run("audit", "close", MONTH, "--labels", path, "--as", "ines")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    trained = harbour.tried("train", "--labels", path)

    assert path.stat().st_mode & 0o077 == 0
    assert len(rows) > 280
    assert trained.output.startswith(f"in {len(rows)} = kept {len(rows)} + refused 0")
    assert {look.split()[3] for look in harbour.run("audit", "looks").splitlines()} == {"close"}


def test_writing_labels_needs_a_name_and_happens_before_anything_is_deleted(harbour):
    harbour.draw()
    label_truly(harbour)
    path = harbour.home.root / "there.jsonl"
    path.write_text("mine")
    unnamed = harbour.tried("audit", "close", MONTH, "--labels", path)
    taken = harbour.tried("audit", "close", MONTH, "--labels", path, "--as", "ines")

    assert unnamed.exit_code == 2
    assert "exists already" in str(taken.exception)
    assert path.read_text() == "mine"
    assert "open" in harbour.run("audit", "status")


def test_a_damaged_outcome_stops_a_release(harbour):
    harbour.draw()
    label_truly(harbour)
    harbour.run("audit", "close", MONTH)
    (harbour.home.audits / f"{MONTH}.closed.json").write_text('{"period": 1}')

    assert "cannot be read" in str(harbour.tried("release").exception)
    assert not harbour.home.releases.exists() or not Ledger(harbour.home.releases).manifests()


def test_an_outcome_that_was_edited_or_taken_from_another_month_stops_a_release(harbour):
    harbour.draw()
    label_truly(harbour)
    harbour.run("audit", "close", MONTH)
    path = harbour.home.audits / f"{MONTH}.closed.json"
    untouched = json.loads(path.read_text())
    cells = [{**cell, "true_orientation": "centric"} for cell in untouched["cells"]]

    for edited in ({**untouched, "cells": cells}, {name: untouched[name] for name in untouched if name != "seal"}):
        path.write_text(json.dumps(edited))
        assert "not the one that was written" in str(harbour.tried("release").exception)
    path.rename(harbour.home.audits / f"{MONTH_BEFORE}.closed.json")
    assert "not the one that was written" in str(harbour.tried("release").exception)
    (harbour.home.audits / f"{MONTH_BEFORE}.closed.json").unlink()
    path.write_text(json.dumps(untouched))

    assert "2 released" in harbour.run("release")


def test_a_month_that_was_released_is_not_drawn_by_accident(harbour):
    harbour.run("release")

    refused = harbour.tried("audit", "draw", MONTH, "--auditor", "ines", "--auditor", "tomas")
    nothing_drawn = harbour.run("audit", "status")
    drawn = harbour.draw(MONTH, "--only-refine")

    assert str(refused.exception).startswith(f"{MONTH} was released before and is never released again")
    assert nothing_drawn == "no audit: lilyroot audit draw\n"
    assert "correct nothing, they refine the reader" in drawn


@pytest.mark.parametrize("action", ["close", "label"])
def test_of_a_closed_audit_nobody_is_sent_to_draw_again(harbour, action):
    harbour.draw()
    label_truly(harbour)
    harbour.run("audit", "close", MONTH)

    again = harbour.tried("audit", action, MONTH, *(["--as", "ines"] if action == "label" else []))

    assert str(again.exception).startswith(f"The audit of {MONTH} is closed")
    assert "draw" not in str(again.exception)
    assert f"lilyroot audit status {MONTH}" in str(again.exception)
