"""Certificates of releases: kept where only this installation reads, each under its sha256; never in the ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lilyroot.store.segments import write_durably


def keep_certificate(folder: Path, certificate: bytes) -> str:
    """Write a certificate durably, for its owner only, and return its sha256: what the manifest names."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)  # also where somebody made it before
    digest = hashlib.sha256(certificate).hexdigest()
    write_durably(folder / f"{digest}.json", certificate)
    return digest
