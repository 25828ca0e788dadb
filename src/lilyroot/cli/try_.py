"""``lilyroot try``: see how a text is read."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lilyroot.cli.options import home_option, reader_option
from lilyroot.errors import InputError
from lilyroot.home import Home
from lilyroot.model.meanings import FLAG_MEANINGS, ORIENTATION_MEANINGS

if TYPE_CHECKING:
    from lilyroot.read.sentence import Sentence

_CELLS: Final = 24
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # of a terminal, which a pasted text must not steer


@click.command(name="try")
@click.argument("text")
@click.option("--context", default="", metavar="TEXT", help="What was said before, read but not labelled.")
@reader_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@home_option
def command(text: str, context: str, reader: str | None, as_json: bool, home: Path | None) -> None:
    """Read TEXT and show its label, the probabilities, the flags and the words that decided; - is standard input.

    The words that decided are bold on a terminal and stand in [brackets] elsewhere. The words that this
    installation uses for its customers count (lilyroot customers). Nothing is stored and nothing is logged.

    \b
      lilyroot try "Most parents fill this in on a phone with a child on the other arm."
      lilyroot try "They never do." --context "Do the tenants read our letters?"
    """
    from lilyroot.read.sentence import read_sentence  # these load pyarrow, which help does not need
    from lilyroot.read.shelf import reader_for

    text = _standard_input() if text == "-" else text
    if not text.strip():
        raise InputError("try.empty", "There is no text to read.", remedy='Give one: lilyroot try "What they need"')
    sentence = read_sentence(reader_for(Home.find(home), reader), text, context)
    if as_json:
        click.echo(_json(sentence))
    else:
        _show(sentence)


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace").strip()


def _show(sentence: Sentence) -> None:
    terminal = sys.stdout.isatty()
    mark = (lambda words: click.style(words, bold=True, underline=True)) if terminal else "[{}]".format
    pieces = ((_CONTROL.sub("\ufffd", words), decided) for words, decided in sentence.pieces())
    click.echo("".join(mark(words) if decided else words for words, decided in pieces))
    click.echo()
    for line in _label(sentence) if sentence.orientation else [sentence.why_not_read()]:
        click.echo(line)
    click.echo()
    click.echo(f"language  {sentence.language}")
    click.echo(f"reader    {sentence.reader}")


def _label(sentence: Sentence) -> list[str]:
    orientation = str(sentence.orientation)
    lines = [f"{orientation}: {ORIENTATION_MEANINGS[orientation]}."]
    if sentence.unsure:
        lines.append(f"The reader is unsure: it might as well be {sentence.rival()}.")
    lines.append("")
    lines += [f"{name:<9} {_bar(p)} {p:4.0%}" for name, p in sentence.probabilities.items()]
    lines.append("")
    for flag in sentence.flags:
        name, meaning = FLAG_MEANINGS[flag]
        lines.append(f"flag      {name}, {sentence.flag_probabilities.get(flag, 1):.0%}: {meaning}")
    return lines if sentence.flags else [*lines, "flags     none"]


def _bar(p: float) -> str:
    full, empty = ("█", "░") if "utf" in (sys.stdout.encoding or "").lower() else ("#", ".")
    cells = round(p * _CELLS)
    return full * cells + empty * (_CELLS - cells)


def _json(sentence: Sentence) -> str:
    shown = {
        "language": sentence.language,
        "orientation": sentence.orientation,
        "p": {name: round(p, 6) for name, p in sentence.probabilities.items()},
        "flags": sentence.flags,
        "p_flags": {name: round(p, 6) for name, p in sentence.flag_probabilities.items()},
        "unsure": sentence.unsure,
        "spans": sentence.spans,
        "reader": sentence.reader,
    }
    return json.dumps(shown)
