"""How long does taking in a large Slack export take, how much memory, how much disk? And does a kill lose anything?

    python benchmarks/intake.py FOLDER [--messages 1000000] [--kills 8]

Invents a Slack export of about that many messages in FOLDER (600 people, 24 months; kept there and used again),
takes it in with ``lilyroot listen`` in a process of its own, and prints what that process took. With ``--kills`` a
second, fresh home is killed with SIGKILL at so many random moments and taken up again each time; afterwards the
keys in the store must be exactly those of the truth, which a further run must find complete.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from lilyroot.home import Home
from lilyroot.sample import Month, Plan, write_sample
from lilyroot.store.store import Store

PEOPLE, MONTHS, LAST = 600, 24, Month(2025, 6)
NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took; ``code`` is negative when it was killed."""

    code: int
    wall: float
    cpu: float
    peak: float  # MB

    def __str__(self) -> str:
        return f"{self.wall:.1f} s, {self.cpu:.1f} s of CPU, peak {self.peak:,.0f} MB"


def invent(folder: Path, messages: int) -> tuple[Path, Path]:
    """The sample of this size, made if it is not there yet: the export and the truth about it."""
    sample = folder / f"sample-{messages}"
    if not (sample / "README.md").exists():  # written last
        begun = time.perf_counter()
        plan = Plan(LAST, PEOPLE, MONTHS, messages_per_person=messages / (PEOPLE * MONTHS), only=("chat",))
        write_sample(sample, plan, replace=True)
        print(f"invented in {time.perf_counter() - begun:.0f} s")
    return sample / "chat" / "slack-export.zip", sample / "truth.parquet"


def listen(home: Path, export: Path, kill_after: float | None = None) -> Run:
    """Take in ``export`` in a process of its own; ``wait4`` tells what that process alone used."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from lilyroot.cli import main; main()", "listen", str(export), "--as", "slack"],
        env={**os.environ, "LILYROOT_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = threading.Timer(kill_after or NEVER, os.kill, (process.pid, signal.SIGKILL))
    end.start()
    _, status, used = os.wait4(process.pid, 0)
    end.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)  # reaped here, so nobody else waits for it
    wall = time.perf_counter() - begun
    return Run(process.returncode, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def check(home: Path, truth: Path) -> int:
    """How many messages the store holds, after making sure that they are exactly those of the truth."""
    store = Store.open(Home.find(home), today=date.min)
    expected = sorted(
        store.keys.place("slack", "message", name)
        for name in pq.read_table(truth, columns=["external_id"])["external_id"].to_pylist()
    )
    for table in ("messages", "texts", "readings"):
        found = [key for path in store.segment_paths(table) for key in pq.read_table(path)["message"].to_pylist()]
        if sorted(found) != expected:
            raise SystemExit(f"{table}: {len(found):,} rows in the store, {len(expected):,} in the truth")
    store.close()
    return len(expected)


def size_on_disk(home: Path) -> float:
    """Megabytes of everything below ``home``."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6


def fresh(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    return home


def measure(folder: Path, export: Path, truth: Path) -> Run:
    """One whole intake into a fresh home, printed."""
    home = fresh(folder / "home")
    run = listen(home, export)
    if run.code:
        raise SystemExit(f"lilyroot listen ended with {run.code}")
    messages = check(home, truth)
    print(
        f"{messages:,} messages ({export.stat().st_size / 1e6:,.0f} MB zip): {run}; "
        f"{messages / run.wall:,.0f} messages a second, {messages / run.cpu:,.0f} a CPU second; "
        f"{size_on_disk(home):,.0f} MB on disk"
    )
    again = listen(home, export)
    print(f"the same export again: {again}")
    return run


def kill_and_resume(folder: Path, export: Path, truth: Path, kills: int, whole: Run) -> None:
    """Kill a run at random moments, each time further on, until the last run may finish."""
    home, draw = fresh(folder / "home-killed"), random.Random(7)
    runs = [listen(home, export, draw.uniform(0.2, 2) * whole.wall / (kills + 1)) for _ in range(kills)]
    killed = sum(run.code == -signal.SIGKILL for run in runs)
    last = listen(home, export)
    if last.code:
        raise SystemExit(f"lilyroot listen ended with {last.code}")
    messages = check(home, truth)
    print(f"killed {killed} times, then finished in {last}: exactly the {messages:,} messages of the truth")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=0)
    given = parser.parse_args()
    export, truth = invent(given.folder, given.messages)
    whole = measure(given.folder, export, truth)
    if given.kills:
        kill_and_resume(given.folder, export, truth, given.kills, whole)


if __name__ == "__main__":
    main()
