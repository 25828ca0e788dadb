"""How long does the measure take, and how much memory, at a million messages and more?

    python benchmarks/measure.py 1000000 [--teams 500] [--months 24] [--memory 1GB] [--threads 2]

Invents facts (conversations of geometric length, two thirds of the voices from one team, channels per team), writes
them to Parquet as the store would, measures every indicator in every period for the organisation, departments,
teams, functions and kinds, and prints seconds and peak memory of a fresh process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.engines import DuckDB
from lilyroot.measure import CELL_OF, FACT, INDICATORS, PLACEMENT, evaluate
from lilyroot.model.labels import FLAGS

KINDS = np.array(["meeting", "chat", "mail", "ticket"])
FUNCTIONS = 8
TEAM_SIZE = 12
DEPARTMENT = 10  # teams in a department
MEAN_LENGTH = 6


def names(prefix: str, numbers: np.ndarray) -> pa.Array:
    """Keys as long as the store's keyed hashes."""
    return pa.DictionaryArray.from_arrays(
        pa.array(numbers.astype(np.int32)), pa.array([f"{prefix}{n:030x}" for n in range(int(numbers.max()) + 1)])
    ).cast(pa.string())


def facts(messages: int, teams: int, months: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    length = rng.geometric(1 / MEAN_LENGTH, messages // MEAN_LENGTH + 1)
    conversation = np.repeat(np.arange(len(length)), length)[:messages]
    count = int(conversation[-1]) + 1
    team, month = rng.integers(0, teams, count), rng.integers(0, months, count)
    kind = rng.choice(4, count, p=[0.1, 0.5, 0.3, 0.1])
    warmth = rng.beta(1, 4, count)
    at_home = rng.random(len(conversation)) < 2 / 3
    person = rng.integers(0, TEAM_SIZE, len(conversation)) + TEAM_SIZE * np.where(
        at_home, team[conversation], rng.integers(0, teams, len(conversation))
    )
    about = rng.random(len(conversation)) < warmth[conversation]
    orientation = np.where(about, rng.integers(0, 2, len(conversation)), 2)
    chats = names("c", np.arange(count)).take(pa.array(conversation))
    sent = np.datetime64("2024-01-15", "us") + np.arange(len(conversation)).astype("timedelta64[s]")
    return pa.table(
        {
            "message": pa.array([f"m{n:030x}" for n in range(len(conversation))]),
            "period": pa.array([f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]).take(
                pa.array(month[conversation])
            ),
            "kind": pa.array(KINDS).take(pa.array(kind[conversation])),
            "channel": names("h", (team * 4 + kind)[conversation]),
            "conversation": chats,
            "thread": chats,
            "cluster": chats,
            "position": np.arange(len(conversation)),
            "sent": pa.array(sent, pa.timestamp("us")).cast(pa.timestamp("us", "UTC")),
            "person": names("p", person),
            "orientation": pa.array(["centric", "focused", "none"]).take(pa.array(orientation)),
            **{flag: rng.random(len(conversation)) < 0.03 for flag in FLAGS},
        }
    ).cast(FACT)


def placement(teams: int, months: int) -> pa.Table:
    people = np.arange(teams * TEAM_SIZE)
    once = [(f"p{n:030x}", f"t{n // TEAM_SIZE:03d}", f"f{n % FUNCTIONS}") for n in people]
    rows = [
        {"period": f"{2024 + m // 12}-{m % 12 + 1:02d}", "person": who, "team": team, "function": function}
        for m in range(months)
        for who, team, function in once
    ]
    return pa.Table.from_pylist(rows, schema=PLACEMENT)


def cells(teams: int) -> pa.Table:
    rows = []
    for team in range(teams):
        for function in range(FUNCTIONS):
            for kind in KINDS:
                base = {"team": f"t{team:03d}", "function": f"f{function}", "kind": str(kind)}
                rows += [
                    {"cut": "organisation", "cell": "all", **base},
                    {"cut": "team", "cell": f"d{team // DEPARTMENT:02d}", **base},
                    {"cut": "team", "cell": base["team"], **base},
                    {"cut": "function", "cell": base["function"], **base},
                    {"cut": "kind", "cell": base["kind"], **base},
                ]
    return pa.Table.from_pylist(rows, schema=CELL_OF)


def measure(folder: Path, teams: int, months: int, memory: str, threads: int) -> None:
    periods = [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    wanted = cells(teams)
    started = time.perf_counter()
    with DuckDB(memory=memory, threads=threads) as engine:
        engine.load("fact", sorted(folder.glob("*.parquet")))
        engine.load("placement", pq.read_table(folder / "placement" / "all.parquet"))
        figures = evaluate(engine, periods, wanted)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{figures.num_rows} figures ({figures.num_rows // len(INDICATORS) // months} cells x {len(INDICATORS)} "
        f"indicators x {months} periods): {seconds:.1f} s, "
        f"{time.process_time():.1f} s of CPU, peak {peak:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=int)
    parser.add_argument("--teams", type=int, default=500)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--memory", default="1GB", help="what DuckDB may hold before it spills")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # the measuring process gets it
    given = parser.parse_args()
    if given.folder:
        measure(given.folder, given.teams, given.months, given.memory, given.threads)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "placement").mkdir()
        for part, start in enumerate(range(0, given.messages, 1_000_000)):
            size = min(1_000_000, given.messages - start)
            table = facts(size, given.teams, given.months, seed=part)
            for column in ("message", "conversation", "thread", "cluster"):  # names differ between the parts
                place = table.column_names.index(column)
                told = pa.array([f"{part}{value}" for value in table[column].to_pylist()])
                table = table.set_column(place, FACT.field(column), told)
            pq.write_table(table, folder / f"{part:04d}.parquet", compression="zstd")
        pq.write_table(placement(given.teams, given.months), folder / "placement" / "all.parquet")
        print(f"{given.messages} messages, {given.teams} teams, {given.months} months, ", end="", flush=True)
        one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # the products are small: more only wait in a spin
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--folder", name], check=True, env=one_thread)


if __name__ == "__main__":
    main()
