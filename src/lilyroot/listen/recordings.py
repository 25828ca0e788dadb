"""Recordings of voices and faces are never read, not even copied: Lilyroot reads words that were written down."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

_SUFFIXES: Final = frozenset(
    {".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".oga", ".opus", ".wma", ".aiff", ".amr"}
    | {".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".wmv", ".mpg", ".mpeg", ".3gp"}
)
# Where in the file, and what stands there: a recording under another name is one all the same.
_SIGNATURES: Final = (
    (4, b"ftyp"),
    (0, b"ID3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"\x1aE\xdf\xa3"),
    (0, b"RIFF"),
    (0, b"\x00\x00\x01\xba"),
    (0, b"0&\xb2u"),
    (0, b"#!AMR"),
)
REMEDY: Final = "Give the transcript instead: voices, faces and how something was said are never read."


def named_as_recording(name: str) -> bool:
    """Whether a file's name says that it is a recording.

    >>> named_as_recording("call/2025-03-04.MP4"), named_as_recording("call/2025-03-04.vtt")
    (True, False)
    """
    return PurePosixPath(name).suffix.lower() in _SUFFIXES


def is_recording(path: Path) -> bool:
    """Whether a file is audio or video, by its name or by how it begins."""
    if named_as_recording(path.name):
        return True
    with open(path, "rb") as file:
        lead = file.read(16)
    return any(lead[place : place + len(mark)] == mark for place, mark in _SIGNATURES)
