"""Secrets of the web application: made on first start, kept in the home's key folder, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from lilyroot.home import Home


def _path(home: Home) -> Path:
    return home.keys / "web-secret"


def read_secret_key(home: Home) -> str | None:
    """The key that signs sessions, or None before the first start."""
    path = _path(home)
    return path.read_text() if path.exists() else None


def ensure_secret_key(home: Home) -> str:
    """The key that signs sessions, made now if this is the first start."""
    return read_secret_key(home) or write_secret(_path(home), secrets.token_urlsafe(64), mode=0o400)


def write_secret(path: Path, secret: str, *, mode: int) -> str:
    """Write a secret whole or not at all; nobody but the owner can read it, at no moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(mode)
    part.replace(path)
    return secret
