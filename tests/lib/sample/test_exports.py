"""The files: the same every time, readable with the standard library, and in step with the truth."""

import csv
import hashlib
import json
import mailbox
import re
import tomllib
import zipfile
from email.utils import parsedate_to_datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lilyroot.errors import SettingsError
from lilyroot.sample import Month, Plan, Truth, write_sample
from tests.lib.sample.conftest import SMALL


def truth_ids(truth: Truth, source: str) -> set[str]:
    table = pq.read_table(truth.folder / "truth.parquet", columns=["source", "external_id"]).to_pylist()
    return {row["external_id"] for row in table if row["source"] == source}


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_plan_gives_the_same_bytes(small: Truth, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", SMALL)

    assert hashes(tmp_path / "again") == hashes(small.folder)


def test_another_seed_gives_another_company(small: Truth, tmp_path: Path) -> None:
    other = write_sample(tmp_path, Plan(SMALL.until, SMALL.people, SMALL.months, seed=8, only=("ticket",)))

    assert (other.folder / "hris.csv").read_text() != (small.folder / "hris.csv").read_text()


def test_the_slack_export_has_slacks_layout_and_holds_the_truth(small: Truth) -> None:
    ids: list[str] = []
    with zipfile.ZipFile(small.folder / "chat" / "slack-export.zip") as archive:
        users = {user["id"] for user in json.loads(archive.read("users.json"))}
        channels = {channel["name"]: channel["id"] for channel in json.loads(archive.read("channels.json"))}
        subtypes: set[str] = set()
        for name in archive.namelist():
            folder, _, day = name.partition("/")
            if folder not in channels:
                continue
            assert re.fullmatch(r"2025-0[456]-\d\d\.json", day)
            entries = json.loads(archive.read(name))
            assert [entry["ts"] for entry in entries] == sorted(entry["ts"] for entry in entries)
            for entry in entries:
                if "subtype" in entry:
                    subtypes.add(entry["subtype"])
                else:
                    assert entry["user"] in users
                    ids.append(f"{channels[folder]}:{entry['ts']}")

    assert subtypes == {"bot_message", "channel_join"}
    assert len(ids) == len(set(ids)) == small.messages["slack"]
    assert set(ids) == truth_ids(small, "slack")


def test_the_slack_export_holds_one_direct_conversation_that_is_no_part_of_the_truth(small: Truth) -> None:
    with zipfile.ZipFile(small.folder / "chat" / "slack-export.zip") as archive:
        (direct,) = json.loads(archive.read("dms.json"))
        (day,) = (name for name in archive.namelist() if name.startswith(f"{direct['id']}/"))

        assert len(json.loads(archive.read(day))) == 2
    assert not any(known.startswith(direct["id"]) for known in truth_ids(small, "slack"))


def test_threads_in_slack_know_their_replies(small: Truth) -> None:
    entries: dict[tuple[str, str], dict[str, object]] = {}
    with zipfile.ZipFile(small.folder / "chat" / "slack-export.zip") as archive:
        for name in archive.namelist():
            if "/" in name:
                folder = name.partition("/")[0]
                entries |= {(folder, entry["ts"]): entry for entry in json.loads(archive.read(name))}
    roots = {key: entry for key, entry in entries.items() if "reply_count" in entry}
    replies = {key: entry for key, entry in entries.items() if "parent_user_id" in entry}

    assert len(roots) > 100
    assert sum(entry["reply_count"] for entry in roots.values()) == len(replies)
    for (folder, ts), reply in replies.items():
        root = roots[folder, str(reply["thread_ts"])]
        assert {"user": reply["user"], "ts": ts} in root["replies"]
        assert reply["parent_user_id"] == root["user"]


def test_transcripts_are_in_two_styles_and_every_speaker_is_an_employee(small: Truth) -> None:
    with (small.folder / "hris.csv").open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    styles: set[str] = set()
    for path in (small.folder / "meetings").iterdir():
        zoom = re.fullmatch(r"GMT\d{8}-\d{6}_[\w-]+-weekly\.transcript\.vtt", path.name)
        teams = re.fullmatch(r"[\w ]+ weekly-\d{8}_\d{6}-Meeting Recording\.vtt", path.name)
        assert zoom or teams
        styles.add("zoom" if zoom else "teams")
        text = path.read_text(encoding="utf-8")
        assert text.startswith("WEBVTT\n")
        spoken = re.findall(r"^([^:<>\n]+): " if zoom else r"^<v ([^>]+)>", text, re.M)
        assert set(spoken) <= names
        assert len(spoken) == text.count(" --> ")

    assert styles == {"zoom", "teams"}


def test_mailboxes_open_and_hold_the_truth(small: Truth) -> None:
    ids: list[str] = []
    quoted = signed = 0
    encodings: set[str] = set()
    for path in sorted((small.folder / "mail").glob("*.mbox")):
        for mail in mailbox.mbox(path, create=False):
            ids.append(mail["Message-ID"].strip("<>"))
            assert parsedate_to_datetime(mail["Date"]).isoformat()[:7] in ("2025-04", "2025-05", "2025-06")
            assert (
                (mail["In-Reply-To"] is None)
                == (mail["References"] is None)
                == (not mail["Subject"].startswith("Re:"))
            )
            part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
            encodings.add(str(part["Content-Transfer-Encoding"]))
            body = part.get_payload(decode=True).decode("utf-8")
            quoted += " wrote:\n> " in body
            signed += "\n-- \n" in body

    assert len(ids) == small.messages["mail"]
    assert set(ids) == truth_ids(small, "mail")
    assert quoted > 50
    assert signed > 100
    assert encodings == {"8bit", "quoted-printable", "base64"}


def test_the_table_of_tickets_has_the_columns_its_mapping_names(small: Truth) -> None:
    mapping = tomllib.loads((small.folder / "tickets" / "mapping.toml").read_text(encoding="utf-8"))
    with (small.folder / "tickets" / "tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert set(mapping["columns"].values()) <= rows[0].keys()
    assert mapping["constants"] == {"kind": "ticket"}
    assert {row["note_id"] for row in rows} == truth_ids(small, "tickets")
    assert len(rows) == small.messages["tickets"]
    assert [row["note_id"] for row in rows] == sorted(row["note_id"] for row in rows)


def test_the_story_is_told_in_words_and_figures(small: Truth) -> None:
    told = json.loads((small.folder / "truth.json").read_text(encoding="utf-8"))

    assert told == small.planted
    assert [turn["name"] for turn in told["story"]] == ["slogans", "drift", "change"]
    assert {len(row) for row in told["planted"]["rows"]} == {len(told["planted"]["columns"])}


def test_volume_grows_with_people_months_and_messages_each(tmp_path: Path) -> None:
    def total(people: int, months: int, each: float) -> int:
        folder = tmp_path / f"{people}-{months}-{each}"
        return write_sample(folder, Plan(Month(2025, 6), people, months, 7, each, ("chat",))).total

    base = total(120, 2, 10)

    assert base == pytest.approx(120 * 2 * 10, rel=0.15)
    assert total(240, 2, 10) == pytest.approx(2 * base, rel=0.15)
    assert total(120, 4, 10) == pytest.approx(2 * base, rel=0.15)
    assert total(120, 2, 30) == pytest.approx(3 * base, rel=0.15)


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    write_sample(tmp_path, Plan(Month(2025, 6), 60, 1, only=("chat",)))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".lilyroot-sample",
        "README.md",
        "chat",
        "hris.csv",
        "truth.json",
        "truth.parquet",
    ]


def test_a_folder_with_other_things_is_left_alone_even_by_force(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    for replace in (False, True):
        with pytest.raises(SettingsError) as refusal:
            write_sample(tmp_path, SMALL, replace=replace)
        assert refusal.value.code == "sample.not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_former_sample_is_replaced_only_by_force_and_what_was_added_stays(tmp_path: Path) -> None:
    write_sample(tmp_path, Plan(Month(2025, 6), 60, 1))
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(SettingsError) as refusal:
        write_sample(tmp_path, SMALL)
    assert refusal.value.code == "sample.exists"
    write_sample(tmp_path, Plan(Month(2025, 6), 60, 1, only=("ticket",)), replace=True)

    assert not (tmp_path / "mail").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"
