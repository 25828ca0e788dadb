"""The process that does the work: ``python -m lilyroot_web.jobs.worker``. One at a time for each home."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

import django

_WORKER: Final = 0x11_17_00_70
"""The number of the lock in PostgreSQL that the one worker has."""
_turn: Any = None  # the connection that holds it, kept open


def main() -> None:
    """Work until whoever started this is gone, or asks to stop."""
    parent = os.getppid()
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))  # until the consumer knows better
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
    os.nice(5)  # pages come first
    django.setup()

    from django.conf import settings
    from django.utils.module_loading import autodiscover_modules
    from huey.consumer import Consumer

    from lilyroot_web.jobs.domain import pick_up
    from lilyroot_web.jobs.queue import queue

    logging.getLogger("huey").setLevel(logging.WARNING)
    autodiscover_modules("tasks")
    with (Path(settings.LILYROOT_HOME.data) / "jobs.lock").open("w") as lock:
        if not _alone(lock.fileno(), parent) or not _only(parent):
            return
        pick_up()
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        Consumer(queue(), workers=2, check_worker_health=True).run()


def _alone(lock: int, parent: int) -> bool:
    """Wait until no other worker has this home; False when there is nobody left to work for."""
    while os.getppid() == parent:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(1)
        else:
            return True
    return False


def _only(parent: int) -> bool:
    """Wait until no other machine's worker has this PostgreSQL; ours until this process ends."""
    from django.db import connection

    from lilyroot_web.config.databases import connect

    if connection.vendor != "postgresql":
        return True
    global _turn
    _turn = connect()
    while os.getppid() == parent:
        if _turn.execute("SELECT pg_try_advisory_lock(%s)", [_WORKER]).fetchone()[0]:
            return True
        time.sleep(1)
    return False


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
