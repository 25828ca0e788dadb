"""Keeps a worker running as long as the server does: ``python -m lilyroot_web.jobs.keeper``, begun by ``serve``.

A process of its own and without Django: the server forks, and a thread in it that starts processes would not be safe.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LONGEST: Final = 60.0
PATIENCE: Final = 8.0
"""Seconds a worker has to end what it does."""


@contextmanager
def working() -> Iterator[None]:
    """A worker beside what stands in the block; it ends with it, however that ends."""
    command = [sys.executable, "-m", "lilyroot_web.jobs.keeper"]
    keeper = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own module; Ctrl-C is for the server
    try:
        yield
    finally:
        keeper.terminate()
        try:
            keeper.wait(PATIENCE + 2)
        except subprocess.TimeoutExpired:
            keeper.kill()


def main() -> None:
    """Start the worker, again when it dies, until told to stop or left alone."""
    parent, stop = os.getppid(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    wait = 1.0
    while not stop.is_set() and os.getppid() == parent:
        began = time.monotonic()
        worker = subprocess.Popen([sys.executable, "-m", "lilyroot_web.jobs.worker"])
        while worker.poll() is None and not stop.wait(0.5) and os.getppid() == parent:
            pass
        if worker.poll() is None:
            _end(worker)
            return
        wait = 1.0 if time.monotonic() - began > LONGEST else min(LONGEST, wait * 2)
        stop.wait(wait)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGINT)
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    main()
