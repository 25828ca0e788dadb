"""``lilyroot forget``: delete everything that was taken in from a source."""

from __future__ import annotations

from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store
from lilyroot.store.forgetting import forget


@click.command(name="forget")
@click.argument("source")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def command(source: str, yes: bool, home: Path | None) -> None:
    """Delete everything that was taken in from SOURCE (the name given with --source, or the kind).

    For a mapping that was wrong: forget the source, then listen again. What was released stays as it is.
    """
    if not yes:
        click.confirm(f"Delete all messages, texts, readings and the team map of {source!r}?", abort=True)
    with opened_store(home) as store:
        forgotten = forget(store, source)
    click.echo(f"forgot {forgotten.messages:,} messages of {forgotten.exports} exports from {source}")
