"""A real PostgreSQL for tests: on a socket in a folder of its own, gone with the block."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin"))
"""Where Debian and others put what the PATH does not name."""


def why_none() -> str:
    """Why no server can be started on this machine; "" where one can."""
    if program("initdb") is None or program("postgres") is None:
        return "There is no PostgreSQL server on this machine (Debian: apt-get install postgresql)."
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (pip install 'lilyroot[postgresql]')."
    if os.geteuid() == 0 and _somebody_else() is None:
        return "PostgreSQL refuses to run as root, and there is no user nobody or postgres to run it as."
    return ""


def program(name: str) -> str | None:
    """Where one of PostgreSQL's programs lies."""
    found = [str(folder / name) for folder in FOLDERS if (folder / name).exists()]
    return found[0] if found else shutil.which(name)


def _somebody_else() -> str | None:
    known = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


@contextmanager
def server() -> Iterator[str]:
    """A server in a folder of its own; gives the address of an empty database in it."""
    user = _somebody_else() if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="lilyroot-pg-", dir="/tmp") as name:  # a socket's path has to be short
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
        _run([program("initdb"), "-D", str(data), "-U", "lily", "-A", "trust", "-E", "UTF8", "--no-locale"], user)
        _run([program("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"], user)
        try:
            _run([program("createdb"), "-h", str(folder), "-U", "lily", "lilyroot"], user)
            yield f"postgresql://lily@/lilyroot?host={folder}"
        finally:
            _run([program("pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop"], user)


def _run(command: list[str | None], user: str | None) -> None:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([str(part) for part in command], check=True, cwd="/tmp", user=user, **quiet)
