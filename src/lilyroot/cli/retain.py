"""``lilyroot retain``: what raw text is held, and deleting what is due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.store.audit_texts import delete_due_texts
from lilyroot.store.retention import FOREVER, delete_due, held


@click.command(name="retain")
@click.option("--now", is_flag=True, help="Delete now what is past its day.")
@click.option("--everything", is_flag=True, help="Delete all raw text now, whatever its day.")
@home_option
def command(now: bool, everything: bool, home: Path | None) -> None:
    """Show what raw text is held and until when; delete what is due.

    Every verb that opens the store deletes what is due; a nightly `lilyroot retain --now` makes sure of it on an
    installation nobody uses. Readings and counts stay; texts and the bytes of quarantined records go.
    """
    with opened_store(home, day=date.min) as store:  # open without deleting, so that what is deleted can be told
        if now or everything:
            day = FOREVER if everything else today()
            deleted = delete_due(store.catalogue, store.segments, day)
            sampled = delete_due_texts(store.home, day)
            click.echo(
                f"deleted the raw text of {deleted.messages:,} messages "
                f"and {deleted.quarantined:,} quarantined records{_of_audits(sampled)}"
            )
        for entry in held(store.catalogue.connection):
            click.echo(
                f"until {entry.delete_after}: {entry.messages:,} messages, {entry.quarantined:,} quarantined records"
            )
        if not held(store.catalogue.connection):
            click.echo("no raw text is held")


def _of_audits(sampled: int) -> str:
    return f", and {sampled:,} texts of audits" if sampled else ""
