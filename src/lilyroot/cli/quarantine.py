"""``lilyroot quarantine``: what could not be read, and why."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TextIO

import click

from lilyroot.cli.options import home_option, opened_store
from lilyroot.errors import SettingsError
from lilyroot.listen.intake import open_quarantine, quarantined_bytes


@click.command(name="quarantine")
@click.option(
    "--save", type=click.Path(path_type=Path), help="Write the records with their bytes to this new JSONL file."
)
@home_option
def command(save: Path | None, home: Path | None) -> None:
    """List the records that could not be read: where they stood, what is wrong, how to mend it.

    With --save the records' own bytes are written too, for whoever mends the export; they are raw text and are
    deleted from quarantine with it.
    """
    with opened_store(home) as store:
        entries = open_quarantine(store)
        for entry in entries:
            click.echo(
                f"{entry['export']} · {entry['place']}, at {entry['offset']} · {entry['code']} · "
                f"{entry['sentence']} {entry['remedy']}"
            )
        click.echo(f"{len(entries):,} in quarantine")
        if save:
            with _opened(save) as out:
                for entry, raw in quarantined_bytes(store):
                    out.write(json.dumps({**entry, "raw": raw.decode("utf-8", "replace")}) + "\n")
            click.echo(f"saved to {save} (raw text: keep it safe and delete it when done)")


def _opened(path: Path) -> TextIO:
    """A new file that only its owner may read: what is there already, an export perhaps, is left alone."""
    try:
        return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            "quarantine.save",
            f"The records cannot be saved there: {(error.strerror or 'no reason given').lower()}.",
            remedy="Name a new file in a folder that exists and that you may write to.",
            file=str(path),
        ) from error
