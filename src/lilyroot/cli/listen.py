"""``lilyroot listen``: take in an export."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from lilyroot.cli.options import home_option, opened_store, reader_option
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find, names
from lilyroot.listen.intake import Listening, listen, open_quarantine
from lilyroot.listen.intake import Progress as Standing
from lilyroot.listen.people import take_in_team_map
from lilyroot.listen.receipt import Receipt
from lilyroot.read.shelf import reader_for
from lilyroot.store.sources import sources

ALL_REFUSED = 3
_REASONS_SHOWN = 5


@click.command(name="listen")
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--as", "kind", required=True, type=click.Choice(names()), help="What kind of export it is.")
@click.option("--source", help="A name for the connected system (default: the kind). Part of every key.")
@click.option(
    "--team-map", type=click.Path(path_type=Path), help="CSV: speaker, and employee_id or team[, function]."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="Table: the declared mapping of columns (TOML).",
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Transcripts whose file name has no date.")
@click.option("--undated", is_flag=True, help="The source keeps no dates: everything falls into one period.")
@reader_option
@click.option("--retention-days", type=click.IntRange(0, 365), default=30, show_default=True, help="Keep raw text.")
@home_option
def command(
    export: Path,
    kind: str,
    source: str | None,
    team_map: Path | None,
    mapping: Path | None,
    day: datetime | None,
    undated: bool,
    reader: str | None,
    retention_days: int,
    home: Path | None,
) -> None:
    """Take in EXPORT: a file, a folder or a zip.

    Speakers become pseudonyms before anything is stored, every message is read once, and raw text is deleted
    after its retention. Running it again changes nothing.

    \b
      lilyroot listen slack-export.zip --as slack
      lilyroot listen transcripts/ --as vtt --date 2026-03-04
      lilyroot listen archive.mbox --as mail
      lilyroot listen notes.csv --as table --mapping notes.toml --source helpdesk

    \b
    Exit status:  0  messages were taken in, or had been before; records that could not be are in quarantine
                  3  everything is in quarantine
                  2  nothing could be taken in; a sentence says why
    """
    options = ListenOptions(
        source=source or kind,
        mapping=mapping,
        date=date(day.year, day.month, day.day) if day else None,
        undated=undated,
    )
    with opened_store(home) as store, _Bar(export.name) as (bar, task):
        if team_map:
            mapped = take_in_team_map(store, team_map, options.source)
            click.echo(f"team map: {mapped.speakers:,} speakers, {mapped.teams:,} teams")
        listening = Listening(
            find(kind),
            options,
            reader_for(store.home, reader),
            retention_days,
            report=lambda standing: _show(bar, task, standing),
        )
        receipt = listen(store, export, listening)
        bar.stop()
        said = sources(store.catalogue.connection).get(options.source)
        _print(receipt, min(retention_days, said.days) if said else retention_days)
        if receipt.quarantined:
            _print_reasons(open_quarantine(store, receipt.export))
    if receipt.quarantined and receipt.quarantined == receipt.came_in:
        sys.exit(ALL_REFUSED)


class _Bar:
    """A progress line on standard error: share, messages, rate and time left."""

    def __init__(self, name: str) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} % · {task.fields[messages]:,} messages · {task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(name, total=None, messages=0, rate=0.0)

    def __enter__(self) -> tuple[Progress, TaskID]:
        self._bar.start()
        return self._bar, self._task

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _show(bar: Progress, task: TaskID, standing: Standing) -> None:
    elapsed = bar.tasks[0].elapsed or 1e-9
    bar.update(
        task,
        total=max(standing.total, 1),
        completed=min(standing.read, standing.total),
        messages=standing.messages,
        rate=standing.messages / elapsed,
    )


def _print(receipt: Receipt, retention_days: int) -> None:
    if receipt.known_before:
        click.echo(f"{receipt.name}: taken in before, nothing changed")
    click.echo(receipt.sentence())
    for reason, n in receipt.passed_over.items():
        click.echo(f"  passed over: {n:,} x {reason}")
    if receipt.not_read:
        click.echo(receipt.sentence_on_languages())
    if receipt.committed:
        click.echo(f"raw text will be deleted after {retention_days} days")


def _print_reasons(entries: list[dict[str, object]]) -> None:
    for entry in entries[:_REASONS_SHOWN]:
        click.echo(
            f"  quarantined: {entry['place']}, at {entry['offset']}: {entry['sentence']} {entry['remedy']}",
            err=True,
        )
    if len(entries) > _REASONS_SHOWN:
        click.echo(f"  and {len(entries) - _REASONS_SHOWN:,} more: lilyroot quarantine", err=True)
