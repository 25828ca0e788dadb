"""``lilyroot source``: say why a source is read, on which ground, and switch it on or off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lilyroot.cli.options import Day, home_option, opened_store, today
from lilyroot.store.sources import GROUNDS, LONGEST_DAYS, Said, declare, sources, switch

by_option = click.option("--by", required=True, help="Who says so; stays written down.")


@click.group(name="source")
def command() -> None:
    """Say of a source why it is read, on which legal ground and what people are told; switch it on and off.

    \b
    declare     say it, or say it anew
    on, off     from an off source nothing is taken in
    list        what is declared

    As long as no source is declared, every verb takes in what it is given. From the first declaration on, a source
    of which nothing was said is refused. People and teams are the source "people", answers the source "survey".
    """


@command.command(name="declare")
@click.argument("name")
@click.option("--as", "kind", required=True, help="slack, vtt, mail, table, records, people or survey.")
@click.option("--purpose", required=True, help="What it is for, in a sentence.")
@click.option("--ground", required=True, type=click.Choice(list(GROUNDS)), help="The legal ground.")
@click.option("--written", default="", help="Where the ground is written down: the agreement, the assessment.")
@click.option("--contact", required=True, help="Whom people can ask, and object to.")
@click.option(
    "--notice",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="A text file: what people are told.",
)
@click.option("--told", type=Day(), metavar="YYYY-MM-DD", help="When people are told.  [default: today]")
@click.option(
    "--retention-days", type=click.IntRange(0, LONGEST_DAYS), default=30, show_default=True, help="Keep raw text."
)
@click.option("--off", is_flag=True, help="Do not switch it on yet.")
@by_option
@home_option
def declare_(
    name: str,
    kind: str,
    purpose: str,
    ground: str,
    written: str,
    contact: str,
    notice: Path,
    told: date | None,
    retention_days: int,
    off: bool,
    by: str,
    home: Path | None,
) -> None:
    """Say why the source NAME is read and what people are told, and switch it on."""
    text = notice.read_text(encoding="utf-8", errors="replace")
    said = Said(name, kind, purpose, ground, contact, text, told or today(), written, retention_days, is_on=not off)
    with opened_store(home) as store:
        _print(declare(store.catalogue, said, by=by))


@command.command(name="on")
@click.argument("name")
@by_option
@home_option
def on(name: str, by: str, home: Path | None) -> None:
    """Switch a declared source on."""
    with opened_store(home) as store:
        _print(switch(store.catalogue, name, on=True, by=by))


@command.command(name="off")
@click.argument("name")
@by_option
@home_option
def off(name: str, by: str, home: Path | None) -> None:
    """Switch a source off: nothing is taken in from it any more; what was, stays."""
    with opened_store(home) as store:
        _print(switch(store.catalogue, name, on=False, by=by))


@command.command(name="list")
@home_option
def list_(home: Path | None) -> None:
    """List the declared sources."""
    with opened_store(home) as store:
        found = sources(store.catalogue.connection)
    for said in found.values():
        _print(said)
    if not found:
        click.echo("no source is declared: lilyroot source declare")


def _print(said: Said) -> None:
    state = "on" if said.is_on else "off"
    click.echo(f"{said.name}: {state}, {said.ground_in_words}, people told on {said.told}, raw text {said.days} days")
