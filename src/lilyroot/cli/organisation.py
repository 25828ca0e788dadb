"""``lilyroot organisation``: take in people and teams."""

from __future__ import annotations

from pathlib import Path

import click

from lilyroot.cli.options import home_option, opened_store
from lilyroot.listen.people import take_in_hris


@click.command(name="organisation")
@click.argument("hris", type=click.Path(path_type=Path))
@home_option
def command(hris: Path, home: Path | None) -> None:
    """Take in people and teams from the CSV file HRIS; a newer file replaces the older one.

    \b
    Columns: employee_id, manager_id, team
    and, where there are: function, site, start, end, email, name, aliases (separated by ;)
    One row for each stint: a person who changes teams has two.
    Further columns are kept only where the policy declares them as segments.

    Names and addresses serve to recognise speakers and are kept as keyed hashes only.
    """
    with opened_store(home) as store:
        organised = take_in_hris(store, hris)
    click.echo(f"{organised.people:,} people, {organised.stints:,} stints, {organised.teams:,} teams")
    if organised.ambiguous_names:
        click.echo(
            f"{organised.ambiguous_names:,} names or addresses belong to more than one person and recognise nobody; "
            "use addresses or a team map for them"
        )
