"""``lilyroot ledger``: what has been released, and whether it is still what was released."""

from __future__ import annotations

from pathlib import Path

import click

from lilyroot.cli.options import home_option
from lilyroot.home import Home
from lilyroot.release.ledger import Ledger


@click.command(name="ledger")
@click.argument("action", type=click.Choice(["list", "verify"]), default="list")
@home_option
def command(action: str, home: Path | None) -> None:
    """List the releases (list) or check the whole chain and every table (verify)."""
    ledger = Ledger(Home.find(home).releases)
    manifests = ledger.manifests()  # raises when anything does not match
    if action == "verify":
        click.echo(f"{len(manifests)} releases, chain unbroken, every table as released; head {ledger.head()[:16]}")
        return
    for manifest in manifests:
        click.echo(
            f"{manifest['number']:>4}  {manifest['period']}  {manifest['certificate']['groups']:>4} groups  "
            f"k = {manifest['k']}  table {manifest['table_sha256'][:12]}  reader {manifest['reader']}"
        )
    if not manifests:
        click.echo("nothing has been released: lilyroot release")
