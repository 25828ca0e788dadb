"""The second step of signing in: what it remembers is sealed, so that a copy of the database is no way in."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from lilyroot.errors import SettingsError
from lilyroot_web.config.sealing import sealed, unsealed

_PURPOSE = "lilyroot/second-step/1"


class SecondStep(DefaultMFAAdapter):
    """Secrets of apps and codes are encrypted with a key made from the web application's own, which is no data."""

    def encrypt(self, text: str) -> str:
        return sealed(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Without the key no second step can be checked, and nobody who has one is let in."""
        try:
            return unsealed(encrypted_text, _PURPOSE)
        except SettingsError as error:
            raise SettingsError(
                "second_step.key",
                "The second step cannot be checked: it was sealed with another key.",
                remedy="Put keys/web-secret back, or let somebody at the machine take the second step away: "
                "lilyroot audit sign-in NAME --forget-second-step",
            ) from error
