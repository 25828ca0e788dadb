"""Between the file in the home and PostgreSQL: move in at the first start, and out into the file for a backup.

A backup is the same file whichever database an installation has, and either kind of installation can restore it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot_web.config.databases import FILE, path
from lilyroot_web.config.declared import declared

DEFAULT: Final = "default"
MOVED: Final = ".web-before-postgresql.sqlite"
"""The file once its rows are in PostgreSQL; in no backup, because of the dot."""
_ROWS: Final = 500


def move_in(home: Home) -> bool:
    """Take the rows of the file into an empty PostgreSQL; whether there were any.

    Raises ``SettingsError`` where people are in both, since nobody but their admin can tell which count.
    """
    from django.contrib.auth import get_user_model
    from django.db import connections

    held = path(home)
    if FILE not in connections or not held.exists():
        return False
    _bring_up_to_date(FILE)
    users = get_user_model().objects
    if not users.using(FILE).exists():
        return False
    if users.using(DEFAULT).exists():
        raise SettingsError(
            "database.both",
            f"There are people in the PostgreSQL, and in data/{held.name} of this home.",
            remedy=f"Delete data/{held.name} if the PostgreSQL counts; else name an empty database.",
        )
    _copy(FILE, DEFAULT)
    connections[FILE].close()
    held.rename(held.with_name(MOVED))
    return True


@contextmanager
def in_a_file(home: Home) -> Iterator[None]:
    """While the block lasts, the rows of a PostgreSQL stand in the file, too, as of one moment: for a backup.

    Whoever is in a file that is there already moves in first: it may be the only place where they are. Raises
    ``SettingsError`` where people are in both.
    """
    if not declared(home, os.environ)["LILYROOT_DATABASE"]:
        yield
        return
    from lilyroot_web.config.start import set_up

    set_up(home)
    from django.db import connections

    held = path(home)
    if held.exists():
        _bring_up_to_date(DEFAULT)
        move_in(home)
        held.unlink(missing_ok=True)  # nobody was in it
    try:
        held.touch(mode=0o600)  # the files that SQLite lays beside it are as private as it is
        _bring_up_to_date(FILE)
        _copy(DEFAULT, FILE)
        connections[FILE].close()
        yield
    finally:
        connections[FILE].close()
        for name in (held.name, f"{held.name}-wal", f"{held.name}-shm"):
            held.with_name(name).unlink(missing_ok=True)


def _bring_up_to_date(alias: str) -> None:
    from django.core.management import call_command

    call_command("migrate", database=alias, verbosity=0, interactive=False)


def _copy(source: str, target: str) -> None:
    """Every row but sessions, as of one moment, all or none."""
    from django.core.management.color import no_style
    from django.db import connections, transaction

    models = _models()
    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            with connections[source].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in models:  # what migrating has made there; what points where is looked at when all is in
            model._base_manager.using(target)._raw_delete(target)
        for model in models:
            for rows in _by(_ROWS, model._base_manager.using(source).order_by("pk").iterator(_ROWS)):
                fields = model._meta.concrete_fields
                model._base_manager.using(target)._insert(rows, fields, using=target, raw=True)
        with connections[target].cursor() as cursor:
            for statement in connections[target].ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def _models() -> list[Any]:
    from django.apps import apps
    from django.contrib.sessions.models import Session

    return [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and one is not Session]


def _by(number: int, rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, number)):
        yield some
