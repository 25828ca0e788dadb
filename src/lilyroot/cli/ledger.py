"""``lilyroot ledger``: what has been released, and whether it is still what was released."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from lilyroot.cli.options import home_option
from lilyroot.errors import StoreError
from lilyroot.home import Home
from lilyroot.release.ledger import Ledger, fewest_people, stream_of

_NOTHING: Final = "nothing has been released: lilyroot release"


@click.command(name="ledger")
@click.argument("action", type=click.Choice(["list", "verify"]), default="list")
@click.option(
    "--certificates",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the certificates lie (default: beside the ledger, in this installation).",
)
@home_option
def command(action: str, certificates: Path | None, home: Path | None) -> None:
    """List the releases (list), or check the chain, every file, the policies and every proof (verify)."""
    ledger = Ledger(Home.find(home).releases)
    if action == "verify":
        _verify(ledger.folder, certificates)
        return
    manifests = ledger.manifests()  # raises when anything does not match
    for manifest in manifests:
        reader = f"  reader {manifest['reader']}" if manifest["reader"] else ""
        click.echo(
            f"{manifest['number']:>4}  {stream_of(manifest)} {manifest['period']}  "
            f"{manifest['certificate']['groups']:>4} groups of {fewest_people(manifest)} or more  "
            f"table {manifest['table_sha256'][:12]}{reader}"
        )
    if not manifests:
        click.echo(_NOTHING)


def _verify(folder: Path, certificates: Path | None) -> None:
    """Checked by a program that shares nothing with the one that made the releases."""
    from lilyroot.attack.check import check

    checked = check(folder, certificates)
    for fault in checked.faults:
        click.echo(str(fault), err=True)
    if checked.faults:
        raise StoreError(
            "ledger.broken",
            f"{len(checked.faults)} faults in {checked.releases} releases.",
            remedy="Restore the releases folder from a backup; nothing is shown from a ledger that does not verify.",
            file=str(folder),
        )
    if not checked.releases:
        click.echo(_NOTHING)
        return
    click.echo(f"{checked.releases} releases, chain unbroken, every table as released; head {checked.head[:16]}")
    if checked.certified:
        hold = (
            f"{checked.proofs:,} proofs hold" if checked.proofs else "none needs a proof: no part of a group is small"
        )
        click.echo(f"{checked.certified} releases with a certificate, {hold}")
    if checked.not_at_hand:
        click.echo(f"{checked.not_at_hand} certificates not at hand: hashes only")
    if checked.older:
        click.echo(f"{checked.older} releases from before there were policies: hashes only, no proof")
    if checked.further:
        names = ", ".join(sorted({name.removesuffix(".parquet") for name in checked.further}))
        click.echo(f"{len(checked.further)} tables beside the figures ({names}): hashes only")
