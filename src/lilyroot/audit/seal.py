"""Sealing: AES-256 in Galois/counter mode, with a key of the home folder and the place of each text bound to it.

A sealed text that was changed, or moved to another item or another audit, does not open (NIST SP 800-38D).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from lilyroot.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


class Seal:
    """Seals and opens texts with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = _cipher(key)

    def close(self, text: str, place: str) -> bytes:
        """The sealed text; only ``open`` with the same key and the same place gives it back."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The text. Raises ``StoreError`` when the bytes, the key or the place are not those it was sealed with."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError):  # a nonce that is cut short is a ValueError
            raise StoreError(
                "audit.seal",
                "A sealed text of an audit was changed, or was sealed with another key.",
                remedy="Put the right key back, or restore the data folder from a backup.",
                file="audits",
            ) from None


def _cipher(key: bytes) -> AESGCM:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ModuleNotFoundError as error:
        raise SettingsError(
            "audit.no_cipher",
            "An audit keeps texts sealed, and the package that seals them is not installed.",
            remedy="Install it with: pip install 'lilyroot[audit]'",
        ) from error
    return AESGCM(key)
