"""Sign a webhook so that its receiver knows it is from here, whole, and new.

The scheme of Standard Webhooks: HMAC-SHA256 with the bytes of the secret over ``id.timestamp.body``, in base64. While
a secret is being changed, both sign.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

_PREFIX: Final = "whsec_"


def new_secret() -> str:
    """A secret to be shown once."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(held: Iterable[str], event: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that a receiver checks, signed with each secret held.

    >>> signed(["whsec_c2VjcmV0"], "1", 1, b"{}")["webhook-signature"]
    'v1,fyEJ4hJGucshkB5QIYlB0aKGCMxYZHL7XBpZx4O92EY='
    """
    message = f"{event}.{timestamp}.".encode() + body
    return {
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_mac(one, message)}" for one in held),
    }


def _mac(secret: str, message: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
