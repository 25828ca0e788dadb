"""What would it cost to let nobody narrow down how many of a hidden group took part?

    python benchmarks/bounds.py HOME [--windows 6]

For the newest windows of each stream of a home: decides what may be published, as ``lilyroot release`` does, and asks
``lilyroot.release.witness`` of every team and every crossing of team and function with one to k - 1 contributors:
could somebody who knows all headcounts, and the exact number of people behind every published figure, say to within
two how many of them contributed? Prints how many hidden groups there are (``hidden``), of how many that could be said
(``narrowed``), and of how many of these because everybody contributed (``everybody``). And how many of the published
pairs of group and family (``figures``) would go if the least group that shares people with one narrowed down were
withheld until it no longer is: for those of whom not everybody contributed (``withheld``), or for all
(``withheld_for_all``). For answers the gate has withheld what it must before that. Nothing is released.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lilyroot.engines import DuckDB
from lilyroot.home import Home
from lilyroot.measure.profile import profile
from lilyroot.measure.streams import Stream
from lilyroot.release import pattern as deciding
from lilyroot.release.gate import STREAMS, families_of, policy_for
from lilyroot.release.lattice import Proof
from lilyroot.release.segments import Standing
from lilyroot.release.tree_rule import People
from lilyroot.release.witness import Table, audit
from lilyroot.store.organisation import placements
from lilyroot.store.store import Store

WIDTH = 2


@dataclass
class Found:
    """Of one stream: hidden groups, those that could be narrowed down, and what closing them would cost."""

    hidden: int = 0
    narrowed: int = 0
    everybody: int = 0
    figures: int = 0
    withheld: int = 0
    withheld_for_all: int = 0


def windows(
    store: Store, stream: Stream, newest: int
) -> Iterator[tuple[deciding.Pattern, dict[Standing, People], Counter[Standing]]]:
    """What is decided of each window, who took part in it, and how many people stand where."""
    with TemporaryDirectory() as spill, DuckDB(memory="2GB", spill=Path(spill)) as engine:
        present = stream.gather(store, engine)
        stream.place(store, engine, present)
        for window in present[-newest:]:
            stream.prepare(engine, [window])
            took_part = stream.population(engine, [window])
            families = families_of(stream.indicators)
            standing = deciding._people(took_part.to_pylist(), families, lambda row: (row["team"], row["function"]))
            found = deciding.decide(
                window,
                took_part,
                stream.parents(store, window),
                "Sample",
                stream.staff(store, window),
                families,
                policy_for(stream, store, window, date.max),
                deciding.exact_families(stream.indicators),
            )
            if found is not None:
                placed = placements(store.catalogue, window).values()
                yield found, standing, Counter((p.team, profile(p.function, p.segments)) for p in placed)


def look(proof: Proof, family: str, standing: Mapping[Standing, People], heads: Counter[Standing], k: int) -> Found:
    places = sorted(standing)
    counts = [len(standing[place].of(family)) for place in places]
    most = [max(heads[place], standing[place].n) for place in places]
    table = Table(tuple(counts), (0,) * len(places), tuple(most))
    shown = [
        frozenset(n for n, (team, having) in enumerate(places) if team in cell.teams and having in cell.profiles)
        for cell in proof.cells
    ]
    of_team: defaultdict[str, set[int]] = defaultdict(set)
    for n, (team, _) in enumerate(places):
        of_team[team].add(n)
    groups = {*map(frozenset, of_team.values()), *(frozenset({n}) for n in range(len(places)))}
    hidden = [
        group for group in sorted(groups, key=sorted) if 0 < sum(counts[n] for n in group) < k and group not in shown
    ]
    open_ = audit(shown, table, hidden, WIDTH).open
    everybody = [n for n in open_ if sum(counts[c] for c in hidden[n]) == sum(most[c] for c in hidden[n])]
    rest = [hidden[n] for n in open_ if n not in everybody]
    return Found(
        len(hidden),
        len(open_),
        len(everybody),
        len(shown),
        closing(shown, table, rest, counts),
        closing(shown, table, [hidden[n] for n in open_], counts),
    )


def closing(
    shown: Sequence[frozenset[int]], table: Table, open_: Sequence[frozenset[int]], counts: Sequence[int]
) -> int:
    """How many totals must go until every one of these groups has its witnesses."""
    left, ahead = list(shown), list(open_)
    while ahead:
        still = [ahead[n] for n in audit(left, table, ahead, WIDTH).open]
        near = [[total for total in left if total & group] for group in still]
        gone = {
            min(totals, key=lambda total: (sum(counts[c] for c in total), sorted(total))) for totals in near if totals
        }
        left, ahead = (
            [total for total in left if total not in gone],
            [g for g, totals in zip(still, near, strict=True) if totals],
        )
    return len(shown) - len(left)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("home", type=Path)
    options.add_argument("--windows", type=int, default=6)
    chosen = options.parse_args()
    store = Store.open(Home.find(chosen.home), today=datetime.now(UTC).date())
    for stream in STREAMS:
        sums: Counter[str] = Counter()
        for found, standing, heads in windows(store, stream, chosen.windows):
            for family, proof in found.proofs.items():
                sums.update(vars(look(proof, family, standing, heads, found.policy.threshold)))
        print(stream.name, dict(sums), flush=True)
    store.close()


if __name__ == "__main__":
    main()
