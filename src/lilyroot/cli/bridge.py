"""``lilyroot bridge``: what a change of the reader alone does to the figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option, opened_store, reader_option
from lilyroot.read.shelf import reader_for

if TYPE_CHECKING:
    from lilyroot.measure.bridge import Bridge

LARGEST_PANEL = 20_000


@click.command(name="bridge")
@click.option("--from", "before", metavar="VERSION", help="The version before (default: the one that read most).")
@reader_option
@click.option(
    "--size", type=click.IntRange(100, LARGEST_PANEL), default=2_000, show_default=True, help="Messages in the panel."
)
@click.option("--list", "listing", is_flag=True, help="Only show the bridges that were made.")
@home_option
def command(before: str | None, reader: str | None, size: int, listing: bool, home: Path | None) -> None:
    """Read the same messages with the version before and the reader in use, and show what changes by that alone.

    Figures of two versions of the reader are not comparable. The bridge is made on a panel of messages whose text is
    still held, drawn by chance from every month and orientation, for the whole organisation only. It is made once for
    two versions and never changed; asking again shows it again. It says how far the figures move and no level: levels
    come from releases only.
    """
    from lilyroot.measure.bridge import bridges, build, version_before

    with opened_store(home) as store:
        if listing:
            found = bridges(store)
        else:
            model = reader_for(store.home, reader)
            found = [build(store, model, before or version_before(store, model.version), size=size)]
    for bridge in found:
        _show(bridge)
    if not found:
        click.echo("no bridge was made yet")


def _show(bridge: Bridge) -> None:
    click.echo(f"from {bridge.before} to {bridge.after}, made {bridge.made[:10]}, panel {bridge.panel}")
    kept = f"{100 * bridge.agreement:.1f} % of them keep their orientation"
    click.echo(f"{bridge.messages:,} messages read by both; {kept}")
    click.echo(f"salience: {bridge.salience.difference()}")
    if bridge.centric_share:
        click.echo(f"centric share: {bridge.centric_share.difference()}")
    else:
        click.echo("centric share: fewer than five people spoke of customers")
