"""The command line: one file per verb. A verb's module is loaded only when it is called, so help stays quick."""

from __future__ import annotations

import os
import sqlite3
import sys
from importlib import import_module
from typing import Final

import click

from lilyroot import __version__
from lilyroot.errors import LilyrootError, StoreError

# verb -> (module, the one line the help shows)
VERBS: Final[dict[str, tuple[str, str]]] = {
    "sample": ("lilyroot.cli.sample", "Invent an organisation with known truth and write its exports."),
    "source": ("lilyroot.cli.source", "Say why a source is read, and on which ground; switch it on or off."),
    "organisation": ("lilyroot.cli.organisation", "Take in people and teams from an HRIS CSV."),
    "listen": ("lilyroot.cli.listen", "Take in an export: chat, transcripts, mail, a table."),
    "records": (
        "lilyroot.cli.records",
        "Take in decisions, incentives, recognitions, goals, promises: one CSV per kind.",
    ),
    "survey": ("lilyroot.cli.survey", "Ask people, in waves: questions, answers, closing."),
    "quarantine": ("lilyroot.cli.quarantine", "List or save the records that could not be read, and why."),
    "forget": ("lilyroot.cli.forget", "Delete everything that was taken in from a source."),
    "objection": ("lilyroot.cli.objection", "Leave out what somebody writes, because they say so."),
    "retain": ("lilyroot.cli.retain", "Delete raw text whose retention has ended."),
    "read": ("lilyroot.cli.read", "Label messages: orientation, flags and the words that decided."),
    "try": ("lilyroot.cli.try_", "See how a text is read: label, probabilities, the words that decided."),
    "customers": ("lilyroot.cli.customers", "Say what your customers are called."),
    "train": ("lilyroot.cli.train", "Refine the fast reader with your own labels."),
    "reread": ("lilyroot.cli.reread", "Read again what is still held, after the reader has changed."),
    "bridge": ("lilyroot.cli.bridge", "Show what a change of the reader alone does to the figures."),
    "audit": ("lilyroot.cli.audit", "Label a sample of readings; figures are corrected by it."),
    "policy": ("lilyroot.cli.policy", "How few people a figure may concern; two people change it."),
    "release": ("lilyroot.cli.release", "Measure closed periods and publish what the gate proves safe."),
    "ledger": ("lilyroot.cli.ledger", "List the releases and verify their chain."),
    "attack": ("lilyroot.cli.attack", "Try to work out from a ledger what it must not tell."),
    "measure": ("lilyroot.cli.measure", "Show the eight dimensions and the gap between saying and doing."),
    "report": ("lilyroot.cli.report", "Write the report of what has been released (HTML, PDF)."),
    "backup": ("lilyroot.cli.backup", "Write everything this installation knows to one file."),
    "restore": ("lilyroot.cli.restore", "Put a backup back, on an empty machine."),
    "people": ("lilyroot.cli.people", "Who can sign in to the web application, and what they may do."),
    "serve": ("lilyroot.cli.serve", "Start the web application on this machine."),
}


class Verbs(click.Group):
    """A group that knows its verbs by name and loads one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(VERBS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lilyroot")
def verbs() -> None:
    """See the roots of customer experience.

    Lilyroot reads how customers come up in what an organisation says and writes, and publishes figures
    for groups, never for persons.
    """


def main() -> None:
    """Run a verb; an error that is ours, or the machine's, becomes one sentence on standard error and status 2."""
    # Our matrices are small: threads of the linear algebra library would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        verbs(standalone_mode=True)
    except LilyrootError as error:
        _say(error)
    except (OSError, sqlite3.Error) as error:
        _say(_of_the_machine(error))
    sys.exit(2)


def _say(error: LilyrootError) -> None:
    # a sentence may name a file whose name is no text
    click.echo(f"lilyroot: {error}".encode("utf-8", "replace"), err=True)


def _of_the_machine(error: OSError | sqlite3.Error) -> StoreError:
    """No space, no permission, another process that holds the catalogue: a sentence instead of a traceback."""
    if isinstance(error, OSError):
        what, file = error.strerror or type(error).__name__, str(error.filename or "")
    else:
        what, file = str(error), "catalogue.sqlite"
    return StoreError(
        "store.disk",
        f"The machine refuses to read or write: {what[:1].lower()}{what[1:]}.",
        remedy="Make room, mend the permissions or choose another --home, and run the same command again: "
        "what was committed before stays.",
        file=file,
    )
