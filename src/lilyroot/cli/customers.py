"""``lilyroot customers``: what this organisation calls its customers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option
from lilyroot.home import Home

if TYPE_CHECKING:
    from lilyroot.read.customers import CustomerWords, Entry


@click.command(name="customers")
@click.option("--add", "added", multiple=True, metavar="WORD", help="A word for customers; may be repeated.")
@click.option("--not", "others", multiple=True, metavar="WORD", help="A word that looks like one and is none.")
@click.option("--remove", "removed", multiple=True, metavar="WORD", help="Take a word off the list again.")
@click.option(
    "--file",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True, allow_dash=True),
    help="Take the whole list from this file instead of what there is; - is standard input.",
)
@home_option
def command(
    added: tuple[str, ...], others: tuple[str, ...], removed: tuple[str, ...], source: Path | None, home: Path | None
) -> None:
    """List the words that mean customers here, and those that only look so; add words or take them off.

    A word is given as "singular, plural"; one form is enough where the other is regular. Phrases are words too.
    The list is the file customers.txt in the home, which you may edit; a fault in it is told with its line.

    Messages are read with these words from now on. Readings say which words they were read with, and those
    made before stay as they are.

    \b
      lilyroot customers --add "Fahrgast, Fahrgäste" --add anglers
      lilyroot customers --not client --not "team members"
      lilyroot customers --remove anglers
    """
    from lilyroot.read import customers  # loads what help does not need

    there = Home.find(home)
    text = customers.words_text(customers.words_file(there)) if source is None else _given(source)
    for word in removed:
        text = customers.without_entry(text, word)
    for section, words in ((customers.CUSTOMERS, added), (customers.OTHERS, others)):
        for word in words:
            text = customers.with_entry(text, section, " ".join(word.split()))
    changed = added or others or removed or source
    _show(customers.save_words(there, text) if changed else customers.parse_words(text))


def _given(source: Path) -> str:
    from lilyroot.read.customers import words_text

    return sys.stdin.read() if str(source) == "-" else words_text(source)


def _show(words: CustomerWords) -> None:
    if not words:
        click.echo("No words yet: readers go by customers, users, patients, guests and the like.")
        click.echo('Say what yours are called: lilyroot customers --add "angler, anglers"')
        return
    _list("customers", words.customers)
    _list("not customers", words.others)
    click.echo(f"readings made with these words carry +customers-{words.fingerprint}")


def _list(title: str, entries: Iterable[Entry]) -> None:
    lines = [f"  {', '.join(entry.forms)}" for entry in entries]
    if lines:
        click.echo("\n".join([title, *lines]))
