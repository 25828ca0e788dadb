"""How often do the 95 % intervals of the measure contain the truth?

    python benchmarks/interval_coverage.py [--repeats 1000]

Draws cells whose truth is known and counts, per method, how often the interval contains it, and how wide it is.
``percentile`` is the plain cluster bootstrap; ``Wilson`` treats every message as independent; ``ours`` is
``lilyroot.measure.estimators.intervals``. Three tables: shares when the messages of a conversation are alike
(intra-conversation correlation rho, geometric sizes with mean 5); shares when people differ as well (each of the
same 8 people has a rate of their own, and the truth is theirs; or new people are drawn each time, and the truth is
everybody's); ratios of replies with three shapes of replies per thread.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.estimators.bootstrap import replicates
from lilyroot.measure.estimators.interval import intervals
from lilyroot.measure.estimators.proportions import wilson_ends

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], tuple[Floats, Floats, float]]

MEAN_SIZE = 5
PEOPLE = 8
SIDE_BY_SIDE = 100  # repeats that go through one matrix product


def alike(share: float, rho: float) -> Draw:
    """A conversation has a rate of its own, beta distributed with intra-class correlation rho."""

    def draw(rng: np.random.Generator, clusters: int) -> tuple[Floats, Floats, float]:
        size = rng.geometric(1 / MEAN_SIZE, clusters)
        scale = (1 - rho) / rho if rho else np.inf
        rate = rng.beta(share * scale, (1 - share) * scale, clusters) if rho else np.full(clusters, share)
        return rng.binomial(size, rate).astype(float), size.astype(float), share

    return draw


def people(share: float, spread: float, *, same: bool) -> Draw:
    """Each message is by one of eight people with a rate of their own; conversations differ too (rho 0.1)."""
    scale, within = (1 - spread) / spread, 9.0
    fixed = np.random.default_rng(8).beta(share * scale, (1 - share) * scale, PEOPLE)

    def draw(rng: np.random.Generator, clusters: int) -> tuple[Floats, Floats, float]:
        own = fixed if same else rng.beta(share * scale, (1 - share) * scale, PEOPLE)
        size = rng.geometric(1 / MEAN_SIZE, clusters)
        conversation = np.repeat(np.arange(clusters), size)
        mean = own[rng.integers(0, PEOPLE, len(conversation))]
        mood = rng.beta(0.5 * within, 0.5 * within, clusters)[conversation]  # mean 1/2
        rate = np.clip(2 * mood * mean, 0, 1)
        num = np.bincount(conversation, rng.random(len(conversation)) < rate, minlength=clusters)
        return num, size.astype(float), float(fixed.mean() if same else share)

    return draw


def replies(shape: str) -> Draw:
    """Replies per customer thread against a known usual 2 per thread; a few conversations hold several threads."""
    known = {"Poisson": 3.0, "negative binomial": 3.0, "log-normal": float(np.exp(1.5))}

    def draw(rng: np.random.Generator, clusters: int) -> tuple[Floats, Floats, float]:
        threads = rng.geometric(0.7, clusters)
        conversation, count = np.repeat(np.arange(clusters), threads), int(threads.sum())
        drawn = {
            "Poisson": lambda: rng.poisson(3, count).astype(float),
            "negative binomial": lambda: rng.negative_binomial(1, 1 / 4, count).astype(float),
            "log-normal": lambda: rng.lognormal(1, 1, count),
        }[shape]()
        return np.bincount(conversation, drawn, minlength=clusters), threads * 2.0, known[shape] / 2

    return draw


def methods(num: Floats, den: Floats, share: bool) -> dict[str, tuple[Floats, Floats]]:
    """Columns are repeats. Low and high ends by method."""
    ratios = replicates(num, den)
    found = {"percentile": tuple(np.nanquantile(ratios, [0.025, 0.975], axis=1))}
    if share:
        found["Wilson"] = tuple(wilson_ends(num.sum(0) / den.sum(0), den.sum(0)))
    found["ours"] = intervals(num, den, shares=np.full(num.shape[1], share))
    return found


def coverage(draw: Draw, clusters: int, share: bool, repeats: int) -> dict[str, tuple[float, float]]:
    rng = np.random.default_rng(20260101)
    inside: dict[str, list[Floats]] = {}
    width: dict[str, list[Floats]] = {}
    for _ in range(repeats // SIDE_BY_SIDE):
        drawn = [draw(rng, clusters) for _ in range(SIDE_BY_SIDE)]
        num, den = (np.column_stack([one[place] for one in drawn]) for place in (0, 1))
        truth = drawn[0][2]
        for name, (low, high) in methods(num, den, share).items():
            inside.setdefault(name, []).append((low <= truth) & (truth <= high))
            width.setdefault(name, []).append(high - low)
    return {name: (float(np.mean(inside[name])), float(np.nanmean(width[name]))) for name in inside}


def table(
    title: str, head: str, rows: Iterable[tuple[str, Draw]], sizes: list[int], share: bool, repeats: int
) -> None:
    print(f"\n### {title}\n")
    lead = None
    for label, draw in rows:
        for clusters in sizes:
            found = coverage(draw, clusters, share, repeats)
            if lead is None:
                lead = list(found)
                print(f"| {head} | conversations | " + " | ".join(f"{name} (width)" for name in lead) + " |")
                print("| --- " * (2 + len(lead)) + "|")
            cells = " | ".join(f"{hit:.3f} ({wide:.3f})" for hit, wide in found.values())
            print(f"| {label} | {clusters} | {cells} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=1000)
    repeats = parser.parse_args().repeats
    shares = [(f"{p:.0%}, rho {rho}", alike(p, rho)) for p in (0.01, 0.05, 0.2, 0.5) for rho in (0, 0.1, 0.4)]
    table("Shares: messages of a conversation are alike", "truth", shares, [5, 10, 20, 40, 100, 300], True, repeats)
    persons = [
        (f"{p:.0%}, spread {spread}, {'the same' if same else 'other'} people", people(p, spread, same=same))
        for p in (0.05, 0.2)
        for spread in (0.05, 0.2)
        for same in (True, False)
    ]
    table("Shares: people differ", "truth", persons, [10, 40, 100], True, repeats)
    shapes = [(name, replies(name)) for name in ("Poisson", "negative binomial", "log-normal")]
    table("Ratios: replies per customer thread", "replies", shapes, [5, 10, 20, 40, 100], False, repeats)


if __name__ == "__main__":
    main()
