"""The measure on a Spark cluster: the same figures as DuckDB, cell by cell, and what it costs.

    python benchmarks/spark_cluster.py 100000 [--teams 50] [--months 3]

Starts a standalone master and two workers of one core each on this machine's loopback address, measures the invented
facts of ``measure.py`` there and with DuckDB, compares every figure, prints both times, and stops the cluster.
On one machine DuckDB wins by far; the cluster is there for facts that one machine does not hold.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.engines import DuckDB, Engine, Spark
from lilyroot.measure import evaluate

sys.path.insert(0, str(Path(__file__).parent))
from measure import cells, facts, placement

HOST = "127.0.0.1"
CLASSES = "org.apache.spark.deploy"
WAIT = 60.0


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind((HOST, 0))
        return int(opened.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master and two workers; gives the master's address. All are stopped at the end."""
    import pyspark

    launch = Path(pyspark.__file__).parent / "bin" / "spark-class"
    port, pages = free_port(), [str(free_port()) for _ in range(3)]
    address = f"spark://{HOST}:{port}"
    worker = [f"{CLASSES}.worker.Worker", "--host", HOST, "--cores", "1", "--memory", "1g"]
    commands = [
        [f"{CLASSES}.master.Master", "--host", HOST, "--port", str(port), "--webui-port", pages[0]],
        [*worker, "--work-dir", str(folder / "one"), "--webui-port", pages[1], address],
        [*worker, "--work-dir", str(folder / "two"), "--webui-port", pages[2], address],
    ]
    environment = {**os.environ, "SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    running = [subprocess.Popen([str(launch), *commands[0]], **quiet)]
    try:
        _await(port)
        running += [subprocess.Popen([str(launch), *command], **quiet) for command in commands[1:]]
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(20)


def _await(port: int) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("The master did not start; is Java 17 or later installed?")


def measured(engine: Engine, folder: Path, teams: int, periods: list[str]) -> tuple[pa.Table, float]:
    began = time.perf_counter()
    engine.load("fact", [folder / "facts.parquet"])
    engine.load("placement", [folder / "placement.parquet"])
    return evaluate(engine, periods, cells(teams)), time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=int)
    parser.add_argument("--teams", type=int, default=50)
    parser.add_argument("--months", type=int, default=3)
    given = parser.parse_args()
    periods = [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(given.months)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(facts(given.messages, given.teams, given.months, seed=0), folder / "facts.parquet")
        pq.write_table(placement(given.teams, given.months), folder / "placement.parquet")
        with DuckDB(threads=2) as duck:
            ours, seconds = measured(duck, folder, given.teams, periods)
        print(f"DuckDB: {ours.num_rows:,} figures of {given.messages:,} messages in {seconds:.1f} s", flush=True)
        with cluster(folder) as address, Spark(address, spill=folder, memory="900m", parts=4) as spark:
            theirs, seconds = measured(spark, folder, given.teams, periods)
        print(f"Spark, two workers: {theirs.num_rows:,} figures in {seconds:.1f} s")
    differ = [
        (one, other)
        for one, other in zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
        if any(one[key] != other[key] and not _close(one[key], other[key]) for key in one)
    ]
    print(f"{len(differ)} figures differ")
    sys.exit(1 if differ else 0)


def _close(one: object, other: object) -> bool:
    return isinstance(one, float) and isinstance(other, float) and abs(one - other) <= 1e-9 * max(1.0, abs(one))


if __name__ == "__main__":
    main()
