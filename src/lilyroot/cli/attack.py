"""``lilyroot attack``: try to work out from a ledger what it must not tell."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from lilyroot.cli.options import home_option, today
from lilyroot.errors import InputError, SettingsError
from lilyroot.home import Home

if TYPE_CHECKING:
    from lilyroot.attack.finding import Attempt
    from lilyroot.attack.naive import Naive

FOUND: Final = 1
_LISTED: Final = 20


@click.command(name="attack")
@click.argument("ledger", required=False, type=click.Path(path_type=Path))
@click.option(
    "--naive",
    "hris",
    metavar="HRIS",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Attack instead what a threshold alone would publish of the people in this HRIS file.",
)
@click.option(
    "--certificates",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the certificates lie (default: beside the ledger, in this installation).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@home_option
def command(
    ledger: Path | None, hris: Path | None, certificates: Path | None, as_json: bool, home: Path | None
) -> None:
    """Try every attack we know on the releases in LEDGER (default: the ledger of this installation).

    The attacker has all tables and knows how many people stand behind every base cell. Exit status 1 when anything
    is found.
    """
    if hris is not None and ledger is not None:
        raise SettingsError(
            "attack.two",
            "--naive attacks the people of an HRIS file, not a ledger.",
            remedy="Give LEDGER or --naive HRIS, one after the other.",
        )
    if hris is not None:
        attempts, told = _on_threshold(hris)
    else:
        from lilyroot.attack.campaign import attack

        folder = ledger or _released(home)
        campaign = attack(folder, _progress, certificates=certificates)
        _progress("")
        attempts, told = campaign.attempts, {"ledger": str(folder), "certificates_not_at_hand": campaign.not_at_hand}
    click.echo(_document(attempts, told) if as_json else _table(attempts, told))
    if any(attempt.found for attempt in attempts):
        raise SystemExit(FOUND)


def _on_threshold(hris: Path) -> tuple[list[Attempt], dict[str, object]]:
    from lilyroot.attack.campaign import in_order, totals
    from lilyroot.attack.naive import K, recovered

    naive = _naive(hris)
    attempts = in_order(totals(naive.published.merged(), K))
    told: dict[str, object] = {
        "threshold": K,
        "published": len(naive.published.totals),
        "hidden": len(naive.hidden),
        "hidden_recovered": sum(recovered(naive)),
    }
    return attempts, told


def _naive(hris: Path) -> Naive:
    """The people of the file as they stand today, read in a folder that is gone afterwards."""
    from lilyroot.attack.naive import K, one_window
    from lilyroot.listen.people import take_in_hris
    from lilyroot.store.organisation import placements, team_parents
    from lilyroot.store.store import Store

    with TemporaryDirectory() as folder:
        store = Store.open(Home(Path(folder)), today=today())
        try:
            take_in_hris(store, hris)
            placed = placements(store.catalogue, today().isoformat()[:7])
            parents = team_parents(store.catalogue)
        finally:
            store.close()
    return one_window([(person.team, person.function) for person in placed.values()], parents, K, hris.name)


def _released(home: Path | None) -> Path:
    folder = Home.find(home).releases
    if not folder.is_dir():
        raise InputError(
            "attack.nothing",
            "Nothing has been released yet, so there is nothing to attack.",
            remedy="Run `lilyroot release` first, name the folder of a ledger, or try --naive HRIS.",
        )
    return folder


def _progress(release: str) -> None:
    """Which release is next, on a terminal only; the line is wiped for the next one and for the result."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{release}", nl=False, err=True)


def _document(attempts: Sequence[Attempt], told: dict[str, object]) -> str:
    attacks = [
        {
            "attack": attempt.attack,
            "tried": attempt.tried,
            "found": len(attempt.found),
            "findings": [
                {"where": finding.where, "people": finding.people or None, "recipe": finding.recipe}
                for finding in attempt.found
            ],
        }
        for attempt in attempts
    ]
    return json.dumps({**told, "attacks": attacks}, ensure_ascii=False, indent=1)


def _table(attempts: Sequence[Attempt], told: dict[str, object]) -> str:
    lines = [f"{'attack':<18}{'tried':>10}{'found':>8}"]
    lines += [f"{attempt.attack:<18}{attempt.tried:>10,}{len(attempt.found):>8,}" for attempt in attempts]
    found = [finding for attempt in attempts for finding in attempt.found]
    if "hidden" in told:
        lines.append(
            f"{told['published']} groups published, {told['hidden']} hidden for having fewer than "
            f"{told['threshold']} people; {told['hidden_recovered']} of the hidden follow exactly from the published"
        )
    if told.get("certificates_not_at_hand"):
        lines.append(f"{told['certificates_not_at_hand']} certificates not at hand: figures only")
    for finding in found[:_LISTED]:
        people = f"{finding.people} {'person' if finding.people == 1 else 'people'}, " if finding.people else ""
        lines.append(f"{finding.attack}: {people}{finding.where}: {finding.recipe}")
    if len(found) > _LISTED:
        lines.append(f"... and {len(found) - _LISTED:,} more (--json lists them all)")
    if not found:
        lines.append("nothing was found")
    return "\n".join(lines)
