"""``lilyroot read``: label the messages of a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from lilyroot.cli.options import home_option, reader_option
from lilyroot.errors import ReaderStopped
from lilyroot.home import Home
from lilyroot.read.files import Tally, read_file
from lilyroot.read.reader import Reader
from lilyroot.read.shelf import reader_for

SOME_REFUSED = 3


@click.command("read", short_help="Label messages: orientation, flags and the words that decided.")
@click.argument("source", metavar="IN")
@click.option("--out", "target", default="-", show_default=True, metavar="OUT", help="Where readings go.")
@reader_option
@home_option
def command(source: str, target: str, reader: str | None, home: Path | None) -> None:
    """Label the messages of IN: JSON lines, or Parquet when its name ends in .parquet; - is standard input.

    \b
    One line in:   {"id", "text", "context" (optional: a string, null or a list of strings)}
    One line out:  {"id", "language", "orientation", "p", "flags", "p_flags", "unsure", "spans"}, in the same order

    Parquet has the columns id, text and, optionally, context, and gives Parquet with the same fields. OUT - is
    standard output. A span is [start, end) in characters of the text.

    Words for customers count, where this installation has said any (lilyroot customers).

    Lines that cannot be read go to OUT.errors, with their number and the reason (to standard error when OUT is -);
    the rest is done. Empty lines are passed over.

    A message in a language the reader does not know has no label, nor has one to which the reader llm got no usable
    answer; how many is said at the end.

    \b
    Exit status:  0  all lines were read
                  3  some lines were refused, or the reader llm did not get all its answers
                  2  nothing could be read; a sentence says why
    """
    model = reader_for(Home.find(home), reader)
    tally = read_file(model, source, target, watch=_progress() if sys.stderr.isatty() else _silence)
    unanswered, end = _answers(model)
    stopped = tally.stopped or end
    if sys.stderr.isatty() or tally.refused or tally.not_read:
        click.echo(_summary(tally, model.version, unanswered), err=True)
    if stopped:
        click.echo(f"lilyroot: {stopped}", err=True)
    if tally.refused or unanswered or stopped:
        sys.exit(SOME_REFUSED)


def _answers(model: Reader) -> tuple[dict[str, int], ReaderStopped | None]:
    """How many messages a language model gave no usable answer to, by reason, and why it is asked no more."""
    from lilyroot.read.llm import asks_a_model  # here: help does without it

    asking = asks_a_model(model)
    if not asking:
        return {}, None
    return {reason.value: number for reason, number in asking.not_read.most_common()}, asking.end


def _summary(tally: Tally, version: str, unanswered: dict[str, int]) -> str:
    why = dict(unanswered)
    if elsewhere := tally.not_read - sum(unanswered.values()):
        why["in a language this reader does not know"] = elsewhere
    parts = [f"{tally.read - tally.not_read:,} messages read by {version}"]
    if tally.not_read:
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in why.items())
        parts.append(f"{tally.not_read:,} not read ({reasons})")
    if tally.refused:
        parts.append(f"{tally.refused:,} lines refused")
    return ", ".join(parts)


def _progress() -> Callable[[int], None]:
    begun = shown = time.monotonic()

    def show(done: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= 0.5:
            shown = now
            click.echo(f"\r{done:,} messages, {done / (now - begun):,.0f} a second ", err=True, nl=False)

    return show


def _silence(done: int) -> None:
    """Say nothing: nobody is watching."""
