"""What the catalogue knows of the ledger: every release that was ever made, so that none can be taken back unnoticed.

A ledger's own chain holds only as far as its last release: who deletes that one and rewrites HEAD could have the
period released again with other data, and the difference told. So each release is written down in the catalogue too,
after it stands in the ledger. A crash between the two leaves the ledger one ahead, which the next run catches up
with. A catalogue that is ahead is a ledger from which releases were removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from lilyroot.errors import StoreError
from lilyroot.release.ledger import Ledger, canonical, stream_of
from lilyroot.store.catalogue import Catalogue


def agree(catalogue: Catalogue, ledger: Ledger) -> None:
    """Hold the ledger against the catalogue, and catch up with a release that a crash kept from being written down.

    A catalogue that knows no release at all takes over the ledger as it is: it may be from before they were written
    down. Raises ``StoreError`` for a release that is missing, is another one or was added by somebody else.
    """
    manifests = ledger.manifests()
    known = catalogue.connection.execute("SELECT number, stream, period, manifest FROM release ORDER BY number")
    rows = known.fetchall()
    for number, stream, period, digest in rows:
        if number > len(manifests):
            raise _broken("is missing from the ledger", number, stream, period)
        if digest != _digest(manifests[number - 1]):
            raise _broken("is not in the ledger as it was released", number, stream, period)
    ahead = manifests[len(rows) :]
    if rows and len(ahead) > 1:
        last = ahead[-1]
        raise _broken("was not made by this installation", last["number"], stream_of(last), last["period"])
    for manifest in ahead:
        remember(catalogue, manifest)


def remember(catalogue: Catalogue, manifest: Mapping[str, Any]) -> None:
    """Write down that a release stands in the ledger."""
    with catalogue.writing() as connection:
        connection.execute(
            "INSERT INTO release VALUES (?, ?, ?, ?)",
            (manifest["number"], stream_of(manifest), manifest["period"], _digest(manifest)),
        )


def released_windows(catalogue: Catalogue, stream: str) -> set[str]:
    """The windows of a stream that were released, whatever the ledger says."""
    rows = catalogue.connection.execute("SELECT period FROM release WHERE stream = ?", (stream,))
    return {str(period) for (period,) in rows}


def remember_size(catalogue: Catalogue, stream: str, period: str, size: int) -> None:
    """Write down how much of a window had been taken in when it was released."""
    with catalogue.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO release_size VALUES (?, ?, ?)", (stream, period, size))


def grown_since(catalogue: Catalogue, stream: str, sizes: Mapping[str, int]) -> list[str]:
    """Released windows of which more has been taken in by now, in order."""
    rows = catalogue.connection.execute("SELECT period, size FROM release_size WHERE stream = ?", (stream,))
    return sorted(period for period, size in rows if period in sizes and sizes[period] > size)


def _digest(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(manifest)).hexdigest()


def _broken(what: str, number: int, stream: str, period: str) -> StoreError:
    return StoreError(
        "ledger.broken",
        f"Release {number:04d} ({stream} {period}) {what}.",
        remedy="Restore the releases folder from a backup; nothing is released while some are missing.",
        file="ledger",
    )
