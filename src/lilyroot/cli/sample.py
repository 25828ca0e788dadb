"""``lilyroot sample``: an invented organisation with known truth."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from lilyroot.sample import EXPORTS, Month, Plan, last_full_month, next_commands, write_sample


@click.command(name="sample")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--people", type=int, default=600, show_default=True, help="People in an average month.")
@click.option("--months", type=int, default=24, show_default=True, help="Full months.")
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed gives another company.")
@click.option("--until", metavar="YYYY-MM", help="The last month.  [default: the last full month]")
@click.option(
    "--messages-per-person",
    type=float,
    default=14.0,
    show_default=True,
    help="Messages a person and month, on average.",
)
@click.option("--only", multiple=True, type=click.Choice(EXPORTS), help="Only this kind of export; may be repeated.")
@click.option("--force", is_flag=True, help="Replace a former sample in OUT.")
def command(
    out: Path,
    people: int,
    months: int,
    seed: int,
    until: str | None,
    messages_per_person: float,
    only: tuple[str, ...],
    force: bool,
) -> None:
    """Invent an organisation and write its exports into the folder OUT, with the truth about every message.

    The same options give the same files, byte for byte. Nothing is taken in: the commands for that are printed.
    """
    last = Month.parse(until) if until else last_full_month(datetime.now(UTC).date())
    kinds = tuple(kind for kind in EXPORTS if not only or kind in only)
    plan = Plan(last, people, months, seed, messages_per_person, kinds)
    truth = write_sample(out, plan, replace=force)
    told = truth.planted
    click.echo(
        f"{told['company']}: about {people:,} people in {len(told['teams'])} teams, "
        f"{plan.calendar[0]} to {last}, {truth.total:,} messages."
    )
    for source, count in sorted(truth.messages.items()):
        click.echo(f"  {source:<8} {count:>10,}")
    click.echo(f"What was planted: {out / 'README.md'}\n\nNext:")
    for line in next_commands(str(out), kinds, told["waves"]):
        click.echo(f"  {line}")
