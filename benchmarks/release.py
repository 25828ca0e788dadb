"""How long from stored readings to released figures, and how much memory does it take?

    python benchmarks/release.py 10000000 [--teams 500] [--months 24] [--home FOLDER]

Invents an organisation (teams of twelve in departments of twenty), writes messages and readings as segments of a
store, and calls what ``lilyroot release`` calls, in a fresh process: people counted, groups decided and
proven, every indicator measured for every month, the network of conversations, the ledger written. Prints seconds,
CPU seconds and peak memory. No texts are held, as after 30 days.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import MESSAGES, READINGS
from lilyroot.release.gate import release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.store.store import Store

TEAM_SIZE, DEPARTMENT, FUNCTIONS = 12, 20, 8
KINDS = np.array(["meeting", "chat", "mail", "ticket"])
SITES = ("inland", "coast", "abroad")
MEAN_LENGTH = 6
SEGMENT = 500_000
SOURCE, READER = "invented", "invented-1"
TODAY = date(2030, 1, 1)


def people(teams: int) -> list[dict[str, str]]:
    """The board, one management team per department, and the teams: who reports to whom makes the tree."""
    rows = [{"employee_id": f"b{n}", "manager_id": "b0" if n else "", "team": "Board"} for n in range(TEAM_SIZE)]
    for department in range(-(-teams // DEPARTMENT)):
        name = f"Department {department:02d}"
        rows += [
            {"employee_id": f"d{department}-{n}", "manager_id": f"d{department}-0" if n else "b0", "team": name}
            for n in range(TEAM_SIZE)
        ]
    for team in range(teams):
        rows += [
            {
                "employee_id": f"t{team}-{n}",
                "manager_id": f"t{team}-0" if n else f"d{team // DEPARTMENT}-0",
                "team": f"Team {team:04d}",
            }
            for n in range(TEAM_SIZE)
        ]
    for n, row in enumerate(rows):
        row |= {"function": f"Function {n % FUNCTIONS}", "site": SITES[n % len(SITES)], "name": "", "email": ""}
    return rows


def organise(store: Store, teams: int, folder: Path) -> list[str]:
    """Take the organisation in; gives the pseudonyms of those who speak, team by team."""
    rows = people(teams)
    path = folder / "hris.csv"
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    take_in_hris(store, path)
    ids = [row["employee_id"] for row in rows if row["employee_id"].startswith("t")]
    speakers = [store.keys.speaker(SOURCE, id_) for id_ in ids]
    with store.catalogue.writing() as connection:
        connection.execute(
            "INSERT INTO export (id, source, connector, name, began, closed) VALUES (?, ?, 'table', '', ?, ?)",
            (SOURCE, SOURCE, "2029-01-01", "2029-01-01"),
        )
        connection.executemany(
            "INSERT INTO speaker_alias VALUES (?, ?, ?, 0)",
            [(speaker, SOURCE, store.keys.alias(id_)) for speaker, id_ in zip(speakers, ids, strict=True)],
        )
    return speakers


def segment(size: int, part: int, speakers: pa.Array, teams: int, months: int) -> tuple[pa.Table, pa.Table]:
    """Messages and readings: conversations of geometric length, two thirds of the voices from one team."""
    rng = np.random.default_rng(part)
    length = rng.geometric(1 / MEAN_LENGTH, size // MEAN_LENGTH + size)
    conversation = np.repeat(np.arange(len(length)), length)[:size]
    count = int(conversation[-1]) + 1
    team, month = rng.integers(0, teams, count), rng.integers(0, months, count)
    kind = rng.choice(4, count, p=[0.1, 0.5, 0.3, 0.1])
    warmth = rng.beta(1, 4, count)
    home = np.where(rng.random(size) < 2 / 3, team[conversation], rng.integers(0, teams, size))
    about = rng.random(size) < warmth[conversation]
    orientation = np.where(about, rng.integers(0, 2, size), 2)
    starts = np.array([f"{2024 + m // 12}-{m % 12 + 1:02d}-01" for m in range(months)], "datetime64[us]")
    sent = starts[month[conversation]] + rng.integers(0, 27 * 86_400, count)[conversation].astype("timedelta64[s]")
    keys = hashed(rng, size)
    chats = hashed(rng, count).take(pa.array(conversation))
    channels = hashed(np.random.default_rng(teams), teams * 4).take(pa.array((team * 4 + kind)[conversation]))
    messages = pa.table(
        {
            "message": keys,
            "revision": pa.array(np.zeros(size, np.int64)),
            "source": pa.array([SOURCE]).take(pa.array(np.zeros(size, np.int64))),
            "kind": pa.array(KINDS).take(pa.array(kind[conversation])),
            "channel": channels,
            "conversation": chats,
            "thread": chats,
            "position": pa.array(np.arange(size)),
            "sent": pa.array(sent, pa.timestamp("us")).cast(pa.timestamp("us", "UTC")),
            "speaker": speakers.take(pa.array(home * TEAM_SIZE + rng.integers(0, TEAM_SIZE, size))),
            "characters": pa.array(np.full(size, 80, np.int32)),
        }
    ).cast(MESSAGES)
    zeros = pa.array(np.zeros(size, np.int64))
    sure = pa.array(np.full(size, 0.9, np.float32))
    readings = pa.table(
        {
            "message": keys,
            "revision": zeros,
            "reader": pa.array([READER]).take(zeros),
            "language": pa.array(["en"]).take(zeros),
            "orientation": pa.array(list(ORIENTATIONS)).take(pa.array(orientation)),
            **{f"p_{name}": sure for name in ORIENTATIONS},
            **{flag: pa.array(rng.random(size) < 0.03) for flag in FLAGS},
            "unsure": pa.array(np.zeros(size, bool)),
        }
    ).cast(READINGS)
    return messages, readings


def hashed(rng: np.random.Generator, count: int) -> pa.Array:
    """Names as the store makes them: 26 characters of base 32, which no compression makes smaller than 16 bytes."""
    letters = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", np.uint8)
    return pa.array(letters[rng.integers(0, 32, (count, 26), np.uint8)].view("S26").ravel().astype("U26"))


def fill(home: Home, messages: int, teams: int, months: int, folder: Path) -> None:
    store = Store.open(home, today=TODAY)
    speakers = pa.array(organise(store, teams, folder))
    for part, start in enumerate(range(0, messages, SEGMENT)):
        size = min(SEGMENT, messages - start)
        tables = dict(zip(("messages", "readings"), segment(size, part, speakers, teams, months), strict=True))
        with store.catalogue.writing() as connection:
            for name, rows in tables.items():
                sha, stored = store.segments.write(name, rows)
                reader = READER if name == "readings" else ""
                connection.execute(
                    "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, NULL)", (name, sha, size, stored, SOURCE, reader)
                )
    store.close()


def release(home: Home) -> None:
    began = time.perf_counter()
    steps: list[tuple[float, str]] = []
    store = Store.open(home, today=TODAY)
    outcomes = release_closed_periods(
        store,
        Ledger(home.releases),
        today=TODAY,
        name="Invented",
        tell=lambda what: steps.append((time.perf_counter() - began, what)),
    )
    seconds = time.perf_counter() - began
    store.close()
    for at, what in steps:
        print(f"  {at:6.1f} s  {what}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    released = sum(outcome.released for outcome in outcomes)
    print(f"{released} months released in {seconds:.1f} s, {time.process_time():.1f} s of CPU, peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=int)
    parser.add_argument("--teams", type=int, default=500)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--home", type=Path, help="an invented home that is there, or is kept (default: thrown away)")
    parser.add_argument("--only-release", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Home.find(given.home or Path(name) / "home")
        if given.only_release:
            release(home)
            return
        if not home.catalogue.exists():
            fill(home, given.messages, given.teams, given.months, Path(name))
        print(f"{given.messages:,} messages, {given.teams} teams, {given.months} months", flush=True)
        command = [sys.executable, __file__, str(given.messages), "--home", str(home.root), "--only-release"]
        subprocess.run(command, check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d}", flush=True) if "--only-release" not in sys.argv else None
    main()
