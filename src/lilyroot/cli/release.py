"""``lilyroot release``: measure and publish what the gate lets through."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.release.gate import release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import TALK
from lilyroot.store.catalogue import ORGANISATION


@click.command(name="release")
@click.option("--name", help="What to call the organisation.  [default: as said at the set-up]")
@home_option
def command(name: str | None, home: Path | None) -> None:
    """Measure every closed period that has not been published yet, and publish what is safe.

    A release is made once and never again: take in all exports of a month before you release it. Only groups of as
    many people as the policy asks are published (lilyroot policy show); smaller teams are shown with a sibling.
    """
    with opened_store(home) as store:
        ledger = Ledger(store.home.releases)
        name = name or store.catalogue.meta(ORGANISATION) or "The organisation"
        outcomes = release_closed_periods(store, ledger, today=today(), name=name, tell=_tell)
    for outcome in outcomes:
        window = outcome.period if outcome.stream == TALK else f"{outcome.stream} {outcome.period}"
        click.echo(f"{window}: {'released' if outcome.released else 'not released'}, {outcome.sentence}")
    if not outcomes and not ledger.manifests():
        click.echo(
            "nothing was taken in that could be released: lilyroot organisation, then listen, records or survey"
        )
    made = sum(outcome.released for outcome in outcomes)
    click.echo(f"{made} released, {len(ledger.manifests())} in the ledger")


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"{what} ...", err=True)
