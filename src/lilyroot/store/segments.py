"""Content-addressed Parquet segments: written once, durable before anything refers to them, verified when read.

A segment's file name is the sha256 of its bytes. It is written under a temporary name, synced, and renamed;
only then does the catalogue mention it. A file the catalogue does not mention is garbage of a crash.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import StoreError


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, data: bytes | memoryview) -> None:
    """Write, sync, rename: afterwards ``path`` holds all of ``data`` or does not exist."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        rest = memoryview(data)
        while rest:  # a short write is not an error, only unfinished
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.rename(path)
    sync_folder(path.parent)


class Segments:
    """The segment files of one installation, by table (``messages``, ``texts``, ``readings``, ``sheets``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, table: str, sha: str) -> Path:
        return self._folder / table / f"{sha}.parquet"

    def write(self, table: str, rows: pa.Table) -> tuple[str, int]:
        """Store ``rows`` durably; returns the content hash and the size in bytes."""
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd", write_statistics=False)
        data = memoryview(sink.getvalue())
        sha = hashlib.sha256(data).hexdigest()
        path = self.path(table, sha)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, data)
        return sha, len(data)

    def verify(self, table: str, sha: str) -> None:
        """Raise ``StoreError`` unless the segment's bytes are those that were committed."""
        try:
            with open(self.path(table, sha), "rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise _damaged("A committed segment is missing.", table, sha) from error
        if found != sha:
            raise _damaged("A segment's bytes are not those that were committed.", table, sha)

    def delete(self, table: str, sha: str) -> None:
        self.path(table, sha).unlink(missing_ok=True)

    def sweep(self, known: set[tuple[str, str]]) -> int:
        """Delete what no commit refers to (left by a crash); returns how many files. Needs the writer's lock."""
        swept = 0
        for path in self._folder.glob("*/*"):
            if (path.parent.name, path.stem) not in known:
                path.unlink(missing_ok=True)
                swept += 1
        return swept


def _damaged(sentence: str, table: str, sha: str) -> StoreError:
    return StoreError(
        "segment.damaged",
        sentence,
        remedy="Restore the segments folder from a backup; the catalogue and the segments belong together.",
        file=f"{table}/{sha[:12]}.parquet",
    )
