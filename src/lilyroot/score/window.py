"""Which time a score is for, and what was released for it in each stream.

A window is a quarter, a year, a month, the undated conversations, or any run of months. Of talk it holds its months;
of records the quarters that end in it; of answers the latest wave that was asked by its end and is not older than a
year, because a culture is not asked about every month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lilyroot.errors import SettingsError
from lilyroot.release.released import Released

UNDATED: Final = "undated"
LONGEST_ANSWERS: Final = 12  # months that a wave speaks for
_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Window:
    """A time with a name; ``months`` in order, empty for what is undated."""

    name: str
    months: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> Window:
        """The window of that name. Raises ``SettingsError`` when it names no time.

        >>> Window.of("2026-Q2").months
        ('2026-04', '2026-05', '2026-06')
        """
        if _QUARTER.fullmatch(name):
            return cls(name, months_of(name))
        if _YEAR.fullmatch(name):
            return cls(name, tuple(f"{name}-{month:02d}" for month in range(1, 13)))
        if _MONTH.fullmatch(name):
            return cls(name, (name,))
        if name == UNDATED:
            return cls(name, ())
        raise SettingsError(
            "score.period",
            f"{name!r} names no period.",
            remedy="Name a quarter (2026-Q1), a year (2026), a month (2026-03) or undated.",
        )

    @classmethod
    def over(cls, months: Sequence[str]) -> Window:
        """The window of these months, e.g. those a report is about."""
        dated = tuple(sorted(month for month in months if month != UNDATED))
        if not dated:
            return cls(UNDATED, ())
        return cls(dated[0] if len(dated) == 1 else f"{dated[0]} to {dated[-1]}", dated)

    def talk(self, released: Released) -> list[str]:
        """The released months of talk in it."""
        return [period for period in released.periods if period in self.months or period == self.name]

    def records(self, released: Released) -> list[str]:
        """The released quarters of records that end in it."""
        return [
            period
            for period in released.periods
            if _QUARTER.fullmatch(period) and months_of(period)[-1] in self.months
        ]

    def answers(self, released: Released) -> list[str]:
        """The latest wave asked by its end and at most a year old then; an empty list when there is none."""
        if not self.months:
            return []
        end = self.months[-1]
        waves = {str(entry["period"]): asked_in(entry) for entry in released.manifests}
        fresh = [(month, wave) for wave, month in waves.items() if 0 <= _between(month, end) < LONGEST_ANSWERS]
        return [max(fresh)[1]] if fresh else []


def asked_in(manifest: Mapping[str, Any]) -> str:
    """The month a wave of answers belongs to: the one it is named after, else that in which it was opened."""
    name = str(manifest["period"])
    if _QUARTER.fullmatch(name):
        return months_of(name)[-1]
    return name if _MONTH.fullmatch(name) else str(manifest.get("begins") or manifest.get("made_at") or "")[:7]


def months_of(quarter: str) -> tuple[str, ...]:
    """The three months of a quarter. Example: ``months_of("2026-Q1")[0]`` is "2026-01"."""
    first = 3 * int(quarter[-1]) - 2
    return tuple(f"{quarter[:4]}-{month:02d}" for month in range(first, first + 3))


def quarter_of(month: str) -> str:
    """The quarter a month lies in. Example: ``quarter_of("2026-05")`` is "2026-Q2"."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def _between(earlier: str, later: str) -> int:
    """Whole months from one to the other; far away where one is not known."""
    if not earlier:
        return LONGEST_ANSWERS
    return 12 * (int(later[:4]) - int(earlier[:4])) + int(later[5:7]) - int(earlier[5:7])
