"""Accepting an export: copied into the spool, durable and named by its content, before anything is parsed.

Nothing is ever unpacked to disk: a zip is copied as it is and its members are read as streams, so no name inside
it can lead anywhere. What is hostile (links, paths that climb, encrypted members, bombs) is refused by name and
the rest is read.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, cast

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Member
from lilyroot.listen.recordings import REMEDY, is_recording, named_as_recording
from lilyroot.model.record import Refused
from lilyroot.store.segments import sync_folder

CHUNK: Final = 1 << 20
MOST_MEMBERS: Final = 200_000
MOST_UNPACKED: Final = 64 << 30
MOST_UNPACKED_MEMBER: Final = 4 << 30
# Text packs at most about 20:1 in practice; what unpacks a thousandfold was made to harm.
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 64 << 20
_UNSHOWN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_IGNORED: Final = {".DS_Store", "Thumbs.db", "desktop.ini"}

Progress = Callable[[int], None]


@dataclass(slots=True)
class Quota:
    """How much an export may still unpack to."""

    left: int = MOST_UNPACKED


@dataclass(frozen=True, slots=True)
class StoredMember:
    """A member whose bytes lie in the spool, by themselves or inside an accepted zip."""

    name: str
    size: int
    opened: Callable[[], BinaryIO]
    packed: int
    quota: Quota
    progress: list[Progress]

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Measured(self), CHUNK)


class _Measured(io.RawIOBase):
    """A member's stream that counts what it gives and stops at the quota."""

    def __init__(self, member: StoredMember) -> None:
        self._member = member
        self._inner = member.opened()
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase's stub takes WriteableBuffer
        try:
            data = self._inner.read(len(buffer))
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise ExportError(
                "export.damaged",
                "This part of the archive is damaged and cannot be unpacked.",
                remedy="Export it again, or unpack the archive yourself and give the folder.",
                file=self._member.name,
            ) from error
        self._count(len(data))
        buffer[: len(data)] = data
        return len(data)

    def _count(self, more: int) -> None:
        member = self._member
        self._given += more
        member.quota.left -= more
        swollen = self._given > max(RATIO_COUNTS_FROM, MOST_RATIO * member.packed)
        if swollen or self._given > MOST_UNPACKED_MEMBER or member.quota.left < 0:
            raise ExportError(
                "export.bomb",
                f"This part unpacks to more than is believable (over {self._given >> 20} MB from "
                f"{member.packed >> 10} KB).",
                remedy="If it is genuine, unpack the archive yourself and give the folder.",
                file=member.name,
            )
        for report in member.progress:
            report(more)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Accepted:
    """An export in the spool. ``refused`` lists what was not let in, and why; ``id`` depends on content alone."""

    id: str
    name: str
    members: tuple[Member, ...]
    refused: tuple[Refused, ...]
    files: tuple[Path, ...]
    progress: list[Progress] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members)


def accept(source: Path, spool: Path) -> Accepted:
    """Copy ``source`` (a file, a folder or a zip) into ``spool`` and describe what is in it.

    Raises ``ExportError`` if it does not exist, is empty of files, or is neither a file nor a folder.
    """
    if source.is_symlink():
        raise _not_usable(source, "is a symbolic link", "Give the file it points to.")
    if source.is_dir():
        return _accept_folder(source, spool)
    if not source.exists():
        raise _not_usable(source, "does not exist", "Check the path.")
    if not source.is_file():
        raise _not_usable(source, "is neither a file nor a folder", "Give the export itself.")
    if _recorded(source):
        raise _not_usable(source, "is a recording", REMEDY)
    sha, stored, size = _copied(source, spool)
    progress: list[Progress] = []
    if zipfile.is_zipfile(stored):
        members, refused = _zip_members(stored, source.name, progress)
        if not members and not refused:
            stored.unlink()
            raise _not_usable(source, "archive holds no files", "Export it again.")
        return Accepted(sha, plain_name(source.name), members, refused, (stored,), progress)
    member = _file_member(source.name, stored, size, Quota(), progress)
    return Accepted(sha, member.name, (member,), (), (stored,), progress)


