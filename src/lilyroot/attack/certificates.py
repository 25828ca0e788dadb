"""Where certificates lie: beside the ledger and not in it, each under its sha256, which the release's manifest names.

A certificate tells how many people stand in parts of groups that are not published, so it does not go where the
ledger goes. Whoever was handed both can check the proofs; whoever has the ledger alone checks hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def beside(ledger: Path) -> Path:
    """The folder of certificates of the installation that a ledger lies in.

    >>> beside(Path("/home/data/releases")).as_posix()
    '/home/data/certificates'
    """
    return ledger.resolve().parent / "certificates"


def named(manifest: Mapping[str, Any]) -> str:
    """The sha256 of the certificate that a manifest names; "" if it names none."""
    digest = manifest.get("certificate_sha256")
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def families(folder: Path, digest: str) -> dict[str, Mapping[str, Any]] | None:
    """The families of the certificate with this sha256; None if it is not at hand.

    Raises ``ValueError`` for a file that is another one, and what reading something that is no certificate raises.
    """
    try:
        written = (folder / f"{digest}.json").read_bytes()
    except FileNotFoundError:
        return None
    if hashlib.sha256(written).hexdigest() != digest:
        raise ValueError("it does not match the hash in the manifest")
    return dict(json.loads(written)["families"].items())
