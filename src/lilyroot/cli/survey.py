"""``lilyroot survey``: waves of answers, from the questions to the frozen wave."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.model.survey import FORMS, Form, questionnaire

if TYPE_CHECKING:
    from lilyroot.listen.answers import Taken
    from lilyroot.store.store import Store
    from lilyroot.store.waves import Wave

ALL_REFUSED = 3
_FAULTS_SHOWN = 20


def _form_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--form",
        type=click.Choice(FORMS),
        default=FORMS[0],
        show_default=True,
        help="full asks four items of a construct, short two.",
    )(command)


@click.group(name="survey")
def command() -> None:
    """Ask people, in waves: what they answer is released wave by wave, for groups only.

    \b
    items       the questions, as CSV for a survey tool
    template    the header of the file of answers
    open        open a wave: its items, the smallest group and the organisation are fixed from then on
    take-in     take a file of answers into an open wave
    close       close a wave: its sheets are mixed and frozen; lilyroot release then publishes it
    list        the waves there are

    A sheet of answers carries a team and answers; never a person, a time or a place in a row.
    """


@command.command(name="items")
@_form_option
def items(form: Form) -> None:
    """Print the questions as CSV: item, construct, key (+ or -), scale, text."""
    from lilyroot.listen.answers import questions

    click.echo(questions(questionnaire().form(form)), nl=False)


@command.command(name="template")
@_form_option
def template(form: Form) -> None:
    """Print the header of a file of answers. The columns sheet and function may be left out."""
    from lilyroot.listen.answers import template as header

    click.echo(header(questionnaire().form(form)), nl=False)


@command.command(name="open")
@click.argument("wave")
@_form_option
@click.option(
    "--stands",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Freeze the organisation as it stood on this day.  [default: today]",
)
@home_option
def open_(wave: str, form: Form, stands: object, home: Path | None) -> None:
    """Open the wave WAVE. Its items, the smallest group and the organisation never change afterwards.

    Waves are told apart by their names, which must follow one another: 2026-03, 2026-09.
    """
    from lilyroot.store.waves import open_wave

    day = date.fromisoformat(str(stands)[:10]) if stands else today()
    with opened_store(home) as store:
        asked, k = questionnaire().form(form), _smallest_group(store)
        opened = open_wave(store, wave, items=asked, k=k, stands=day, today=today())
        fewest = _fewest_shown(store, wave)
    click.echo(
        f"{wave} is open: {len(opened.items)} items, the organisation as it stood on {opened.stands}. "
        f"Tell people: no group of fewer than {fewest} is shown, and nothing before the wave is closed."
    )


@command.command(name="take-in")
@click.argument("wave")
@click.argument("answers", type=click.Path(path_type=Path))
@home_option
def take_in(wave: str, answers: Path, home: Path | None) -> None:
    """Take the CSV file ANSWERS into the open wave WAVE: one row a sheet, the columns of the template.

    No copy of the file is kept. Rows that cannot be read are told with their line; mend them and give them in
    another file, with the same ids in the column sheet, while the wave is open.
    """
    from lilyroot.listen import answers as listening

    with opened_store(home) as store:
        taken = listening.take_in(store, answers, wave)
    _print(taken, answers.name)
    if taken.counts.quarantined and taken.counts.quarantined == taken.came_in:
        sys.exit(ALL_REFUSED)


@command.command(name="close")
@click.argument("wave")
@home_option
def close(wave: str, home: Path | None) -> None:
    """Close the wave WAVE: its sheets are mixed, frozen and ready to be released. It cannot be opened again."""
    from lilyroot.store.sheets import close as close_wave
    from lilyroot.store.sheets import overfull

    with opened_store(home) as store:
        closed = close_wave(store, wave, today=today())
        teams, fewest = overfull(store, closed), _fewest_shown(store, wave)
    click.echo(f"{wave} is closed: {_sheets(closed)}. lilyroot release publishes it.")
    if teams:
        click.echo(f"More sheets than people: {', '.join(teams)}. Somebody answered twice, or the HRIS file is old.")
    if closed.alike:
        number = f"{closed.alike:,}" if closed.alike >= fewest else f"Fewer than {fewest}"
        click.echo(f"{number} of them give the same answer to everything; they count.")


@command.command(name="list")
@home_option
def list_(home: Path | None) -> None:
    """List the waves. Of an open one nothing is told but that it is open."""
    from lilyroot.store.waves import waves

    with opened_store(home) as store:
        known = waves(store)
    for line in _listed(known):
        click.echo(line)


def _smallest_group(store: Store) -> int:
    """As the policy of this month has it."""
    from lilyroot.store.policy import in_force

    return in_force(store.catalogue, today().isoformat()[:7], today()).k


def _fewest_shown(store: Store, wave: str) -> int:
    """The fewest people a figure of this wave will be shown of, whom colluders know included."""
    from lilyroot.measure.answers import ANSWERS
    from lilyroot.release.policy import policy_for

    return policy_for(ANSWERS, store, wave, today()).threshold


def _print(taken: Taken, file: str) -> None:
    if taken.known_before:
        click.echo(f"{file}: taken in before, nothing changed")
    click.echo(taken.sentence())
    for fault in taken.faults[:_FAULTS_SHOWN]:
        click.echo(f"  quarantined: {file}: {fault.sentence} {fault.remedy}", err=True)
    if len(taken.faults) > _FAULTS_SHOWN:
        click.echo(f"  and {len(taken.faults) - _FAULTS_SHOWN:,} more", err=True)


def _listed(known: Iterable[Wave]) -> Iterable[str]:
    none = True
    for wave in known:
        none = False
        state = f"closed {wave.closed}, {_sheets(wave)}" if wave.closed else "open"
        yield f"{wave.name}  {len(wave.items)} items, k = {wave.k}, opened {wave.opened}, {state}"
    if none:
        yield "no waves: lilyroot survey open"


def _sheets(wave: Wave) -> str:
    return f"{wave.committed:,} sheets ({wave.duplicate:,} duplicate, {wave.quarantined:,} quarantined)"
