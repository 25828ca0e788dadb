"""``lilyroot reread``: read again what is still held."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store, reader_option
from lilyroot.listen.reread import reread
from lilyroot.read.shelf import reader_for


@click.command(name="reread")
@reader_option
@home_option
def command(reader: str | None, home: Path | None) -> None:
    """Read every message whose text is still held with the reader in use.

    For a reader that has changed (lilyroot train, new words for customers, a new version of Lilyroot). From then on
    its readings count; those of the version before stay for the bridge. Where the text is gone the old reading
    stays. What was released never changes. Running it again changes nothing.
    """
    with opened_store(home) as store:
        model = reader_for(store.home, reader)
        done = reread(store, model, report=_report)
    click.echo(done.sentence())
    click.echo(f"the readings of {model.version} count; what changed by it: lilyroot bridge")


def _report(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} messages ", err=True, nl=done == total)
