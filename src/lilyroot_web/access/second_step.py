"""The second step of signing in: what it remembers is sealed, so that a copy of the database is no way in."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from lilyroot.errors import SettingsError


class SecondStep(DefaultMFAAdapter):
    """Secrets of apps and codes are encrypted with a key made from the web application's own, which is no data."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Without the key no second step can be checked, and nobody who has one is let in."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(
                "second_step.key",
                "The second step cannot be checked: it was sealed with another key.",
                remedy="Put keys/web-secret back, or let somebody at the machine take the second step away: "
                "lilyroot audit sign-in NAME --forget-second-step",
            ) from error


def _seal() -> Fernet:
    key = hashlib.sha256(b"lilyroot/second-step/1" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
