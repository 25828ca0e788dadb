"""How long does it take to decide what may be published, to prove it, and how much is kept?

    python benchmarks/release_proof.py [--teams 500 2000] [--size 8 15] [--k 5 6] [--seeds 3]

Invents organisations (teams of log-normal size in departments in divisions, three segments, 60 % take part in a
month) and declares a lattice: every team, department, division and the whole, and the last three by segment too. For
each it prints the CPU seconds, proof and re-check included; the share of publishable totals
(those of at least k people) that is kept; and the same with every hidden count protected against who knows all
headcounts.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from lilyroot.release.certificate import Totals
from lilyroot.release.suppression import Suppression, protect, suppress

SHARES = np.array([0.5, 0.3, 0.2])  # of the three segments
TEAM = 3  # the level of teams: 0 is the whole, 1 divisions, 2 departments


@dataclass(frozen=True)
class Organisation:
    """A lattice of totals over base cells (team x segment), what each total is worth, and everyone's headcounts."""

    lattice: Totals
    worth: list[float]
    headcounts: list[int]


def organisation(seed: int, teams: int, size: int, took_part: float = 0.6) -> Organisation:
    """An organisation of so many teams of about that size."""
    rng = np.random.default_rng(seed)
    parents, levels = tree(rng, teams)
    below: defaultdict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(node for node, level in enumerate(levels) if level == TEAM):
        while node >= 0:
            below[node].append(number)
            node = parents[node]
    sizes = np.clip(np.round(rng.lognormal(np.log(size) - 0.125, 0.5, teams)), 2, 40).astype(int)
    heads = np.array([rng.multinomial(n, SHARES) for n in sizes])
    people = rng.binomial(heads, took_part)
    segments = range(len(SHARES))
    totals, worth = [], []
    for node, level in enumerate(levels):
        for of in [segments, *([s] for s in segments if level < TEAM)]:
            totals.append(frozenset(team * len(SHARES) + s for team in below[node] for s in of))
            worth.append(float(1000 * (TEAM - level) + people[np.ix_(below[node], list(of))].sum()))
    return Organisation(Totals(tuple(people.ravel().tolist()), tuple(totals)), worth, heads.ravel().tolist())


def tree(rng: np.random.Generator, teams: int) -> tuple[list[int], list[int]]:
    """Each node's parent and level: departments of 6 to 13 teams, divisions of 5 to 9 departments."""
    departments: list[int] = []
    while sum(departments) < teams:
        departments.append(min(teams - sum(departments), int(rng.integers(6, 14))))
    parents, levels = [-1], [0]

    def add(parent: int) -> int:
        parents.append(parent)
        levels.append(levels[parent] + 1)
        return len(parents) - 1

    left = departments
    while left:
        count = int(rng.integers(5, 10))
        division = add(0)
        for size in left[:count]:
            department = add(division)
            for _ in range(size):
                add(department)
        left = left[count:]
    return parents, levels


def kept(found: Suppression) -> float:
    """The share of publishable totals that is shown."""
    return len(found.shown) / (len(found.shown) + len(found.complementary))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--teams", type=int, nargs="+", default=[500, 2000])
    options.add_argument("--size", type=int, nargs="+", default=[8, 15])
    options.add_argument("--k", type=int, nargs="+", default=[5, 6])
    options.add_argument("--seeds", type=int, default=3)
    chosen = options.parse_args()
    print("teams size k  | publishable  kept      s | with headcounts: kept      s")
    for teams in chosen.teams:
        for size in chosen.size:
            for k in chosen.k:
                runs = [run(organisation(seed, teams, size), k) for seed in range(chosen.seeds)]
                publishable, share, seconds, protected, longer = (float(x) for x in np.mean(runs, axis=0))
                print(
                    f"{teams:5} {size:4} {k:2} | {publishable:11.0f} {share:6.1%} {seconds:5.1f} "
                    f"|                 {protected:6.1%} {longer:5.1f}",
                    flush=True,
                )


def run(made: Organisation, k: int) -> tuple[float, float, float, float, float]:
    """Publishable totals; the share kept and the seconds it took, without and with protection of hidden counts."""
    start = time.process_time()
    found = suppress(made.lattice, k, made.worth)
    between = time.process_time()
    protected, _ = protect(made.lattice, k, made.worth, made.headcounts, width=2)
    end = time.process_time()
    publishable = len(found.shown) + len(found.complementary)
    return publishable, kept(found), between - start, kept(protected), end - between


if __name__ == "__main__":
    main()
