"""What an attack reports: how much it tried, and every hole with the way through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ATTACKS: Final = (
    "differencing",
    "overlapping cuts",
    "time",
    "linear algebra",
    "smallest group",
    "bounds",
    "homogeneity",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A hole: where, how many people it lays open, and the recipe in words. ``people`` is 0 where nobody can say."""

    attack: str
    where: str
    people: int
    recipe: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One kind of attack on everything: how many ways were tried, and what was found."""

    attack: str
    tried: int
    found: tuple[Finding, ...]

    def and_(self, other: Attempt) -> Attempt:
        """Both together."""
        return Attempt(self.attack, self.tried + other.tried, self.found + other.found)


def combination(terms: dict[str, float], most: int = 6) -> str:
    """A combination of totals in words, scaled so that its largest weight is 1.

    >>> combination({"Department": 1.0, "Team A": -1.0, "Team B": -0.5})
    'Department - Team A - 0.5 x Team B'
    """
    largest = max(map(abs, terms.values()))
    ordered = sorted(
        ((name, weight / largest) for name, weight in terms.items()), key=lambda t: (-round(t[1], 6), t[0])
    )
    words = [_term(name, weight) for name, weight in ordered[:most]]
    rest = f" and {len(ordered) - most} more" if len(ordered) > most else ""
    return " ".join(words).removeprefix("+ ") + rest


def _term(name: str, weight: float) -> str:
    times = "" if abs(abs(weight) - 1) < 1e-6 else f"{abs(weight):.3g} x "
    return f"{'-' if weight < 0 else '+'} {times}{name}"
