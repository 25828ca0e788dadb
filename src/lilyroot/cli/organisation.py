"""``lilyroot organisation``: take in people and teams."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option, opened_store
from lilyroot.listen.people import take_in_hris

if TYPE_CHECKING:
    from lilyroot.store.store import Store


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
        without = _without_values(store)
    click.echo(
        f"{organised.people:,} {'person' if organised.people == 1 else 'people'}, "
        f"{organised.stints:,} stint{'s' * (organised.stints != 1)}, "
        f"{organised.teams:,} team{'s' * (organised.teams != 1)}"
    )
    for name in without:
        click.echo(
            f"nobody has a value of {name}, which the policy declares as a segment: is the column in the file?"
        )
    if organised.ambiguous_names:
        click.echo(
            f"{organised.ambiguous_names:,} names or addresses belong to more than one person and recognise nobody; "
            "use addresses or a team map for them"
        )


def _without_values(store: Store) -> list[str]:
    """Segments of the policy that was last approved and that nobody is in."""
    from lilyroot.store.policy import last_approved
    from lilyroot.store.segment_values import known_values

    declared = last_approved(store.catalogue).segments
    return [name for name in declared if name not in known_values(store.catalogue, declared)]
