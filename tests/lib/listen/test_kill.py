"""Kill intake at fifty random moments: afterwards exactly the export is there, and the books close."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from slack_exports import message, write_zip

from lilyroot.home import Home
from lilyroot.store.store import Store

REPOSITORY = Path(__file__).parents[3]
PROCESS = Path(__file__).with_name("listening_process.py")
KILLS, PER_DAY, DAYS = 50, 800, 25


def start(home: Path, export: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, PROCESS, home, export],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'src'}", "PATH": ""},
    )
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def test_fifty_kills_lose_and_double_nothing(tmp_path):
    home, draw = tmp_path / "home", random.Random(7)
    said = {f"the customer needs number {i} by noon" for i in range(DAYS * PER_DAY)}
    days = {
        f"general/2025-02-{day + 1:02d}.json": [
            *(message(day * PER_DAY + i) for i in range(PER_DAY)),
            "not a message",
        ]
        for day in range(DAYS)
    }
    export = write_zip(tmp_path / "export.zip", days)
    for _ in range(KILLS):
        process = start(home, export)
        time.sleep(draw.uniform(0.0, 0.35))
        process.send_signal(signal.SIGKILL)
        process.wait()

    start(home, export).communicate(timeout=120)

    assert books(home) == [(len(said), 0, DAYS)]
    assert texts(home) == sorted(said)


def books(home: Path) -> list[tuple[int, int, int]]:
    store = Store.open(Home(home), today=date.min)
    closed = "SELECT committed, duplicate, quarantined FROM export WHERE closed IS NOT NULL"
    rows = store.catalogue.connection.execute(closed).fetchall()
    store.close()
    return rows


def texts(home: Path) -> list[str]:
    store = Store.open(Home(home), today=date.min)
    for path in store.segment_paths("messages"):
        store.segments.verify("messages", path.stem)  # raises if the bytes are not those that were committed
    rows = pa.concat_tables([pq.read_table(path) for path in store.segment_paths("texts")])
    on_disk = sorted(path.stem for path in store.home.segments.glob("texts/*"))
    assert on_disk == sorted(path.stem for path in store.segment_paths("texts"))
    store.close()
    return sorted(rows["text"].to_pylist())


def test_two_at_once_take_turns(tmp_path):
    home, export = tmp_path / "home", write_zip(
        tmp_path / "export.zip", {"general/2025-02-19.json": [message(i) for i in range(3000)]}
    )  # fmt: skip

    both = [start(home, export) for _ in range(2)]
    receipts = sorted(process.communicate(timeout=120)[0].strip() for process in both)

    assert receipts == [
        "in 3,000 = committed 0 + duplicate 3,000 + quarantined 0",
        "in 3,000 = committed 3,000 + duplicate 0 + quarantined 0",
    ]
