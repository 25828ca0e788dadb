"""The one address by which the first person comes in: made at each start while nobody can sign in, used once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from lilyroot.home import Home
from lilyroot_web.config.keys import write_secret


def _path(home: Home) -> Path:
    return home.keys / "set-up"


def make(home: Home) -> str:
    """A new token; only its hash is kept, and the one before is worth nothing any more."""
    token = secrets.token_urlsafe(24)
    write_secret(_path(home), _hashed(token), mode=0o600)
    return token


def is_right(home: Home, token: str) -> bool:
    """Whether this is the token of the last start; takes as long for a wrong one as for the right one."""
    path = _path(home)
    kept = path.read_text() if path.exists() else _hashed(secrets.token_urlsafe(24))
    return hmac.compare_digest(kept, _hashed(token)) and path.exists()


def use_up(home: Home) -> None:
    """It leads nowhere any more."""
    _path(home).unlink(missing_ok=True)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