def _accept_folder(folder: Path, spool: Path) -> Accepted:
    progress: list[Progress] = []
    quota = Quota()
    members: list[Member] = []
    refused: list[Refused] = []
    stored_files: list[Path] = []
    digest = hashlib.sha256()
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            refused.append(_hostile(name, "link" if stat.S_ISLNK(mode) else "special file"))
            continue
        if _recorded(path):
            refused.append(_recording(name))
            continue
        sha, stored, size = _copied(path, spool)
        digest.update(f"{name}\0{sha}\n".encode("utf-8", "surrogateescape"))
        stored_files.append(stored)
        members.append(_file_member(name, stored, size, quota, progress))
    if not members and not refused:
        raise _not_usable(folder, "holds no files", "Give the folder of the export.")
    name = plain_name(folder.name)
    return Accepted(digest.hexdigest(), name, tuple(members), tuple(refused), tuple(stored_files), progress)


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False, onerror=_unreadable):
        folders.sort()
        here = Path(parent)
        yield from (here / name for name in sorted(folders) if (here / name).is_symlink())
        folders[:] = [name for name in folders if not (here / name).is_symlink() and name != "__MACOSX"]
        yield from (here / name for name in sorted(names) if name not in _IGNORED)


def _unreadable(error: OSError) -> None:
    """A folder that may not be listed would otherwise be passed over without a word."""
    raise _not_usable(Path(str(error.filename)), "may not be read by you", "Change its permissions or ask its owner.")


def _copied(source: Path, spool: Path) -> tuple[str, Path, int]:
    """Stream a file into the spool; afterwards it lies there, durable, under its own hash."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = spool / f"{uuid.uuid4().hex}.part"
    digest = hashlib.sha256()
    size = 0
    try:
        with open(source, "rb") as reading, open(part, "wb") as writing:
            while data := reading.read(CHUNK):
                digest.update(data)
                writing.write(data)
                size += len(data)
            writing.flush()
            os.fsync(writing.fileno())
        stored = spool / digest.hexdigest()
        part.rename(stored)
    except PermissionError as error:
        raise _not_usable(source, "may not be read by you", "Change its permissions or ask its owner.") from error
    finally:
        part.unlink(missing_ok=True)  # half a copy, on a full disk perhaps
    sync_folder(spool)
    return digest.hexdigest(), stored, size


def _file_member(name: str, stored: Path, size: int, quota: Quota, progress: list[Progress]) -> StoredMember:
    return StoredMember(plain_name(name), size, lambda: open(stored, "rb"), size, quota, progress)


def _zip_members(stored: Path, name: str, progress: list[Progress]) -> tuple[tuple[Member, ...], tuple[Refused, ...]]:
    try:
        archive = zipfile.ZipFile(stored)
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        stored.unlink()
        raise ExportError(
            "export.damaged", "The zip archive is damaged.", remedy="Download or export it again.", file=name
        ) from error
    if len(entries) > MOST_MEMBERS:
        raise ExportError(
            "export.too_many",
            f"The archive holds {len(entries):,} files; at most {MOST_MEMBERS:,} are read.",
            remedy="Split the export by year.",
            file=name,
        )
    quota = Quota()
    members: list[Member] = []
    refused: list[Refused] = []
    for entry in entries:
        if entry.is_dir() or entry.filename.startswith("__MACOSX/"):
            continue
        if reason := _zip_hostility(entry):
            refused.append(_hostile(entry.filename, reason))
            continue
        if named_as_recording(entry.filename):
            refused.append(_recording(entry.filename))
            continue
        members.append(
            StoredMember(
                plain_name(entry.filename),
                entry.file_size,
                partial(_opened, archive, entry),
                max(entry.compress_size, 1),
                quota,
                progress,
            )
        )
    return tuple(members), tuple(refused)


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(entry))


def _zip_hostility(entry: zipfile.ZipInfo) -> str:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "path that leads outside"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "link"
    if entry.flag_bits & 0x1:
        return "encrypted file"
    return ""


def _hostile(name: str, what: str) -> Refused:
    return Refused(
        place=plain_name(name),
        offset=0,
        code="member.hostile",
        sentence=f"Not read: the export holds a {what} here.",
        remedy="Exports hold plain files only; remove it or export again.",
    )


def _recorded(path: Path) -> bool:
    try:
        return is_recording(path)
    except OSError:  # what may not be read is told when it is copied
        return False


def _recording(name: str) -> Refused:
    return Refused(
        place=plain_name(name), offset=0, code="member.recording", sentence="Not read: a recording.", remedy=REMEDY
    )


def plain_name(name: str) -> str:
    """A name that can be stored and shown: control characters and bytes that are no UTF-8 are written out.

    >>> plain_name("caf\\u00e9.csv"), plain_name("a\\x1b[2J\\udcff.csv")
    ('café.csv', 'a\\\\x1b[2J\\\\udcff.csv')
    """
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


def _not_usable(path: Path, what: str, remedy: str) -> ExportError:
    return ExportError("export.unusable", f"This {what}.", remedy=remedy, file=plain_name(str(path)))
