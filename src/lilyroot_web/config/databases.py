"""Where the web application keeps its own rows: a file in the home, or the PostgreSQL that a setting names."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot_web.config.declared import secret_of

FILE: Final = "file"
"""The name under which the file in the home is known beside a PostgreSQL: what moves in, what a backup holds."""
CONNECTIONS: Final = 8
"""At most, for each process: the server's four threads, the worker's three."""


_OF_LIBPQ: Final = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "connect_timeout")


def path(home: Home) -> Path:
    """The file, where there is no PostgreSQL."""
    return home.data / "web.sqlite"


def databases(home: Home, declared: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's own setting."""
    held = _file(home)
    given = declared["LILYROOT_DATABASE"]
    if not given:
        return {"default": held}
    if find_spec("psycopg") is None:
        raise SettingsError(
            "database.driver",
            "LILYROOT_DATABASE names a PostgreSQL, and what speaks to one is not installed.",
            remedy="Install it with: pip install 'lilyroot[postgresql]'",
        )
    return {"default": _postgresql(given, secret_of(declared["LILYROOT_DATABASE_PASSWORD_FILE"])), FILE: held}


def _file(home: Home) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path(home),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(given: Mapping[str, Any], password: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        **given,
        "PASSWORD": password,
        "CONN_HEALTH_CHECKS": True,  # a connection that a restarted server has forgotten is not handed out
        "OPTIONS": {
            **given["OPTIONS"],
            "connect_timeout": 5,
            "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 10},
        },
    }


def connect() -> Any:
    """A connection to the PostgreSQL beside Django's own: to see whether there is one, to listen, to hold a lock."""
    from django.db import connection

    asked = connection.get_connection_params()
    return connection.Database.connect(**{name: asked[name] for name in _OF_LIBPQ if name in asked}, autocommit=True)
