"""The master key and what is made with it: pseudonyms and keyed hashes, each purpose with a key of its own.

Plain hashes of staff addresses are inverted in a second by whoever has the address list; keyed ones are not,
as long as the key stays outside the data. So the key lies beside the data folder, never inside it, readable by
its owner only, and a wrong key is noticed before anything is written with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
import unicodedata
from functools import lru_cache
from pathlib import Path

from lilyroot.errors import StoreError
from lilyroot.home import Home

_BYTES = 32
_SHOWN = 26  # base32 characters of a pseudonym: 130 bits, far beyond any collision
_ENCODED = 20  # bytes that hold them, in whole steps of five: encoding all 32 took a tenth of intake


def normalised(identity: str) -> str:
    """One spelling of a name, address or user id: NFKC, case folded, inner spaces single."""
    return " ".join(unicodedata.normalize("NFKC", identity).casefold().split())


class Keys:
    """Keyed hashes for one installation. Opening creates the master key on first use, and only then."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._speaker = self._purpose("speaker/1")
        self._alias = self._purpose("alias/1")
        self._place = self._purpose("place/1")
        self._body = self._purpose("body/1")

    @classmethod
    def open(cls, home: Home, *, fresh: bool = True) -> Keys:
        """The keys of a home, made when there are none and it is ``fresh``: nothing was made with a key yet."""
        path = home.keys / "master.key"
        if home.data in path.resolve().parents:
            raise _unsafe("The master key lies inside the data folder.", path)
        if not path.exists():
            if not fresh:
                raise StoreError(
                    "key.missing",
                    "The master key is missing, and this store was made with one.",
                    remedy="Put it back from where you keep it; with another one the same people would count twice.",
                    file="keys/master.key",
                )
            _create(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise _unsafe(f"The master key can be read by others (mode {mode:o}).", path)
        master = path.read_bytes()
        if len(master) != _BYTES:
            raise _unsafe(f"The master key has {len(master)} bytes instead of {_BYTES}.", path)
        return cls(master)

    def _purpose(self, name: str) -> bytes:
        return hmac.digest(self._master, b"lilyroot/" + name.encode(), "sha256")

    def sealing(self, what: str) -> bytes:
        """32 bytes that seal one thing at rest, e.g. the texts of one audit. Never stored."""
        return self._purpose(f"sealing/1/{what}")

    def authenticate(self, what: str, data: bytes) -> str:
        """A keyed hash (hex) that only this installation can make: whether ``data`` is what it wrote as ``what``."""
        return hmac.digest(self._purpose(f"authentic/1/{what}"), data, "sha256").hex()

    def name_word(self, word: str) -> str:
        """The keyed hash under which a word is looked up among the words of people's names."""
        return _shown(self._alias, f"name word\0{word}")

    def chance(self, *names: str) -> float:
        """A number in 0..1 for these names: as good as chance to who has no key, and the same every time."""
        digest = hmac.digest(self._purpose("chance/1"), "\0".join(names).encode(), "sha256")
        return int.from_bytes(digest[:8]) / 2**64

    def fingerprint(self) -> str:
        """Tells two keys apart without telling anything of either."""
        return self._purpose("fingerprint/1").hex()[:16]

    def speaker(self, source: str, identity: str) -> str:
        """The pseudonym of a speaker: base32(HMAC(key, source ':' normalised identity)), 26 characters."""
        return _speaker(self._speaker, source, identity)

    def alias(self, identity: str) -> str:
        """The keyed hash under which a name, an address or an id is looked up in the organisation."""
        return _shown(self._alias, normalised(identity))

    def place(self, source: str, what: str, name: str) -> str:
        """The keyed hash of a channel, conversation, thread or message of a source."""
        return _shown(self._place, f"{source}\0{what}\0{name}")

    def body(self, text: str) -> bytes:
        """Tells whether two messages with one key have the same text, also after the text is gone."""
        return hmac.digest(self._body, text.encode("utf-8", "surrogatepass"), "sha256")[:12]


@lru_cache(maxsize=200_000)
def _speaker(key: bytes, source: str, identity: str) -> str:
    return _shown(key, f"{source}:{normalised(identity)}")


def _shown(key: bytes, message: str) -> str:
    digest = hmac.digest(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.b32encode(digest[:_ENCODED]).decode()[:_SHOWN]


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    except FileExistsError:  # another process was quicker; its key is as good
        return
    try:
        os.write(descriptor, secrets.token_bytes(_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unsafe(sentence: str, path: Path) -> StoreError:
    return StoreError(
        "key.unsafe",
        sentence,
        remedy="Keep keys/master.key (32 bytes, mode 0400) outside the data folder; without it nothing can be added.",
        file=path.name,
    )
