"""The ledger: every release ever made, immutable, each naming the hash of the one before.

A release is a folder ``NNNN-<period>`` with ``table.parquet`` and ``manifest.json``. The manifest holds the hash
of the table, the hash of the previous manifest, and what the figures rest on. ``HEAD`` names the last manifest,
so that cutting off the end is noticed as well. A period is released once and never again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import ReleaseRefused, StoreError
from lilyroot.release.released import SCHEMA, Released, seal
from lilyroot.store.lock import held

_GENESIS = "0" * 64


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one spelling of a manifest that its hash is taken over."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The releases in one folder. Reading verifies the chain; writing appends to it."""

    folder: Path

    def _entries(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[:4].isdigit())

    def _head(self) -> str:
        head = self.folder / "HEAD"
        return head.read_text().strip() if head.exists() else _GENESIS

    def manifests(self) -> list[dict[str, Any]]:
        """All manifests in order, after the chain and every table hash have been checked. Writes nothing."""
        return [document for _, document in self._verified()]

    def _verified(self) -> list[tuple[Path, dict[str, Any]]]:
        """Every release with its manifest; read again when one was added meanwhile."""
        while True:
            head = self._head()
            try:
                return self._checked_against(head)
            except StoreError:
                if self._head() == head:
                    raise

    def _checked_against(self, head: str) -> list[tuple[Path, dict[str, Any]]]:
        previous = _GENESIS
        found = []
        for path in self._entries():
            document = self._checked(path, previous)
            previous = hashlib.sha256(canonical(document)).hexdigest()
            found.append((path, document))
        # HEAD may not name the last one yet: it is being made, or a crash came between and the next one mends it.
        if previous == head or (found and found[-1][1]["previous"] == head):
            return found
        raise _broken("The last release does not match HEAD: releases were added or removed.", self.folder.name)

    def _name_head(self, manifest_hash: str) -> None:
        part = self.folder / ".HEAD.part"
        part.write_text(manifest_hash)
        _fsync(part)
        part.rename(self.folder / "HEAD")
        _fsync(self.folder)

    def _checked(self, path: Path, previous: str) -> dict[str, Any]:
        try:
            document: dict[str, Any] = json.loads((path / "manifest.json").read_bytes())
            table_hash = _sha256(path / "table.parquet")
        except (OSError, ValueError) as error:
            raise _broken("A release is incomplete or not readable.", path.name) from error
        if document.get("previous") != previous:
            raise _broken("The chain is broken: this release does not follow the one before it.", path.name)
        if document.get("table_sha256") != table_hash:
            raise _broken("The table is not the one that was released.", path.name)
        return document

    def released(self) -> Released:
        """Everything ever released, as one table."""
        verified = self._verified()
        tables = [pq.read_table(path / "table.parquet", schema=SCHEMA) for path, _ in verified]
        manifests = tuple(document for _, document in verified)
        return seal(pa.concat_tables(tables) if tables else SCHEMA.empty_table(), manifests)

    def head(self) -> str:
        """Changes exactly when something is released: the key to cache pages by."""
        return self._head()

    def append(self, period: str, table: pa.Table, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """Publish one period. Raises ``ReleaseRefused`` if the period was released before."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with held(self.folder / ".lock", wait=True):
            return self._append(period, table, manifest)

    def _append(self, period: str, table: pa.Table, manifest: Mapping[str, Any]) -> dict[str, Any]:
        done = self.manifests()
        if any(entry["period"] == period for entry in done):
            raise ReleaseRefused(
                "release.again",
                f"The period {period} has been released; a release is never made twice.",
                remedy="Data that arrived later does not count in it.",
            )
        previous = hashlib.sha256(canonical(done[-1])).hexdigest() if done else _GENESIS
        self._name_head(previous)
        number = len(done) + 1
        part = self.folder / f".{number:04d}.part"
        if part.exists():  # left by a crash before the rename: never part of the ledger
            shutil.rmtree(part)
        part.mkdir()
        pq.write_table(table.cast(SCHEMA), part / "table.parquet", compression="zstd")
        document = {
            **manifest,
            "number": number,
            "period": period,
            "previous": previous,
            "table_sha256": _sha256(part / "table.parquet"),
        }
        (part / "manifest.json").write_bytes(canonical(document))
        for path in (part / "table.parquet", part / "manifest.json", part):
            _fsync(path)
        part.rename(self.folder / f"{number:04d}-{period}")
        _fsync(self.folder)
        self._name_head(hashlib.sha256(canonical(document)).hexdigest())
        return document


def _broken(sentence: str, place: str) -> StoreError:
    return StoreError(
        "ledger.broken",
        sentence,
        remedy="Restore the releases folder from a backup; nothing is shown from a ledger that does not verify.",
        file="ledger",
        place=place,
    )
