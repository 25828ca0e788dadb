"""How often do the intervals of scores hold the truth? The tables of docs/explanation/dimensions.md.

    python -m benchmarks.score_coverage

A dimension: two sources of three figures each, true points 50, standard errors 5; the figures of a source share all,
half or none of their error. A distance of values: seven values, so many items a side, true distances from 0 to 0.5.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from lilyroot.score.allocation import distance
from lilyroot.score.anchors import Anchor, Source
from lilyroot.score.points import Points, SourcePoints, interval, source_points
from lilyroot.score.sources import Measured

FIGURE = Measured("cp", 50.0, 40.0, 60.0, "20–49", 30, "", "counted")
ANCHOR = Anchor("cp", "D1", "N", "survey", 0.0, 100.0, "up")
DIMENSIONS, DISTANCES = 4000, 300
NAMED = (0.4, 0.2, 0.15, 0.1, 0.08, 0.05, 0.02)
PREVAILING = (
    NAMED,
    (0.35, 0.22, 0.16, 0.12, 0.08, 0.05, 0.02),
    (0.2, 0.35, 0.2, 0.1, 0.08, 0.05, 0.02),
    (0.02, 0.35, 0.2, 0.15, 0.1, 0.08, 0.1),
)


def dimension_covered(shared: float, chance: np.random.Generator) -> bool:
    """Whether the interval of one simulated dimension holds its true 50 points."""
    sources: list[SourcePoints] = []
    names: tuple[Source, ...] = ("survey", "decisions")
    for name in names:
        errors = sqrt(shared) * chance.normal() + sqrt(1 - shared) * chance.normal(size=3)
        centres = 50 + 5 * errors
        points = [Points(ANCHOR, FIGURE, c, c, c - 1.96 * 5, c + 1.96 * 5) for c in centres]
        found = source_points(name, points)
        if found is not None:
            sources.append(found)
    middle = float(np.mean([source.points for source in sources]))
    low, high = interval(np.mean([source.draws for source in sources], axis=0), middle)
    return low <= 50 <= high


def main() -> None:
    chance = np.random.default_rng(1)
    print("| error that figures of a source share | 95 % interval holds the truth |\n| --- | --- |")
    for shared, name in ((1.0, "all"), (0.5, "half"), (0.0, "none")):
        covered = np.mean([dimension_covered(shared, chance) for _ in range(DIMENSIONS)])
        print(f"| {name} | {100 * covered:.1f} % |")
    print("\n| true distance | items a side | as counted | corrected | bias at 0 subtracted | 95 % interval holds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for prevailing in PREVAILING:
        true = float(np.abs(np.array(NAMED) - np.array(prevailing)).sum() / 2)
        for items in (50, 200):
            found, subtracted = [], []
            for _ in range(DISTANCES):
                said, done = (chance.multinomial(items, shares) / items for shares in (NAMED, prevailing))
                one = distance(list(said), items, list(done), items)
                both = (said + done) / 2
                alike = chance.multinomial(items, both, (2, 300)) / items
                bias = float(np.abs(alike[0] - alike[1]).sum(axis=1).mean() / 2)
                found.append(one)
                subtracted.append(max(0.0, one.seen - bias))
            seen, corrected = (np.mean([getattr(one, part) for one in found]) for part in ("seen", "distance"))
            holds = np.mean([one.low <= true + 1e-12 and true <= one.high for one in found])
            print(
                f"| {true:.2f} | {items} | {seen:.3f} | {corrected:.3f} | {np.mean(subtracted):.3f} "
                f"| {100 * holds:.0f} % |"
            )


if __name__ == "__main__":
    main()
