"""``lilyroot survey``: waves of answers, from the questions to the frozen wave."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import Day, home_option, opened_store, today
from lilyroot.model.survey import FORMS, Form, questionnaire

if TYPE_CHECKING:
    from lilyroot.listen.answers import Taken
    from lilyroot.store.store import Store
    from lilyroot.store.waves import Wave, Withdrawn

ALL_REFUSED = 3
_FAULTS_SHOWN = 20
_WRONG_DAY = "If you meant another day: lilyroot survey withdraw {wave}, and open it anew."


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
    respond     say what was heard in released results and what will be done; a next wave waits for it
    withdraw    take back a wave that nobody answered or that was opened by mistake
    list        the waves there are, and those that were withdrawn

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
    type=Day(),
    metavar="YYYY-MM-DD",
    help="Freeze the organisation as it stood on this day, today or earlier.  [default: today]",
)
@home_option
def open_(wave: str, form: Form, stands: date | None, home: Path | None) -> None:
    """Open the wave WAVE. Its items, the smallest group and the organisation never change afterwards.

    Waves are told apart by their names, which must follow one another: 2026-03, 2026-09. One that was opened by
    mistake is taken back with lilyroot survey withdraw.
    """
    from lilyroot.store.waves import open_wave, people_on, without_days

    day = stands or today()
    with opened_store(home) as store:
        asked, k = questionnaire().form(form), _smallest_group(store)
        opened = open_wave(store, wave, items=asked, k=k, stands=day, today=today())
        fewest = _fewest_shown(store, wave)
        then, now, undated = people_on(store, day), people_on(store, today()), without_days(store)
    click.echo(
        f"{wave} is open: {len(opened.items)} items, the organisation as it stood on {opened.stands}: "
        f"{_people(*then)}. "
        f"Tell people: no group of fewer than {fewest} is shown, and nothing before the wave is closed."
    )
    if day < today():
        standing = "the same, as the HRIS file has no start days" if undated else _people(*now)
        click.echo(f"That day is {_ago(day)}; today: {standing}. {_WRONG_DAY.format(wave=wave)}")
    if then[0] < fewest:
        click.echo(f"Fewer than {fewest} people: nothing of this wave can be shown. {_WRONG_DAY.format(wave=wave)}")


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


@command.command(name="respond")
@click.argument("wave")
@click.option("--heard", required=True, help="What was heard in the results; everybody reads it.")
@click.option("--will", required=True, help="What will be done.")
@click.option("--due", required=True, type=Day(), metavar="YYYY-MM-DD", help="By when.")
@click.option("--by", required=True, help="Who says so; stays written down.")
@home_option
def respond(wave: str, heard: str, will: str, due: date, by: str, home: Path | None) -> None:
    """Publish a response to the released results of the wave WAVE. Said anew, the last one counts.

    Once a source is declared, no later wave is opened or takes answers in before this is done.
    """
    from lilyroot.store.responses import respond as publish

    with opened_store(home) as store:
        said = publish(store.catalogue, wave, heard=heard, will=will, due=due, by=by)
    click.echo(f"{wave} is answered by {said.by}; everybody reads it in the web application. Due on {said.due}.")


@command.command(name="withdraw")
@click.argument("wave")
@click.option("--by", required=True, help="Who takes it back; stays written down.")
@click.option("--reason", required=True, help="Why; stays written down.")
@click.option("--with-answers", is_flag=True, help="Also when answers were taken in; they are deleted, unseen.")
@home_option
def withdraw(wave: str, by: str, reason: str, with_answers: bool, home: Path | None) -> None:
    """Take the open wave WAVE back: nobody answered, or it was opened by mistake. Its name is free again.

    A closed wave stays. lilyroot survey list shows what was withdrawn, by whom and why.
    """
    from lilyroot.store.waves import withdraw as take_back

    with opened_store(home) as store:
        gone = take_back(store, wave, by=by, reason=reason, today=today(), with_answers=with_answers)
    answers = f", with the answers of {gone.files:,} {'file' if gone.files == 1 else 'files'}" if gone.files else ""
    click.echo(f"{wave} is withdrawn{answers}; open it anew: lilyroot survey open {wave}")


@command.command(name="list")
@home_option
def list_(home: Path | None) -> None:
    """List the waves, and those that were withdrawn. Of an open one nothing is told but that it is open."""
    from lilyroot.store.responses import responses
    from lilyroot.store.waves import waves, withdrawn_waves

    with opened_store(home) as store:
        known = [(wave, _fewest_shown(store, wave.name)) for wave in waves(store)]
        gone = withdrawn_waves(store)
        answered = {one.wave: one.by for one in responses(store.catalogue.connection)}
    for line in (*_listed(known, answered), *map(_withdrawn, gone)):
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


def _listed(known: Sequence[tuple[Wave, int]], answered: Mapping[str, str]) -> Iterable[str]:
    for wave, fewest in known:
        state = f"closed {wave.closed}, {_sheets(wave)}" if wave.closed else "open"
        yield f"{wave.name}  {len(wave.items)} items, groups of {fewest} or more, opened {wave.opened}, {state}" + (
            f", answered by {answered[wave.name]}" if wave.name in answered else ""
        )
    if not known:
        yield "no waves: lilyroot survey open"


def _withdrawn(gone: Withdrawn) -> str:
    answers = ", with the answers it had" if gone.files else ""
    return f"{gone.name}  opened {gone.opened}, withdrawn {gone.withdrawn} by {gone.by}{answers}: {gone.reason}"


def _people(people: int, teams: int) -> str:
    return f"{people:,} {'person' if people == 1 else 'people'} in {teams:,} {'team' if teams == 1 else 'teams'}"


def _ago(day: date) -> str:
    days = (today() - day).days
    return f"{days:,} {'day' if days == 1 else 'days'} ago"


def _sheets(wave: Wave) -> str:
    return f"{wave.committed:,} sheets ({wave.duplicate:,} duplicate, {wave.quarantined:,} quarantined)"
