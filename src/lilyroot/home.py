"""Where Lilyroot keeps things on this machine: one folder, the key beside the data and never inside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT_VARIABLE = "LILYROOT_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation and the places in it."""

    root: Path

    @classmethod
    def find(cls, given: str | os.PathLike[str] | None = None) -> Home:
        """The home that was given, else ``LILYROOT_HOME``, else ``~/.lilyroot``. Nothing is created."""
        chosen = given or os.environ.get(ENVIRONMENT_VARIABLE) or Path.home() / ".lilyroot"
        return cls(Path(chosen).expanduser().resolve())

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def models(self) -> Path:
        """Readers that were refined here."""
        return self.root / "models"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def catalogue(self) -> Path:
        return self.data / "catalogue.sqlite"

    @property
    def segments(self) -> Path:
        return self.data / "segments"

    @property
    def spool(self) -> Path:
        return self.data / "spool"

    @property
    def uploads(self) -> Path:
        """Exports that were given in the browser, until they are taken in."""
        return self.data / "uploads"

    @property
    def releases(self) -> Path:
        return self.data / "releases"

    @property
    def certificates(self) -> Path:
        """What proves the releases safe, by sha256: counts of people, for this installation only."""
        return self.data / "certificates"

    @property
    def audits(self) -> Path:
        """Open audits (sealed), what closed ones found, and the log of who looked at what."""
        return self.data / "audits"
