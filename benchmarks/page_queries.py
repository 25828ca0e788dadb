"""How long does a page wait for the tables it shows?

    python benchmarks/page_queries.py HOME [--repeats 20]

Asks a released home (``benchmarks/release.py ... --into HOME`` leaves one) what the pages ask of the ledger: the
figures of a group over all months, one indicator of all groups in a month and of the organisation over all, the
network of a month. Prints the median and the slowest of the repeats in milliseconds; and apart from these what
opening the ledger costs, which a served installation does once after each release.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyarrow.compute as pc

from lilyroot.home import Home
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released


def questions(released: Released) -> dict[str, Callable[[], object]]:
    """What pages ask, by what they show."""
    last = released.periods[-1]
    team = released.rows(period=last, cut="team")[0]["cell"]
    network = released.extra("network_edges")
    return {
        "a group over all periods": lambda: released.rows(cut="team", cell=team),
        "one indicator of all teams in a period": lambda: released.rows(
            period=last, cut="team", indicator="salience"
        ),
        "one indicator of the organisation": lambda: released.rows(cut="organisation", indicator="salience"),
        "one indicator of all groups in a period": lambda: released.rows(period=last, indicator="salience"),
        "the network of a period": lambda: network.filter(pc.equal(network["period"], last)).to_pylist(),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("home", type=Path)
    options.add_argument("--repeats", type=int, default=20)
    chosen = options.parse_args()
    began = time.perf_counter()
    released = Ledger(Home.find(chosen.home).releases).released()
    print(
        f"{len(released.periods)} periods, {released.table.num_rows:,} figures, opened in "
        f"{1000 * (time.perf_counter() - began):.0f} ms"
    )
    for shown, ask in questions(released).items():
        waited, worked = [], []
        for _ in range(chosen.repeats):
            began, before = time.perf_counter(), time.process_time()
            ask()
            waited.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - before))
        print(
            f"{shown}: median {median(waited):.1f} ms ({median(worked):.1f} ms of CPU), slowest {max(waited):.1f} ms"
        )


if __name__ == "__main__":
    main()
