"""Secrets that have to be read again: encrypted, so that a copy of the database tells nothing without the key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from lilyroot.errors import SettingsError


def sealed(text: str, purpose: str) -> str:
    """A secret as the database holds it; "" stays ""."""
    return _seal(purpose).encrypt(text.encode()).decode() if text else ""


def unsealed(held: str, purpose: str) -> str:
    """The secret again. Raises ``SettingsError`` when it was sealed with another key, or for another purpose."""
    try:
        return _seal(purpose).decrypt(held.encode()).decode() if held else ""
    except InvalidToken as error:
        raise SettingsError(
            "secret.key", "A secret was sealed with another key.", remedy="Put keys/web-secret back."
        ) from error


def _seal(purpose: str) -> Fernet:
    key = hashlib.sha256(purpose.encode() + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
