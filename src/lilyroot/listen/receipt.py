"""The receipt of an export: what came in and where it went. The sum always closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """``came_in = committed + duplicate + quarantined``; what is not a message of a person was passed over."""

    export: str
    name: str
    committed: int
    duplicate: int
    quarantined: int
    passed_over: Mapping[str, int]
    known_before: bool = False

    @property
    def came_in(self) -> int:
        return self.committed + self.duplicate + self.quarantined

    def sentence(self) -> str:
        return (
            f"in {self.came_in:,} = committed {self.committed:,} + duplicate {self.duplicate:,} "
            f"+ quarantined {self.quarantined:,}"
        )
