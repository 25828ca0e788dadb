"""What to invent: how many people, how many months, how much talk, which exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from lilyroot.errors import SettingsError

KINDS: Final[tuple[str, ...]] = ("chat", "meeting", "mail", "ticket")
EXPORTS: Final = (*KINDS, "survey", "records")
"""What a sample can hold: talk of several kinds, answers to a survey, and records."""
SMALLEST_COMPANY: Final = 40
LARGEST_COMPANY: Final = 20_000


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as ``YYYY-MM``. Raises ``SettingsError`` for anything else.

        >>> Month.parse("2026-10")
        Month(year=2026, number=10)
        """
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise SettingsError(
                "sample.month", f"{text!r} is not a month.", remedy="Write it as YYYY-MM, for example 2026-10."
            ) from None
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        years, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, index + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def begin(self) -> int:
        """The first second of the month, UTC, as seconds since 1970."""
        return int(datetime(self.year, self.number, 1, tzinfo=UTC).timestamp())

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def last_full_month(today: date) -> Month:
    """The month before the one that ``today`` is in."""
    return Month(today.year, today.month).plus(-1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the sample depends on: the same plan gives the same bytes.

    ``people`` work at the company in an average month (40 to 20,000); ``months`` full months (1 to 120) end with
    ``until``; ``messages_per_person`` a month, over the kinds in ``only``. Raises ``SettingsError``.
    """

    until: Month
    people: int = 600
    months: int = 24
    seed: int = 7
    messages_per_person: float = 14.0
    only: tuple[str, ...] = EXPORTS

    def __post_init__(self) -> None:
        _between("people", self.people, SMALLEST_COMPANY, LARGEST_COMPANY)
        _between("months", self.months, 1, 120)
        _between("messages per person", self.messages_per_person, 1, 2_000)
        unknown = sorted(set(self.only) - set(EXPORTS))
        if unknown or not self.only:
            raise SettingsError(
                "sample.only",
                f"There is no export of kind {', '.join(unknown)!r}.",
                remedy=f"Use {', '.join(EXPORTS)}.",
            )

    @property
    def calendar(self) -> tuple[Month, ...]:
        """The months of the sample, oldest first."""
        return tuple(self.until.plus(i - self.months + 1) for i in range(self.months))


def _between(what: str, value: float, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SettingsError(
            "sample.size", f"The number of {what} is {value:g}.", remedy=f"Choose from {least:,} to {most:,}."
        )
