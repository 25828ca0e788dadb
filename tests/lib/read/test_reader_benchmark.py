"""The benchmark of readers: one command, a table, every contender in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "reader"


def test_the_table_names_the_machine_and_every_way_of_reading(tmp_path: Path) -> None:
    out = tmp_path / "seen.md"
    asked = ["--only", "fast", "fast,context,spans", "--runs", "2", "--seconds", "0.02", "--out", str(out)]

    subprocess.run([sys.executable, str(BENCHMARK / "run.py"), *asked], check=True, capture_output=True, timeout=300)

    lines = out.read_text().splitlines()
    assert "cores" in lines[0]
    assert "2 runs each" in lines[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| fast")]
    assert [row[0] for row in rows] == ["fast", "fast, context, spans"]
    assert all(int(row[1].split()[0].replace(",", "")) > 0 and int(row[2]) > 0 for row in rows)


def test_a_peer_labels_the_messages_it_is_asked_about_and_times_its_runs(tmp_path: Path) -> None:
    rows = [
        {"text": "The guests want a bed for the night.", "context": "", "orientation": "centric"},
        {"text": "We have 40 guests.", "context": "", "orientation": "focused"},
        {"text": "The build is red.", "context": "", "orientation": "none"},
    ]
    work = tmp_path / "work.json"
    work.write_text(json.dumps({"learn": rows, "test": rows, "speed": rows, "seconds": 0.01}))

    command = [sys.executable, "contender.py", "keyword list", str(work)]
    done = subprocess.run(command, cwd=BENCHMARK, input="go\ngo\n", text=True, capture_output=True, check=True)

    ready, *runs = map(json.loads, done.stdout.splitlines())
    assert ready["labels"] == [row["orientation"] for row in rows]
    assert len(runs) == 2
    assert all(run["messages"] >= 64 and run["seconds"] > 0 and run["megabytes"] > 0 for run in runs)
