"""Options that several verbs share, and opening what they work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lilyroot.home import ENVIRONMENT_VARIABLE, Home
from lilyroot.read import READERS

if TYPE_CHECKING:
    from lilyroot.store.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def home_option(command: Command) -> Command:
    """``--home``: the folder of this installation."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        envvar=ENVIRONMENT_VARIABLE,
        help=f"The folder of this installation (default: ~/.lilyroot, or {ENVIRONMENT_VARIABLE}).",
    )(command)


def reader_option(command: Command) -> Command:
    """``--reader``: which model reads; None is the default."""
    return click.option(
        "--reader",
        type=click.Choice(READERS),
        default=None,
        help="Which model reads. [default: cascade, or fast without the extra encoder]",
    )(command)


class Day(click.ParamType[date]):
    """A day of the calendar, as ``2026-07-31``."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day. Write year, month and day, for example 2026-07-31.", param, ctx)


def today() -> date:
    """The day it is in UTC, by which retention and closed periods go."""
    return datetime.now(UTC).date()


@contextmanager
def opened_store(home: Path | None, *, day: date | None = None) -> Iterator[Store]:
    """The store in ``home``, created on first use, with what is due on ``day`` (today) deleted; closed afterwards."""
    from lilyroot.store.store import Store  # loads pyarrow, which help does not need

    store = Store.open(Home.find(home), today=day or today())
    try:
        yield store
    finally:
        store.close()
