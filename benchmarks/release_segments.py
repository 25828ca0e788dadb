"""How long does it take to decide what a month with declared segments may publish, proofs included?

    python benchmarks/release_segments.py [--teams 60 500 2000] [--depth 1] [--attributes 1]

Invents a month of an organisation (teams of twelve in departments of twenty, eight functions) whose policy declares
one to three attributes of three and four values, and takes the step of the gate that decides: groups of the tree,
functions, kinds, every department by every value, the proofs of all families, and the certificate file. Prints CPU
seconds, and how many groups by segment are published.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from lilyroot.measure.facts import POPULATION
from lilyroot.measure.indicators import INDICATORS
from lilyroot.measure.profile import profile
from lilyroot.release.lattice import certificate_file
from lilyroot.release.pattern import decide, families_of
from lilyroot.release.segments import SEGMENT
from lilyroot.store.policy import Policy

TEAM_SIZE, DEPARTMENT, FUNCTIONS = 12, 20, 8
SEGMENTS = {"site": ("abroad", "coast", "inland"), "tenure": ("long", "new", "some"), "work": ("a", "b", "c", "d")}
KINDS = ("chat", "mail", "meeting", "ticket")


def month(teams: int, segments: Mapping[str, Sequence[str]], seed: int = 1) -> tuple[pa.Table, dict[str, str]]:
    """Who took part (POPULATION), and each team's parent."""
    rng = np.random.default_rng(seed)
    parents = {f"Department {n:03d}": "" for n in range(-(-teams // DEPARTMENT))}
    parents |= {f"Team {n:04d}": f"Department {n // DEPARTMENT:03d}" for n in range(teams)}
    rows = []
    for person in range(teams * TEAM_SIZE):
        attributes = [(name, str(rng.choice(values))) for name, values in segments.items()]
        stands = {
            "period": "2026-03",
            "team": f"Team {person // TEAM_SIZE:04d}",
            "function": profile(f"Function {rng.integers(FUNCTIONS)}", attributes),
            "person": f"p{person:06d}",
        }
        for kind in KINDS:
            if (messages := int(rng.poisson(4))) > 0:
                about, began = int(rng.binomial(messages, 0.3)), int(rng.binomial(messages, 0.3))
                told = {"messages": messages, "customer_messages": about, "threads_started": began}
                rows.append(
                    {
                        **stands,
                        **told,
                        "kind": kind,
                        "customer_threads_started": min(about, began),
                        "compared_threads_started": min(about, began),
                    }
                )
    return pa.Table.from_pylist(rows, schema=POPULATION), parents


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--teams", type=int, nargs="+", default=[60, 500, 2000])
    options.add_argument("--depth", type=int, default=1)
    options.add_argument("--attributes", type=int, default=1, choices=(1, 2, 3))
    chosen = options.parse_args()
    segments = dict(list(SEGMENTS.items())[: chosen.attributes])
    policy = Policy(segments=segments, depth=chosen.depth)
    for teams in chosen.teams:
        took_part, parents = month(teams, segments)
        began = time.process_time()
        found = decide("2026-03", took_part, parents, "Invented", families=families_of(INDICATORS), policy=policy)
        assert found is not None, "everyone took part"
        written = certificate_file(found.proofs, INDICATORS, policy.threshold)
        seconds = time.process_time() - began
        kept = sum(cell.cut == SEGMENT for cell in found.cells)
        print(
            f"{teams} teams: {seconds:.1f} s of CPU, {len(found.cells)} groups, {kept} of them by segment, "
            f"certificate {len(written) / 1e6:.1f} MB; {' '.join(found.notes)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
