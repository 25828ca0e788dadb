"""Exports that were made to harm: nothing crashes, nothing leaves the spool, the good records stay."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from slack_exports import FIRST_TS, message, write_zip

from lilyroot.errors import ExportError
from lilyroot.listen.spool import accept

DAY = "general/2025-02-19.json"
GOOD = [message(i) for i in range(10)]


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def append(path: Path, name: str, data: bytes, mode: int = 0o600) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("../../outside.json", 0o600),
        ("/etc/outside.json", 0o600),
        ("general/../../2025-02-20.json", 0o600),
        ("..\\outside.json", 0o600),
        ("C:\\outside.json", 0o600),
        ("general/2025-02-20.json", stat.S_IFLNK | 0o777),
    ],
)
def test_a_member_that_leads_outside_is_refused_and_the_rest_is_read(store, take_in, tmp_path, name, mode):
    export = write_zip(tmp_path / "export.zip", {DAY: GOOD})
    append(export, name, b"[]" if not stat.S_ISLNK(mode) else b"/etc/passwd", mode)
    before = everything_below(tmp_path) - everything_below(store.home.root)

    receipt = take_in(export)

    assert receipt.sentence() == "in 11 = committed 10 + duplicate 0 + quarantined 1"
    outside = {p for p in everything_below(tmp_path) if not p.startswith("home")}
    assert outside == {p for p in before if not p.startswith("home")}


def test_a_zip_bomb_is_stopped_and_the_rest_is_read(store, take_in, tmp_path):
    export = write_zip(tmp_path / "export.zip", {DAY: GOOD})
    append(export, "general/2025-02-18.json", b"[" + b" " * (200 << 20) + b"]")

    receipt = take_in(export)

    assert (receipt.committed, receipt.quarantined) == (10, 1)


def test_a_message_of_200_mb_is_quarantined_and_its_neighbours_are_read(store, take_in, tmp_path):
    folder = tmp_path / "export" / "general"
    folder.mkdir(parents=True)
    with open(folder / "2025-02-19.json", "w") as out:
        out.write("[" + json.dumps(GOOD[0]) + ',{"type":"message","user":"U1","ts":"')
        out.write(f'{FIRST_TS}.5","text":"')
        for _ in range(200):
            out.write("x" * (1 << 20))
        out.write('"},' + ",".join(json.dumps(entry) for entry in GOOD[1:]) + "]")

    receipt = take_in(tmp_path / "export")

    assert receipt.sentence() == "in 11 = committed 10 + duplicate 0 + quarantined 1"


@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("the year 1969", message(50) | {"ts": "-1000000.0"}),
        ("the year 2099", message(50) | {"ts": "4080000000.0"}),
        ("a number as text", message(50) | {"text": 7}),
        ("no user", {"type": "message", "ts": f"{FIRST_TS}.9", "text": "who?"}),
    ],
)
def test_a_record_that_cannot_be_is_quarantined_or_passed_over(store, take_in, tmp_path, what, bad):
    receipt = take_in(write_zip(tmp_path / "export.zip", {DAY: [*GOOD, bad]}))

    assert receipt.committed == 10, what
    assert receipt.quarantined + sum(receipt.passed_over.values()) == 1, what


def test_nul_bytes_and_lone_surrogates_do_not_stop_a_message(store, take_in, tmp_path):
    odd = [message(50, "nul \0 here"), message(51, "half \ud800 a pair"), message(52, "\U0001f469‍\U0001f4bb fine")]

    receipt = take_in(write_zip(tmp_path / "export.zip", {DAY: [*GOOD, *odd]}))

    assert receipt.sentence() == "in 13 = committed 13 + duplicate 0 + quarantined 0"


def test_a_damaged_member_costs_itself_only(store, take_in, tmp_path):
    export = write_zip(
        tmp_path / "export.zip", {DAY: GOOD, "zebra/2025-02-19.json": [message(i) for i in range(60, 99)]}
    )
    data = bytearray(export.read_bytes())
    at = data.index(b"zebra/2025-02-19.json") + 40
    data[at : at + 20] = b"\xff" * 20
    export.write_bytes(bytes(data))

    receipt = take_in(export)

    assert receipt.committed == 10
    assert receipt.quarantined >= 1


def test_an_encrypted_member_is_refused_by_name(store, take_in, tmp_path):
    export = write_zip(tmp_path / "export.zip", {DAY: GOOD, "secret/2025-02-19.json": [message(70)]})
    data = bytearray(export.read_bytes())
    for start, flag_offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(start)
        while at >= 0:
            if b"secret/" in data[at : at + 80]:
                data[at + flag_offset] |= 1
            at = data.find(start, at + 1)
    export.write_bytes(bytes(data))

    accepted = accept(export, store.home.spool)

    assert [(refused.place, refused.code) for refused in accepted.refused] == [
        ("secret/2025-02-19.json", "member.hostile")
    ]


def test_links_and_pipes_in_a_folder_are_refused(store, take_in, tmp_path):
    folder = tmp_path / "export"
    (folder / "general").mkdir(parents=True)
    (folder / "general" / "2025-02-19.json").write_text(json.dumps(GOOD))
    (folder / "general" / "2025-02-20.json").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "general" / "2025-02-21.json")

    receipt = take_in(folder)

    assert receipt.sentence() == "in 13 = committed 10 + duplicate 0 + quarantined 3"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_bytes(b""), None),
        (lambda path: path.write_bytes(b"PK\x05\x06" + b"\0" * 18), None),
        (lambda path: path.mkdir(), "holds no files"),
        (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
        (lambda path: os.mkfifo(path), "neither a file nor a folder"),
        (lambda path: None, "does not exist"),
    ],
)
def test_what_is_no_export_is_refused_with_a_sentence(store, take_in, tmp_path, make, says):
    path = tmp_path / "export.zip"
    make(path)

    with pytest.raises(ExportError) as refusal:
        take_in(path)

    assert refusal.value.remedy
    assert says is None or says in refusal.value.sentence
    assert store.catalogue.connection.execute("SELECT COUNT(*) FROM export").fetchone() == (0,)
    assert list(store.home.spool.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_listed_is_not_passed_over(tmp_path):
    (tmp_path / "export" / "closed").mkdir(parents=True)
    (tmp_path / "export" / "2025-02-19.json").write_text("[]")
    (tmp_path / "export" / "closed").chmod(0)
    try:
        with pytest.raises(ExportError) as refused:
            accept(tmp_path / "export", tmp_path / "spool")
    finally:
        (tmp_path / "export" / "closed").chmod(0o700)

    assert refused.value.sentence == "This may not be read by you."
    assert refused.value.file == str(tmp_path / "export" / "closed")
