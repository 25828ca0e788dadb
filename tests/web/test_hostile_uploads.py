"""Files made to harm: each is refused in a sentence, or taken in without what is hostile; nothing is left behind."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lilyroot_web.sources import domain
from lilyroot_web.sources.library import Said
from lilyroot_web.sources.models import DONE, DRAFT, REFUSED, TakingIn

CUES = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nDana Lark: The nursery needs it.\n"
GOOD = "GMT20260304-090000_Talk.vtt"
ROW = "dana,2026-03-01T09:00:00,The nursery needs the hose.\n"
TABLE = "speaker,sent,text\n"
HRIS = "employee_id,manager_id,team\n1,,Board\n2,1,Shop\n"
SLACK = {
    "users.json": json.dumps([{"id": "U1", "name": "dana", "profile": {}}]),
    "channels.json": json.dumps([{"id": "C1", "name": "nursery", "members": ["U1"]}]),
    "nursery/2026-03-01.json": json.dumps(
        [{"type": "message", "user": "U1", "text": "It leaks.", "ts": "1772355600.1"}]
    ),
}


def packed(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def link(target: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("link.vtt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return made.getvalue()


def lying(data: bytes) -> bytes:
    """A zip whose directory says that a member is 4 GB."""
    whole = bytearray(packed({GOOD: data}))
    place = whole.rindex(b"PK\x01\x02")
    whole[place + 24 : place + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(whole)


def flipped(whole: bytes) -> bytes:
    return bytes(byte ^ 0x55 if 60 < at < 90 else byte for at, byte in enumerate(whole))


def encrypted() -> bytes:
    whole = bytearray(packed({GOOD: CUES}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.rindex(mark)
        whole[place + offset] |= 1
    return bytes(whole)


def nested(depth: int) -> bytes:
    inner = packed({GOOD: CUES})
    for _ in range(depth):
        inner = packed({"more.zip": inner})
    return inner


def overlapping() -> bytes:
    """Many names for the same bytes: a small file that lists far more than it holds."""
    body = zipfile.ZIP_DEFLATED
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", body) as archive:
        archive.writestr("a.vtt", b"\0" * 1_000_000)
        first = archive.filelist[0]
        for number in range(500):
            copy = zipfile.ZipInfo(f"a{number}.vtt")
            copy.compress_type, copy.header_offset = first.compress_type, first.header_offset
            copy.CRC, copy.compress_size, copy.file_size = first.CRC, first.compress_size, first.file_size
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return made.getvalue()


def deep_json() -> bytes:
    return packed({**SLACK, "nursery/2026-03-02.json": "[" * 200_000})


def xml_bomb() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'


# kind, file name, bytes
HOSTILE: dict[str, tuple[str, str, bytes]] = {
    "zip bomb": ("vtt", "a.zip", packed({"bomb.vtt": b"\0" * (90 << 20)})),
    "zip bomb of many": ("vtt", "a.zip", packed({f"{n}.vtt": b"A" * (8 << 20) for n in range(12)})),
    "overlapping members": ("vtt", "a.zip", overlapping()),
    "nested zips": ("vtt", "a.zip", nested(5)),
    "member that says 4 GB": ("vtt", "a.zip", lying(CUES.encode())),
    "path traversal": ("vtt", "a.zip", packed({"../../../../etc/cron.d/evil.vtt": CUES})),
    "path traversal, backslashes": ("vtt", "a.zip", packed({"..\\..\\evil.vtt": CUES})),
    "absolute path": ("vtt", "a.zip", packed({"/etc/passwd.vtt": CUES})),
    "drive letter": ("vtt", "a.zip", packed({"C:/windows/evil.vtt": CUES})),
    "symbolic link": ("vtt", "a.zip", link("/etc/passwd")),
    "encrypted": ("vtt", "a.zip", encrypted()),
    "truncated zip": ("vtt", "a.zip", packed({GOOD: CUES * 500})[:-60]),
    "flipped bytes": (
        "vtt",
        "a.zip",
        flipped(packed({GOOD: CUES})),
    ),
    "empty zip": ("vtt", "a.zip", packed({})),
    "zip of folders only": ("vtt", "a.zip", packed({"a/": "", "b/": ""})),
    "script in a member's name": ("vtt", "a.zip", packed({"<script>alert(1)<b>.vtt": CUES})),
    "control characters in a name": ("vtt", "a.zip", packed({"a\x1b[2J\x07.vtt": CUES})),
    "name of 60,000 letters": ("vtt", "a.zip", packed({"n" * 60_000 + ".vtt": CUES})),
    "recording under a transcript's name": ("vtt", "call.vtt", b"\0\0\0\x18ftypmp42" + b"\0" * 4_000),
    "video in a zip": ("vtt", "a.zip", packed({"call.mp4": b"\0\0\0\x18ftypmp42"})),
    "program instead of a transcript": ("vtt", "a.vtt", b"\x7fELF" + bytes(range(256)) * 40),
    "transcript of one huge line": (
        "vtt",
        "2026-03-04.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * (5 << 20),
    ),
    "transcript with NUL bytes": ("vtt", "2026-03-04.vtt", CUES.replace("nursery", "nur\0sery").encode()),
    "file name that climbs": ("vtt", "../../../../tmp/2026-03-04 evil.vtt", CUES.encode()),
    "no slack export": ("slack", "a.zip", packed({"readme.txt": "hello"})),
    "slack export of deep brackets": ("slack", "a.zip", deep_json()),
    "slack export with broken text": ("slack", "a.zip", packed({**SLACK, "nursery/2026-03-03.json": b"[{\xff\xfe"})),
    "not a zip at all": ("slack", "a.zip", b"PK\x03\x04" + b"not really" * 100),
    "pickle as a table": ("table", "a.csv", b"\x80\x04\x95\x20\0\0\0\0\0\0\0cos\nsystem\n(S'touch evil'\ntR."),
    "formulas in cells": ("table", "a.csv", (TABLE + "=cmd|'/C calc'!A0,2026-03-01,=1+1\n" + ROW).encode()),
    "row of one huge cell": ("table", "a.csv", (TABLE + 'dana,2026-03-01,"' + "x" * (3 << 20) + '"\n').encode()),
    "quotation mark never closed": (
        "table",
        "a.csv",
        (TABLE + 'dana,2026-03-01,"never closed\n' * 50).encode(),
    ),
    "latin-1 table": ("table", "a.csv", (TABLE + "dana,2026-03-01T09:00:00,Die Tür fällt zu\n").encode("latin-1")),
    "utf-16 without a mark": ("table", "a.csv", (TABLE + ROW).encode("utf-16-le")),
    "100,000 columns": ("table", "a.csv", (",".join(f"c{n}" for n in range(100_000)) + "\n").encode()),
    "NUL bytes in a table": ("table", "a.csv", (TABLE + ROW).encode().replace(b"nursery", b"\0" * 7)),
    "half a parquet file": ("table", "a.parquet", b"PAR1" + b"\x15\x04" * 300 + b"\xff\xff\xff\x7fPAR1"),
    "deep json lines": ("table", "a.jsonl", b'{"speaker":' + b"[" * 100_000),
    "entities in xml": ("table", "a.csv", xml_bomb()),
    "mail of endless headers": ("mail", "a.mbox", b"From x\n" + b"X-A: " + b"y" * (4 << 20) + b"\n\nhello\n"),
    "mail of nested parts": (
        "mail",
        "a.eml",
        b"From: d@e.org\nMIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 3_000,
    ),
    "people in a circle": ("people", "p.csv", b"employee_id,manager_id,team\n1,2,A\n2,1,B\n"),
    "people of one huge line": ("people", "p.csv", b"employee_id,manager_id,team," + b"x" * (2 << 20)),
    "people in bad bytes": ("people", "p.csv", HRIS.encode() + b"3,1,\xff\xfe\xfa\n"),
    "people as a picture": ("people", "p.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "records of another kind": ("records", "r.csv", b"a,b\n1,2\n"),
    "empty file": ("table", "a.csv", b""),
    "only a byte-order mark": ("table", "a.csv", b"\xef\xbb\xbf"),
    "wrong kind of file": ("slack", "a.exe", b"MZ" + b"\0" * 500),
    "no ending": ("mail", "passwd", b"root:x:0:0"),
}


@pytest.fixture
def keeper(home, settings, signed_in):
    settings.TAKE_IN_BESIDE = False
    for kind in ("slack", "vtt", "mail", "table", "records", "people"):
        domain.declare(
            home,
            Said(kind, kind, "To learn.", "agreement", "HR", "We read it.", datetime.now(UTC).date(), is_on=True),
            by="ada",
        )
    return signed_in("kim", "steward")


def around(home) -> set[Path]:
    """Files outside the places that are ours to write to."""
    ours = {home.data, home.keys}
    return {path for path in home.root.parent.rglob("*") if path.is_file() and ours.isdisjoint(path.parents)}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_upload_is_refused_cleanly_with_a_sentence(home, keeper, what):
    kind, name, data = HOSTILE[what]
    before = around(home)

    answer = keeper.post(
        f"/listen/sources/{kind}", {"export": SimpleUploadedFile(name, data), "records": "goals"}, follow=True
    )
    page = answer.content.decode()
    taking = TakingIn.objects.first()

    assert answer.status_code in (200, 422)
    assert "<script>alert" not in page
    assert "Traceback" not in page
    assert around(home) == before
    if taking is None:  # stopped at the form
        assert "Nothing was taken in." in page
        assert 'id="id_export_error"' in page
    elif taking.state == DRAFT:  # people: nothing is kept before it is understood
        assert "cannot be taken in like this" in page or "how" in page
        assert 'role="alert"' in page
    else:
        assert taking.state in (REFUSED, DONE)
        assert not list(home.uploads.iterdir())
        if taking.state == REFUSED:
            assert taking.sentence.endswith(".")
            assert taking.remedy
            assert str(home.root) not in taking.sentence + taking.remedy
        else:
            assert taking.came_in == taking.committed + taking.duplicate + taking.quarantined
            assert "is taken in" in page or "could be read" in page


def test_there_are_forty_of_them():
    assert len(HOSTILE) >= 40


def test_an_export_of_plain_files_still_comes_in(home, keeper):
    """What every refusal is worth: the same door lets good files through."""
    keeper.post("/listen/sources/vtt", {"export": SimpleUploadedFile("a.zip", packed({GOOD: CUES}))})
    keeper.post("/listen/sources/slack", {"export": SimpleUploadedFile("s.zip", packed(SLACK))})

    assert [(one.state, one.committed) for one in TakingIn.objects.order_by("kind")] == [(DONE, 1), (DONE, 1)]
