"""Finished drawings in the home, so that only the first look at a period ever waits for one.

Nothing is in them that was not released. Each file is sealed with the server's key: a drawing that was changed by
hand is as if it were not there. They can be deleted at any time; another version of the code draws anew.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from threading import get_ident
from typing import Any

import vl_convert
from django.utils.crypto import constant_time_compare, salted_hmac

import lilyroot
from lilyroot import __version__
from lilyroot.home import Home

LARGEST = 256 << 20
"""Bytes that drawings may take in the home: some thousand readers' lines and months."""
_SEAL = 64  # letters of a SHA-256


class Drawings:
    """JSON documents by key, for this version of the drawing code."""

    def __init__(self, home: Home) -> None:
        self._all = home.data / "web-cache"
        self._folder = self._all / _code()

    def read(self, key: str) -> Any | None:
        """The document, None when there is none or it is not as it was written."""
        path = self._folder / key
        try:
            sealed = gzip.decompress(path.read_bytes())
            os.utime(path)  # looked at
        except (OSError, EOFError):
            return None
        seal, document = sealed[:_SEAL], sealed[_SEAL:]
        if not constant_time_compare(seal, _seal(key, document)):
            return None
        return json.loads(document)

    def write(self, key: str, content: Any) -> None:
        """Keep the document. A full disk only costs time: the page is shown all the same."""
        document = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        part = self._folder / f".{key}.{os.getpid()}.{get_ident()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(gzip.compress(_seal(key, document) + document, 4, mtime=0))
            part.replace(self._folder / key)
            self._make_room()
        except OSError:
            part.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Remove what nobody has looked at for longest, once there is more than ``LARGEST``, down to half of it."""
        held = [(found.stat(), found.path) for found in os.scandir(self._folder) if not found.name.startswith(".")]
        size = sum(stat.st_size for stat, _ in held)
        if size <= LARGEST:
            return
        for stat, path in sorted(held, key=lambda one: one[0].st_mtime_ns):
            os.unlink(path)
            size -= stat.st_size
            if size <= LARGEST // 2:
                return

    def clear_outdated(self) -> None:
        """Remove what other versions of the code have drawn."""
        for folder in self._all.glob("*"):
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)


def _seal(key: str, document: bytes) -> bytes:
    return salted_hmac(f"lilyroot.drawings.{key}", document, algorithm="sha256").hexdigest().encode()


@cache
def _code() -> str:
    """Changes when anything that decides what a drawing shows or how it looks does."""
    digest = sha256(f"{__version__} {vl_convert.__version__}".encode())
    library = Path(lilyroot.__path__[0])
    rooms = (library.glob(pattern) for pattern in ("draw/*.*", "score/*.*", "tongue.py", "locale/**/*.mo"))
    for path in sorted(chain.from_iterable(rooms)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
