"""``lilyroot objection``: what somebody writes is not read, because they say so; nobody learns who it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option, opened_store

if TYPE_CHECKING:
    from lilyroot.store.catalogue import Catalogue

_WHO = "Their address or number in the HRIS file"


@click.group(name="objection")
def command() -> None:
    """What somebody writes is not read, because they say so. People whose account is linked do this in the browser.

    \b
    add         from now on nothing of them is read; what is held is deleted
    withdraw    what they write from now on is read again
    count       how many object, in bands

    You are asked for the address or number, so that it stands in no history of commands. Nobody sees afterwards
    who it was: there is no list.
    """


@command.command(name="add")
@home_option
def add(home: Path | None) -> None:
    """Leave out what somebody writes, and delete what is held of it."""
    from lilyroot.store.lock import held
    from lilyroot.store.objections import delete_held, object_to_reading

    _say(home, object_to_reading)
    with opened_store(home) as store, held(store.lock, wait=True):
        delete_held(store)
    click.echo("Nothing they write is read from now on; what was held is deleted. What was released stays.")


@command.command(name="withdraw")
@home_option
def withdraw(home: Path | None) -> None:
    """Read again what somebody writes from now on. What was deleted does not come back."""
    from lilyroot.store.objections import take_back

    _say(home, take_back)
    click.echo("What they write from now on is read again.")


@command.command(name="count")
@home_option
def count(home: Path | None) -> None:
    """How many people object: in bands, and below five not even whether anybody does."""
    from lilyroot.store.objections import band

    with opened_store(home) as store:
        click.echo(f"People who object to being read: {band(store.catalogue.connection)}.")


def _say(home: Path | None, verb: Callable[[Catalogue, str], None]) -> None:
    who = click.prompt(_WHO, hide_input=True)
    with opened_store(home) as store:
        verb(store.catalogue, store.keys.alias(who))
