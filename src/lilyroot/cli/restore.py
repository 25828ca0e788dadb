"""``lilyroot restore``: a backup back on an empty machine."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from lilyroot.cli.options import home_option
from lilyroot.home import Home


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option("--check", is_flag=True, help="Only check that it is whole.")
@home_option
def command(file: Path, check: bool, home: Path | None) -> None:
    """Put the backup in FILE ("-" for standard input) into a home in which there is nothing yet."""
    from lilyroot.store.backup import restore

    where = Home.find(home)
    with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as source:
        found = restore(source, where, only_check=check)
    click.echo(f"{found.files:,} files, {found.size:,} bytes, as they were backed up on {found.made}")
    if not check and not (where.keys / "master.key").exists():
        click.echo(f"put the key back before you go on: keys/master.key, fingerprint {found.key}")
