"""Our readers and what others would use, side by side: speed, memory and quality, as a Markdown table.

    python benchmarks/reader/run.py [--train train.jsonl --test dev.jsonl] [--out seen.md]

Peers live in an environment of their own, made on the first run from ``requirements.txt`` (``--peers FOLDER`` says
where). Every contender is a process with one thread; they take turns, run by run, so that a busy moment of the
machine hits them alike. Seconds are CPU seconds; rates are medians of the runs. Without ``--train`` and ``--test``
the peers learn from our own paired messages, and no quality is shown.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "training"))

from peers import PEERS  # noqa: E402
from quality.rates import kappa, macro_f1, with_interval  # noqa: E402
from quality.reading import load_rows, own_set, readers_here  # noqa: E402

WAYS = ["", ",spans", ",context", ",context,spans"]
ORDINARY = range(8, 26)  # words of the messages that speed is measured on
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


@dataclass
class Runner:
    """A contender's process and what it has shown."""

    name: str
    process: subprocess.Popen[str]
    labels: list[str] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    megabytes: int = 0

    def hear(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit(f"{self.name} stopped with status {self.process.wait()}; see above.")
        return dict(json.loads(line))

    def run(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seen = self.hear()
        self.rates.append(seen["messages"] / seen["seconds"])
        self.megabytes = seen["megabytes"]

    def end(self) -> None:
        self.process.communicate()


def peers_python(folder: Path) -> Path:
    """The Python of the peers' environment, which is made when it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
        subprocess.run([str(part) for part in command], check=True)
    return python


def ours() -> list[str]:
    return [name + way for name in readers_here() for way in WAYS]


def start(name: str, python: Path, work: Path) -> Runner:
    command = [str(python), str(HERE / "contender.py"), name, str(work)]
    environment = {**os.environ, **ONE_THREAD}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=HERE
    )
    runner = Runner(name, process)
    runner.labels = runner.hear()["labels"]
    print(f"ready: {name}", file=sys.stderr)
    return runner


def ordinary(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Messages of ordinary length that were not picked for being about customers."""
    fit = [row for row in rows if not row.get("enriched") and len(row["text"].split()) in ORDINARY]
    return [{"text": row["text"], "context": row["context"]} for row in fit]


def machine() -> str:
    """Processor, cores, memory and Python of this machine."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def table(runners: list[Runner], gold: list[str]) -> str:
    lines = [
        "| reader or peer | messages a CPU-second: median (least to most) | peak memory, MB | macro-F1 | kappa |",
        "| --- | --- | --- | --- | --- |",
    ]
    for runner in runners:
        middle, least, most = statistics.median(runner.rates), min(runner.rates), max(runner.rates)
        quality = [with_interval(measure, gold, runner.labels) if gold else "–" for measure in (macro_f1, kappa)]
        name = re.sub(r",(?! )", ", ", runner.name)
        speed = f"{middle:,.0f} ({least:,.0f} to {most:,.0f})"
        lines.append(f"| {name} | {speed} | {runner.megabytes} | {' | '.join(quality)} |")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, help="labelled messages the peers learn from")
    parser.add_argument("--test", type=Path, help="labelled messages that quality is measured on")
    parser.add_argument("--peers", type=Path, default=HERE / ".venv", help="environment of the peers")
    parser.add_argument("--only", nargs="*", help="contenders, if not all")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="about how long one run takes")
    parser.add_argument("--out", type=Path, help="file for the table")
    return parser.parse_args()


def described(asked: argparse.Namespace, speed: int, learnt: int, tested: int) -> str:
    words = f"{ORDINARY.start} to {ORDINARY.stop - 1} words"
    told = f"{machine()}. {speed:,} messages of {words}, again and again; {asked.runs} runs each, one thread."
    if tested:
        told += f" Peers learned from {learnt:,} messages; quality on {tested:,} others."
    return told


def race(names: list[str], python: Path, task: dict[str, Any], runs: int) -> list[Runner]:
    """Start all, let them run in turn, end them."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work.json"
        work.write_text(json.dumps(task), "utf-8")
        runners = [start(name, python if name in PEERS else Path(sys.executable), work) for name in names]
        for _ in range(runs):
            for runner in runners:
                runner.run()
        for runner in runners:
            runner.end()
    return runners


def main() -> None:
    asked = options()
    names = [name for name in [*ours(), *PEERS] if not asked.only or name in asked.only]
    python = peers_python(asked.peers.absolute()) if set(names) & set(PEERS) else Path()
    learn = load_rows(asked.train) if asked.train else own_set("paired")
    test = load_rows(asked.test) if asked.train and asked.test else []
    speed = ordinary(learn + test)
    task = {"learn": learn, "test": test or speed[:10], "speed": speed, "seconds": asked.seconds}
    runners = race(names, python, task, asked.runs)
    gold = [row["orientation"] for row in test]
    text = f"{described(asked, len(speed), len(learn), len(test))}\n\n{table(runners, gold)}\n"
    print(text)
    if asked.out:
        asked.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
