"""Voices and faces stay outside: recordings are refused by name and by how they begin, before anything is copied."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lilyroot.errors import ExportError
from lilyroot.listen.recordings import is_recording
from lilyroot.listen.spool import accept

VIDEO = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64
TRANSCRIPT = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ada>The customers wait.</v>\n"


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("call.mp4", b"anything"),
        ("call.WAV", b"anything"),
        ("call.vtt", VIDEO),
        ("call", b"ID3\x04" + b"\x00" * 16),
        ("call.dat", b"OggS" + b"\x00" * 16),
        ("call.csv", b"\x1aE\xdf\xa3" + b"\x00" * 16),
    ],
)
def test_a_recording_is_known_by_its_name_or_its_first_bytes(tmp_path: Path, name: str, lead: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(lead)
    spool = tmp_path / "spool"

    with pytest.raises(ExportError) as refused:
        accept(file, spool)

    assert "is a recording" in refused.value.sentence
    assert "transcript" in refused.value.remedy
    assert not spool.exists()


@pytest.mark.parametrize("content", [TRANSCRIPT, b"", b"text,speaker\n", b"From ada@example.org Mon\n"])
def test_what_people_wrote_is_no_recording(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "meeting.vtt"
    file.write_bytes(content)

    assert not is_recording(file)


def test_beside_a_recording_the_transcript_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "meeting"
    folder.mkdir()
    (folder / "meeting.mp4").write_bytes(VIDEO)
    (folder / "meeting.vtt").write_bytes(TRANSCRIPT)

    accepted = accept(folder, tmp_path / "spool")

    assert [member.name for member in accepted.members] == ["meeting.vtt"]
    assert [(item.place, item.code) for item in accepted.refused] == [("meeting.mp4", "member.recording")]
    assert b"ftyp" not in b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())


def test_in_a_zip_it_is_never_unpacked(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("meeting.m4a", VIDEO)
        archive.writestr("meeting.vtt", TRANSCRIPT)
    (tmp_path / "export.zip").write_bytes(packed.getvalue())

    accepted = accept(tmp_path / "export.zip", tmp_path / "spool")

    assert [member.name for member in accepted.members] == ["meeting.vtt"]
    assert [item.code for item in accepted.refused] == ["member.recording"]
