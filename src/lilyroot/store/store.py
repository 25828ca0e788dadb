"""One installation's store: keys, catalogue and segments opened together, checked, and kept to their retention."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from lilyroot.errors import StoreError
from lilyroot.home import Home
from lilyroot.store.audit_texts import delete_due_texts, sweep_parts
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.keys import Keys
from lilyroot.store.lock import held
from lilyroot.store.retention import delete_due
from lilyroot.store.segments import Segments

_COMMITTED: Final = """
    SELECT tab, sha FROM segment
    UNION SELECT 'sheets', segment FROM answer_file
    UNION SELECT 'sheets', sheets FROM wave WHERE sheets IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that was taken in. Opening it deletes what is past its retention day."""

    home: Home
    keys: Keys
    catalogue: Catalogue
    segments: Segments

    @classmethod
    def open(cls, home: Home, *, today: date) -> Store:
        for folder in (home.data, home.segments, home.spool):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        catalogue = Catalogue(home.catalogue)
        keys = Keys.open(home, fresh=catalogue.meta("key") is None)
        store = cls(home, keys, catalogue, Segments(home.segments))
        store._check_key()
        delete_due(store.catalogue, store.segments, today)
        delete_due_texts(home, today)
        store._tidy()
        return store

    @property
    def lock(self) -> Path:
        """Held by whoever takes something in."""
        return self.home.data / "listen.lock"

    @property
    def spill(self) -> Path:
        """Where the engine may put what does not fit into memory."""
        return self.home.data / "spill"

    @property
    def copies(self) -> Path:
        """Where databases are copied to while a backup is written; texts may be in them."""
        return self.home.data / ".backup"

    def _tidy(self) -> None:
        """Unless something is being taken in: remove what interrupted runs left in the spool and among segments."""
        with held(self.lock, wait=False) as alone:
            if alone:
                self.tidy()

    def tidy(self) -> None:
        """Remove copies of exports and databases, spilled work, unfinished audits, segments that no commit mentions.

        Needs the lock.
        """
        for left in self.home.spool.iterdir():
            left.unlink(missing_ok=True)
        shutil.rmtree(self.spill, ignore_errors=True)
        shutil.rmtree(self.copies, ignore_errors=True)
        sweep_parts(self.home)
        self._sweep()

    def _check_key(self) -> None:
        with self.catalogue.writing():
            known = self.catalogue.meta("key")
            if known is None:
                self.catalogue.set_meta("key", self.keys.fingerprint())
            elif known != self.keys.fingerprint():
                raise StoreError(
                    "key.other",
                    "The master key is not the one this store was made with.",
                    remedy="Put the right key back; with another one the same people would count twice.",
                    file="keys/master.key",
                )

    def _sweep(self) -> int:
        with self.catalogue.writing() as connection:
            known = {(str(tab), str(sha)) for tab, sha in connection.execute(_COMMITTED)}
            return self.segments.sweep(known)

    def segment_paths(self, table: str) -> list[Path]:
        """The files of a table that count, in an order that does not depend on when they were written."""
        rows = self.catalogue.connection.execute(
            "SELECT sha FROM segment WHERE tab = ? AND sha NOT IN (SELECT sha FROM outdated) ORDER BY sha", (table,)
        )
        return [self.segments.path(table, sha) for (sha,) in rows]

    def verified_paths(self, table: str) -> list[Path]:
        """The same, after checking that each file holds the bytes that were committed. Raises ``StoreError``."""
        paths = self.segment_paths(table)
        for path in paths:
            self.segments.verify(table, path.stem)
        return paths

    def readings_of(self, version: str) -> list[Path]:
        """The verified files of what one version of a reader has read, also where a later version counts now."""
        rows = self.catalogue.connection.execute(
            "SELECT sha FROM segment WHERE tab = 'readings' AND reader = ? ORDER BY sha", (version,)
        ).fetchall()
        for (sha,) in rows:
            self.segments.verify("readings", sha)
        return [self.segments.path("readings", sha) for (sha,) in rows]

    def close(self) -> None:
        self.catalogue.close()


def retention_day(today: date, days: int) -> date:
    """The last day on which raw text taken in today may still be there."""
    return today + timedelta(days=days)
