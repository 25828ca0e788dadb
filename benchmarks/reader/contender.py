"""One contender in a process of its own, so that its memory and its CPU seconds are its own.

    python contender.py NAME WORK.json

``WORK.json`` has ``learn``, ``test`` and ``speed`` (messages with ``text`` and ``context``; those to learn from with
``orientation``) and ``seconds`` (how long one run should take). It prints one line when it is ready, with the labels
of the test messages, and then one line for each line it is given: a run. ``run.py`` starts this; peers need nothing
of ours.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

FIRST_TRY = 64  # messages of the smallest run


class Contender(Protocol):
    """Learns from labelled messages and labels others; ``prepare`` is not timed."""

    def learn(self, rows: list[dict[str, Any]]) -> None: ...

    def prepare(self, rows: list[dict[str, Any]]) -> Any: ...

    def label(self, work: Any) -> Iterable[Any]: ...


def contender(name: str) -> Contender:
    if name.split(",")[0] in ("fast", "cascade", "encoder"):
        from ours import Ours

        return Ours(name)
    from peers import PEERS

    return PEERS[name]()


def repeated(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return (rows * (count // len(rows) + 1))[:count]


def cpu_seconds(player: Contender, work: Any) -> float:
    begun = time.process_time()
    player.label(work)
    return max(time.process_time() - begun, 1e-6)


def size_of_a_run(player: Contender, rows: list[dict[str, Any]], seconds: float) -> int:
    """How many messages take about so many seconds, found by doubling."""
    count = FIRST_TRY
    while True:
        took = cpu_seconds(player, player.prepare(repeated(rows, count)))
        if took > seconds / 4:
            return max(FIRST_TRY, int(count * seconds / took))
        count *= 2


def peak_megabytes() -> int:
    """Linux counts what the parent had before the program began in ``ru_maxrss``, but not in VmHWM."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere

    def say(**what: Any) -> None:
        print(json.dumps(what), file=report, flush=True)

    work = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    player = contender(sys.argv[1])
    player.learn(work["learn"])
    labels = [str(label) for label in player.label(player.prepare(work["test"]))]
    count = size_of_a_run(player, work["speed"], work["seconds"])
    prepared = player.prepare(repeated(work["speed"], count))
    say(labels=labels)
    for _ in sys.stdin:
        took = cpu_seconds(player, prepared)
        say(messages=count, seconds=took, megabytes=peak_megabytes())


if __name__ == "__main__":
    main()
