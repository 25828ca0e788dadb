"""How far two agree beyond chance: the number that auditors, estimators and refined readers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping


def cohen_kappa(pairs: Mapping[tuple[Hashable, Hashable], int]) -> float | None:
    """Kappa of two labellers (Cohen 1960), from how often each pair of labels was given to one and the same thing.

    (agreed - by chance) / (1 - by chance): 1 where they always agree, 0 where no more than by chance. None where
    there are no pairs or where both only ever said one and the same thing.

    >>> round(cohen_kappa({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}), 6)
    0.4
    """
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), n in pairs.items():
        first[one] += n
        second[other] += n
    n = first.total()
    by_chance = sum(first[label] * second[label] for label in first) / n**2 if n else 1.0
    if by_chance == 1.0:
        return None
    return (sum(times for (one, other), times in pairs.items() if one == other) / n - by_chance) / (1 - by_chance)
