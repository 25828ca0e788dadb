"""Everything an installation knows in one file, and back again on an empty machine.

A backup is a tar archive: what lies in the home's folders, then a manifest with the sha256 of every file. Databases
are copied as they stand at one moment, also while the web application runs; segments and releases are files that
never change. Keys are not in it: whoever finds a backup without the key cannot tell whom a pseudonym belongs to, and
whoever restores one needs the key that was kept elsewhere.

Nothing is put in place before all of it has arrived and every hash holds. Left out is what can be made again (spool,
spilled work, built pages).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from lilyroot.errors import SettingsError, StoreError
from lilyroot.home import Home
from lilyroot.store.audit_texts import delete_due_texts, last_days
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.lock import held
from lilyroot.store.retention import FOREVER, delete_due
from lilyroot.store.retention import held as held_texts
from lilyroot.store.segments import Segments, sync_folder
from lilyroot.store.store import Store

MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_MANIFEST: Final = frozenset({"made", "texts_until", "key", "files"})
_NOT_KEPT: Final = frozenset({"spool", "spill", "uploads", "web-static", "web-build", "web-cache", "listen.lock"})
_PARTS: Final = ("-wal", "-shm", "-journal", ".part", ".lock")  # of what is being written
_RESTORING: Final = ".restoring"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: files, their bytes, and the last day raw text in it may be kept (None without any)."""

    files: int
    size: int
    made: date
    texts_until: date | None
    key: str


def back_up(store: Store, sink: IO[bytes], *, today: date, texts: bool = True) -> Backup:
    """Write all of a home to ``sink``. Waits for whoever takes something in; readers are not disturbed.

    Without ``texts`` raw text is left out, and the file may be kept longer than the retention of texts. Raises
    ``StoreError`` for a segment that is not what was committed: a backup is a check of the whole store, too.
    """
    copies = Home(store.copies)
    with held(store.lock, wait=True):
        shutil.rmtree(copies.root, ignore_errors=True)
        try:
            _copy_databases(store.home, copies)
            _forget_sessions(copies)
            if not texts:
                _forget_texts(copies)
            until = _texts_until(copies)
            with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                entries = dict(_packed(archive, store.home, copies, texts))
                size = sum(int(entry["bytes"]) for entry in entries.values())
                backup = Backup(len(entries), size, today, until, store.keys.fingerprint())
                _add(archive, MANIFEST, json.dumps(_written(backup, entries), indent=1).encode())
            return backup
        finally:
            shutil.rmtree(copies.root, ignore_errors=True)


def restore(source: IO[bytes], home: Home, *, only_check: bool = False) -> Backup:
    """Put a backup into a home in which there is nothing yet, or only check that it is whole.

    Raises ``SettingsError`` when the home holds data already, ``StoreError`` when the file is no backup, was cut off
    or holds other bytes than were written; then nothing is in place.
    """
    if only_check:
        return _compared(*_unpacked(source, None))
    _refuse_unless_empty(home)
    restoring = home.root / _RESTORING
    shutil.rmtree(restoring, ignore_errors=True)  # of a run that was killed
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        backup = _compared(*_unpacked(source, restoring))
        _put_in_place(restoring, home)
        return backup
    finally:
        shutil.rmtree(restoring, ignore_errors=True)


# --- what goes in


def _copy_databases(home: Home, copies: Home) -> None:
    """Every database as it stands now, in a home of copies."""
    for path in sorted(home.data.rglob("*.sqlite")):
        copy = copies.root / path.relative_to(home.root)
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _forget_sessions(copies: Home) -> None:
    """Who is signed in stays so on this machine only: a session is a way in for whoever reads its name."""
    for path in copies.data.glob("web.sqlite"):
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_session'").fetchone():
                copy.execute("DELETE FROM django_session")
            copy.execute("VACUUM")  # nothing of what was deleted, now or before, lingers in free pages


def _forget_texts(copies: Home) -> None:
    """As if every text's last day were over."""
    copy = Catalogue(copies.catalogue)
    with closing(copy.connection):
        delete_due(copy, Segments(copies.segments), FOREVER)
        copy.connection.execute("PRAGMA journal_mode = DELETE")
    delete_due_texts(copies, FOREVER)


def _texts_until(copies: Home) -> date | None:
    """The first day on which raw text in the copies is due, in the store or in an open audit."""
    copy = Catalogue(copies.catalogue)
    with closing(copy.connection):
        days = [*(entry.delete_after for entry in held_texts(copy.connection)), *last_days(copies)]
        copy.connection.execute("PRAGMA journal_mode = DELETE")
    return min(days, default=None)


