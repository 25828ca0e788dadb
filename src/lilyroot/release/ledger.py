"""The ledger: every release ever made, immutable, each naming the hash of the one before.

A release is a folder ``NNNN-<period>`` (``NNNN-<stream>-<period>`` where it is not talk) with ``table.parquet``,
``manifest.json`` and what else the gate lets out with them. The manifest holds the hash of every file, the hash of
the previous manifest, and what the figures rest on. ``HEAD`` names the last manifest, so that cutting off the end is
noticed as well. A period of a stream is released once and never again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import ReleaseRefused, StoreError
from lilyroot.model.basis import READER_ONLY
from lilyroot.release.persons import refuse_persons
from lilyroot.release.released import SCHEMA, TALK, Extra, Released, read_small, seal
from lilyroot.store.lock import held
from lilyroot.store.policy import LEAST_K, Policy

_GENESIS = "0" * 64
_TABLE, _MANIFEST = "table.parquet", "manifest.json"
_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,80}")


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
            document: dict[str, Any] = json.loads((path / _MANIFEST).read_bytes())
            hashes = {file.name: _sha256(file) for file in path.iterdir() if file.name != _MANIFEST}
            table_hash = hashes.pop(_TABLE)
        except (OSError, ValueError, KeyError) as error:
            raise _broken("A release is incomplete or not readable.", path.name) from error
        if document.get("previous") != previous:
            raise _broken("The chain is broken: this release does not follow the one before it.", path.name)
        if document.get("table_sha256") != table_hash:
            raise _broken("The table is not the one that was released.", path.name)
        released = document.get("files", {})
        for name in sorted(released.keys() | hashes.keys()):
            if released.get(name) != hashes.get(name):
                raise _broken(f"The file {name} is not the one that was released.", path.name)
        return document

    def released(self, stream: str = TALK) -> Released:
        """Everything ever released of a stream, as one table."""
        verified = [(path, document) for path, document in self._verified() if stream_of(document) == stream]
        tables = [_with_basis(read_small(path / _TABLE)) for path, _ in verified]
        extras = tuple(
            Extra(document["period"], name.removesuffix(".parquet"), path / name, digest)
            for path, document in verified
            for name, digest in document.get("files", {}).items()
            if name.endswith(".parquet")
        )
        manifests = tuple(document for _, document in verified)
        return seal(pa.concat_tables(tables) if tables else SCHEMA.empty_table(), manifests, extras)

    def file(self, manifest: Mapping[str, Any], name: str) -> bytes | None:
        """A file that was released beside a table, after checking it; None if that release has none of the name."""
        for path, document in self._verified():
            if document["number"] == manifest["number"] and name in document.get("files", {}):
                return (path / name).read_bytes()
        return None

    def head(self) -> str:
        """Changes exactly when something is released: the key to cache pages by."""
        return self._head()

    def append(
        self,
        period: str,
        table: pa.Table,
        manifest: Mapping[str, Any],
        *,
        stream: str = TALK,
        files: Mapping[str, pa.Table | bytes] = MappingProxyType({}),
    ) -> dict[str, Any]:
        """Publish one period of a stream, and ``files`` with it: a table as <name>.parquet, bytes as they are.

        Raises ``ReleaseRefused`` if the period was released before, if a name cannot name a file, or if a table
        has a place for a person; ``PolicyRefused`` if it says it was released below the floors of every policy.
        """
        _check_floors(manifest)
        for name in (period, stream, *files):
            _check_name(name)
        for name, content in files.items():
            if isinstance(content, pa.Table):
                refuse_persons(content.schema, name)
        with held(self.folder / ".lock", wait=True):
            return self._append(period, table, manifest, stream, files)

    def _append(
        self,
        period: str,
        table: pa.Table,
        manifest: Mapping[str, Any],
        stream: str,
        files: Mapping[str, pa.Table | bytes],
    ) -> dict[str, Any]:
        done = self.manifests()
        if any((stream_of(entry), entry["period"]) == (stream, period) for entry in done):
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
        pq.write_table(table.cast(SCHEMA), part / _TABLE, compression="zstd")
        document = {
            **manifest,
            "number": number,
            "stream": stream,
            "period": period,
            "previous": previous,
            "table_sha256": _sha256(part / _TABLE),
            "files": dict(_written(part, name, content) for name, content in files.items()),
        }
        (part / _MANIFEST).write_bytes(canonical(document))
        for path in (*part.iterdir(), part):
            _fsync(path)
        part.rename(self.folder / f"{number:04d}-{period if stream == TALK else f'{stream}-{period}'}")
        _fsync(self.folder)
        self._name_head(hashlib.sha256(canonical(document)).hexdigest())
        return document


def stream_of(manifest: Mapping[str, Any]) -> str:
    """The stream a release belongs to; releases from before there were streams are talk."""
    return str(manifest.get("stream", TALK))


def fewest_people(manifest: Mapping[str, Any]) -> int:
    """The fewest people a figure of a release concerns: k, and those who may put together what they know.

    >>> fewest_people({"k": 5, "policy": {"k": 5, "colluders": 1}})
    6
    """
    policy = manifest.get("policy") or {}
    return int(manifest.get("k") or LEAST_K) + int(policy.get("colluders") or 0)


@dataclass(frozen=True, slots=True)
class Held:
    """A policy, as manifests have it, and the numbers of the releases that were made under it."""

    policy: Mapping[str, Any]
    releases: tuple[int, ...]


def policies_held(manifests: Iterable[Mapping[str, Any]]) -> list[Held]:
    """Every policy that releases were made under, the oldest first; from manifests alone, so all see a change."""
    found: dict[bytes, Held] = {}
    for manifest in manifests:
        policy = manifest.get("policy") or {"k": manifest.get("k"), "version": 0}
        before = found.get(canonical(policy), Held(policy, ()))
        found[canonical(policy)] = replace(before, releases=(*before.releases, int(manifest["number"])))
    return sorted(found.values(), key=lambda held: (held.policy["version"], held.releases))


def _with_basis(table: pa.Table) -> pa.Table:
    """Tables from before the column: the cautious answer."""
    if "basis" not in table.column_names:
        table = table.append_column("basis", pa.array([READER_ONLY] * table.num_rows, pa.string()))
    return table.cast(SCHEMA)


def _written(folder: Path, name: str, content: pa.Table | bytes) -> tuple[str, str]:
    """The name and the hash of a file that goes into a release."""
    path = folder / (name if isinstance(content, bytes) else f"{name}.parquet")
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        pq.write_table(content, path, compression="zstd")
    return path.name, _sha256(path)


def _check_floors(manifest: Mapping[str, Any]) -> None:
    """No policy below a floor can be made, nor a release under one."""
    said = {"k": manifest.get("k", LEAST_K)}, manifest.get("policy") or {}
    for policy in said:
        Policy(**{name: policy[name] for name in ("k", "k_text", "colluders") if name in policy})


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) and name not in (_TABLE, _MANIFEST, _TABLE.removesuffix(".parquet")):
        return
    raise ReleaseRefused(
        "release.name",
        f"{name!r} cannot name a release or a file in it.",
        remedy="Use letters, digits, dots, underscores and hyphens, and begin with a letter or a digit.",
    )


def _broken(sentence: str, place: str) -> StoreError:
    return StoreError(
        "ledger.broken",
        sentence,
        remedy="Restore the releases folder from a backup; nothing is shown from a ledger that does not verify.",
        file="ledger",
        place=place,
    )
