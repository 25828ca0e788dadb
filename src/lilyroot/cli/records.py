"""``lilyroot records``: take in what an organisation says, decides, pays, praises, promises and aims at."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store
from lilyroot.model.records import KINDS

ALL_REFUSED = 3
_TEMPLATE = "template"
_REASONS_SHOWN = 5


@click.command(name="records")
@click.argument("kind", metavar="KIND", type=click.Choice([*KINDS, _TEMPLATE]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--source", default="", help="Where the rows come from (default: the kind). Part of every key.")
@home_option
def command(kind: str, file: Path | None, source: str, home: Path | None) -> None:
    """Take in the CSV file FILE, one row per record of that KIND.

    KIND is statements, decisions, incentives, recognitions, goals, commitments, metrics or agenda.

    \b
      lilyroot records template decisions > decisions.csv
      lilyroot records decisions decisions.csv

    The first prints the header of an empty table; what each column means goes to standard error. People become
    pseudonyms and free text is not stored. The same row again changes nothing; a row with the same id and other cells
    replaces it.

    \b
    Exit status:  0  rows were taken in, or had been before; rows that could not be are in quarantine
                  3  everything is in quarantine
                  2  nothing could be taken in; a sentence says why
    """
    if file is None:
        example = "template decisions" if kind == _TEMPLATE else f"{kind} {kind}.csv"
        what = "which kind" if kind == _TEMPLATE else "the file"
        raise click.UsageError(f"Say {what}: lilyroot records {example}")
    if kind == _TEMPLATE:
        _print_template(str(file))
        return
    from lilyroot.listen.intake import open_quarantine
    from lilyroot.listen.records import standing, take_in_records

    with opened_store(home) as store:
        taken = take_in_records(store, file, kind, source=source)
        reasons = open_quarantine(store, taken.receipt.export) if taken.receipt.quarantined else []
        stand = standing(store, taken.receipt.export, kind)
    if taken.receipt.known_before:
        click.echo(f"{taken.receipt.name}: taken in before, nothing changed")
    click.echo(taken.receipt.sentence())
    if taken.corrected:
        click.echo(f"{taken.corrected:,} of them replace an earlier row")
    if taken.not_used:
        click.echo(f"columns that are not used: {', '.join(taken.not_used)}")
    if taken.receipt.committed or taken.receipt.duplicate:
        for sentence in stand.sentences():
            click.echo(sentence)
    for entry in reasons[:_REASONS_SHOWN]:
        click.echo(f"  quarantined: {entry['place']}: {entry['sentence']} {entry['remedy']}", err=True)
    if len(reasons) > _REASONS_SHOWN:
        click.echo(f"  and {len(reasons) - _REASONS_SHOWN:,} more: lilyroot quarantine", err=True)
    if taken.receipt.quarantined and taken.receipt.quarantined == taken.receipt.came_in:
        sys.exit(ALL_REFUSED)


def _print_template(kind: str) -> None:
    from lilyroot.listen.records.template import column_lines, template

    if kind not in KINDS:
        raise click.BadParameter(f"{kind!r} is not one of {', '.join(KINDS)}.", param_hint="KIND")
    click.echo(template(kind))
    for line in column_lines(kind):
        click.echo(f"# {line}", err=True)