def _packed(archive: tarfile.TarFile, home: Home, copies: Home, texts: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in _kept_files(home):
        if not texts and home.segments / "texts" in path.parents:
            continue
        name = path.relative_to(home.root).as_posix()
        copy = copies.root / name
        digest, size = _add_file(archive, name, copy if copy.exists() else path)
        if home.segments in path.parents and path.stem != digest:
            raise StoreError(
                "segment.damaged",
                "A segment's bytes are not those that were committed.",
                remedy="Restore the segments folder from an earlier backup; this one was not finished.",
                file=name,
            )
        yield name, {"sha256": digest, "bytes": size}


def _kept_files(home: Home) -> Iterator[Path]:
    for path in sorted(home.root.rglob("*")):
        inside = path.relative_to(home.root).parts
        made_again = inside[0] == "data" and len(inside) > 1 and inside[1] in _NOT_KEPT
        if inside[0] == home.keys.name or made_again or any(part.startswith(".") for part in inside):
            continue
        if path.is_symlink():
            raise StoreError(
                "backup.link",
                "This is a link to another place, and a backup follows none.",
                remedy="Put what it leads to in its place; this backup was not finished.",
                file=path.relative_to(home.root).as_posix(),
            )
        if path.is_file() and not path.name.endswith(_PARTS):
            yield path


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        hashed = _Hashed(file)
        size = os.fstat(file.fileno()).st_size
        archive.addfile(_member(name, size), hashed)
    return hashed.digest.hexdigest(), size


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    archive.addfile(_member(name, len(data)), BytesIO(data))


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Who runs this machine, and when a file was written, is nobody's business: only the name and the size."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _Hashed:
    """A file that is hashed as it is read, so that what is hashed is what was packed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _written(backup: Backup, entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "made": backup.made.isoformat(),
        "texts_until": backup.texts_until.isoformat() if backup.texts_until else None,
        "key": backup.key,
        "files": entries,
    }


# --- what comes out


def _refuse_unless_empty(home: Home) -> None:
    there = sorted(path.name for path in home.root.glob("*")) if home.root.is_dir() else []
    held_already = [name for name in there if name not in (home.keys.name, _RESTORING)]
    if held_already:
        raise SettingsError(
            "restore.not_empty",
            f"This home is in use: it holds {', '.join(held_already)}.",
            remedy="Restore into a new folder (--home); only the folder of keys may be there before.",
        )


def _unpacked(source: IO[bytes], folder: Path | None) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The manifest, and hash and size of every file that came; written below ``folder`` if there is one."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or member.name in found or not _is_ours(member.name):
                    raise _no_backup(f"It holds {member.name!r}, which no backup does.")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                found[member.name] = _take(content, folder / member.name if folder else None)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise _no_backup("It cannot be read as one, or was cut off.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT or not manifest.keys() >= _MANIFEST:
        raise _no_backup("It has no manifest at its end: it was cut off, or is something else.")
    return manifest, found


def _is_ours(name: str) -> bool:
    """A plain path below the home, and not among the keys."""
    path = PurePosixPath(name)
    plain = not path.is_absolute() and not any(part in ("", ".", "..") or "\\" in part for part in name.split("/"))
    return plain and path.parts[0] != "keys" and not any(part.startswith(".") for part in path.parts)


def _take(content: IO[bytes], path: Path | None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    if path is None:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
        return {"sha256": digest.hexdigest(), "bytes": size}
    for folder in reversed((path.parent, *path.parent.parents)):
        folder.mkdir(exist_ok=True, mode=0o700)  # "parents" would open those above to others
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return {"sha256": digest.hexdigest(), "bytes": size}


def _compared(manifest: dict[str, Any], found: dict[str, dict[str, Any]]) -> Backup:
    wanted = manifest["files"]
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        what = "is missing" if wrong[0] not in found else "is not what was written"
        raise _no_backup(f"{wrong[0]} {what}.")
    until = manifest["texts_until"]
    return Backup(
        len(found),
        sum(int(entry["bytes"]) for entry in found.values()),
        date.fromisoformat(manifest["made"]),
        date.fromisoformat(until) if until else None,
        str(manifest["key"]),
    )


def _put_in_place(restoring: Path, home: Home) -> None:
    """Rename, folder by folder, the data last: where a run was killed in between, nothing looks like a whole home."""
    for path in sorted(restoring.iterdir(), key=lambda path: path.name == home.data.name):
        path.rename(home.root / path.name)
    sync_folder(home.root)


def _no_backup(sentence: str) -> StoreError:
    return StoreError(
        "backup.damaged",
        f"This is no whole backup of Lilyroot. {sentence}",
        remedy="Take another one; nothing was put in place.",
    )
