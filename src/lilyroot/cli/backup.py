"""``lilyroot backup``: everything an installation knows, in one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.cli.web import web_in_a_file
from lilyroot.errors import SettingsError
from lilyroot.home import Home

STANDARD_OUTPUT = Path("-")


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--no-texts", is_flag=True, help="Leave raw text out: such a file may be kept longer.")
@home_option
def command(file: Path, no_texts: bool, home: Path | None) -> None:
    """Write everything but the keys to FILE, or to standard output for "-".

    The file is not encrypted: send it through a program that does, and keep the folder of keys somewhere else.
    Taking in waits until it is done; pages stay up.
    """
    from lilyroot.store.backup import back_up

    with opened_store(home) as store, _sink(file, store.home) as sink, web_in_a_file(store.home):
        made = back_up(store, sink, today=today(), texts=not no_texts)
    beside = file == STANDARD_OUTPUT
    click.echo(f"{made.files:,} files, {made.size:,} bytes, each with its hash; keys are not in it", err=beside)
    if made.texts_until:
        click.echo(f"it holds raw text whose last day is {made.texts_until}: delete this file by then", err=beside)


@contextmanager
def _sink(file: Path, home: Home) -> Iterator[IO[bytes]]:
    """Where it goes: a file that is there whole or not at all, and is not written over."""
    if file == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    if home.root in file.resolve().parents:  # the next backup would hold this one, with its texts
        raise SettingsError(
            "backup.inside",
            "A backup does not lie in the home that it is of.",
            remedy="Give a path outside it, best on another machine.",
            file=file.name,
        )
    if file.exists():
        raise SettingsError(
            "backup.exists", "There is a file of this name.", remedy="Choose another.", file=file.name
        )
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
