"""How often does the interval of a share hold the truth as it is told, where its number is not?

    python benchmarks/told_coverage.py [--repeats 3000]

Draws shares of 1 to 97 % from 6 to 600 independent records, makes their interval as the estimator does (mid-P below
40, else Wilson's), tells them in round steps as the gate does, and prints how often the ends hold the true share, and
how wide they are against the exact ones.
"""

from __future__ import annotations

import argparse
from functools import cache

import numpy as np

from lilyroot.measure.estimators.proportions import mid_p_ends, wilson_ends
from lilyroot.release.steps import in_round_steps, in_threes

NUMBERS = (6, 8, 10, 15, 20, 29, 30, 33, 45, 59, 60, 75, 100, 149, 150, 220, 299, 300, 600)
TRUTHS = (0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.97)


@cache
def seen(count: int, number: int) -> dict[str, float]:
    """A share with its interval as the estimator makes it."""
    share, size = np.array(count / number), np.array(float(number))
    low, high = (mid_p_ends if number < 40 else wilson_ends)(share, size)
    return {"value": count / number, "low": float(low), "high": float(high)}


def told(number: int, truth: float, repeats: int, rng: np.random.Generator) -> tuple[float, float]:
    """How often the ends hold the truth, and how many times as wide as the exact ones they are."""
    counts, lots = rng.binomial(number, truth, repeats), rng.random((repeats, 2))
    held, wide, exact = 0, 0.0, 0.0
    for count, (lot, other) in zip(counts.tolist(), lots.tolist(), strict=True):
        own = seen(count, number)
        shown = in_round_steps(own, in_threes(number, min(number, 6), other), lot)
        held += shown["low"] <= truth <= shown["high"]
        wide, exact = wide + shown["high"] - shown["low"], exact + own["high"] - own["low"]
    return held / repeats, wide / exact


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3000)
    repeats = parser.parse_args().repeats
    rng = np.random.default_rng(3)
    found = {(number, truth): told(number, truth, repeats, rng) for number in NUMBERS for truth in TRUTHS}
    held, wide = (np.array(side) for side in zip(*found.values(), strict=True))
    print(f"{len(found)} cases: held {held.min():.1%} at least, {held.mean():.1%} on average")
    print(f"as wide as exact ends: {np.quantile(wide, 0.05):.2f} to {np.quantile(wide, 0.95):.2f} times, ", end="")
    print(f"{np.median(wide):.2f} in the middle")
    for case in sorted(found, key=lambda case: found[case][0])[:8]:
        print(f"  {case[0]:4d} records, {case[1]:.0%}: {found[case][0]:.1%}")


if __name__ == "__main__":
    main()
