"""Exports made of bytes, for tests of connectors: the protocol of ``lilyroot.listen.connector``, for real."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from lilyroot.errors import ExportError

SHARED_FORMATS = Path(__file__).resolve().parents[2] / "shared" / "data" / "formats"


@dataclass(frozen=True, slots=True)
class BytesMember:
    """One file of bytes. ``bomb_after`` makes reading past that many bytes fail, as an unpack quota does."""

    name: str
    data: bytes
    bomb_after: int | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        if self.bomb_after is not None:
            return cast(BinaryIO, _Bomb(self.data, self.bomb_after))
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class BytesExport:
    """Members made of bytes, ordered by name."""

    name: str
    members: tuple[BytesMember, ...]


class _Bomb(io.BytesIO):
    def __init__(self, data: bytes, fuse: int) -> None:
        super().__init__(data)
        self._fuse = fuse

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self._fuse:
            raise ExportError("export.bomb", "The file unpacks to more than the quota.", remedy="Split it.")
        return super().read(min(size, self._fuse) if size and size > 0 else self._fuse)


def export_of(files: dict[str, bytes], name: str = "export") -> BytesExport:
    """An export of these files."""
    return BytesExport(name, tuple(BytesMember(path, data) for path, data in sorted(files.items())))


def export_at(path: Path) -> BytesExport:
    """A file, a folder or a zip on disk, read into memory."""
    if path.is_dir():
        files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            files = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    else:
        files = {path.name: path.read_bytes()}
    return export_of(files, path.name)
