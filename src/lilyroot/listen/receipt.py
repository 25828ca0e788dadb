"""The receipt of an export: what came in and where it went. The sum always closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# What readers read; a message in one of these has no label only when a language model did not give one.
_READ: Final = ("en", "und")


@dataclass(frozen=True, slots=True)
class Receipt:
    """``came_in = committed + duplicate + quarantined``; what is not a message of a person was passed over.

    ``not_read`` counts, by language, those of the committed that the reader could not read.
    """

    export: str
    name: str
    committed: int
    duplicate: int
    quarantined: int
    passed_over: Mapping[str, int]
    known_before: bool = False
    not_read: Mapping[str, int] = field(default_factory=dict)

    @property
    def came_in(self) -> int:
        return self.committed + self.duplicate + self.quarantined

    def sentence(self) -> str:
        return (
            f"in {self.came_in:,} = committed {self.committed:,} + duplicate {self.duplicate:,} "
            f"+ quarantined {self.quarantined:,}"
        )

    def sentence_on_languages(self) -> str:
        """What was committed but not read; "" when everything was read."""
        if not self.not_read:
            return ""
        unknown = {name: n for name, n in self.not_read.items() if name not in _READ}
        unanswered = sum(self.not_read.values()) - sum(unknown.values())
        by_language = ", ".join(f"{language} {n:,}" for language, n in unknown.items())
        reasons = [
            f"{sum(unknown.values()):,} in languages this reader does not know ({by_language})" if unknown else "",
            f"{unanswered:,} to which the reader got no usable answer" if unanswered else "",
        ]
        return f"not read: {', '.join(reason for reason in reasons if reason)}"
