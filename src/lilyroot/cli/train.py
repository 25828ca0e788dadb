"""``lilyroot train``: an organisation's own reader, from labels its people gave."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lilyroot.cli.options import home_option
from lilyroot.home import Home
from lilyroot.read import shelf

if TYPE_CHECKING:
    from lilyroot.read.refine.labels import Label, Labels
    from lilyroot.read.refine.refine import Refined
    from lilyroot.read.weights import Weights

KEPT_THE_OLD = 3
_REFUSALS_SHOWN = 20


@click.command(name="train", short_help="Refine the fast reader with your own labels.")
@click.option(
    "--labels",
    "path",
    type=click.Path(path_type=Path),
    help="Labelled messages: JSON lines, or CSV when the name ends in .csv.",
)
@click.option("--list", "listing", is_flag=True, help="The readers there are, and which one is in use.")
@click.option("--use", "chosen", metavar="NAME", help="Use this reader from now on; shipped goes back.")
@home_option
def command(path: Path | None, listing: bool, chosen: str | None, home: Path | None) -> None:
    """Refine the fast reader with labels of your own messages, and use it if it is better.

    \b
    One line:  {"text", "orientation": centric, focused or none,
                "context", "flags": [...], "conversation" (these may be left out)}

    Give all your labels each time: training starts from the shipped reader, so the same labels give the same reader.
    It is compared with the one in use on labels it has not seen. If it is not better, the old one stays. At least 50
    labels, 5 of each orientation. Texts are not kept, only keyed hashes of them.

    \b
    Exit status:  0  done
                  3  the refined reader is not better; the old one stays
                  2  nothing could be done; a sentence says why
    """
    asked = [path is not None, listing, chosen is not None]
    if sum(asked) != 1:
        raise click.UsageError("Give one of --labels, --list and --use.")
    where = Home.find(home)
    if chosen is not None:
        shelf.use(where, chosen)
        click.echo(f"{chosen} reads from now on; to read again what is still held: lilyroot reread")
    elif path is not None:
        _train(where, path)
    else:
        _list(where)


def _train(home: Home, path: Path) -> None:
    from lilyroot.read.refine.labels import load_labels
    from lilyroot.read.refine.refine import refine
    from lilyroot.store.keys import Keys

    labels = load_labels(path)
    _print_labels(labels)
    keys, current = Keys.open(home), shelf.in_use(home)
    shipped, in_use = shelf.weights_of(home, shelf.SHIPPED), shelf.weights_of(home, current)
    marks = [keys.body(label.text).hex() for label in labels.kept]
    before = shelf.learned_from(home, current)
    seen = _as_read(home, shipped, labels.kept)
    refined = refine(shipped, seen, in_use=in_use, known=[mark in before for mark in marks])
    _print_figures(refined)
    if refined.refusal:
        click.echo(f"{refined.refusal} {in_use.version} stays in use.")
        sys.exit(KEPT_THE_OLD)
    name = shelf.put(home, refined.weights, _card(refined, labels, shipped.version, in_use.version), marks)
    shelf.use(home, name)
    click.echo(f"{name} reads from now on; to read again what is still held: lilyroot reread")


def _as_read(home: Home, shipped: Weights, labels: list[Label]) -> list[Label]:
    """The labels with the installation's own words for customers exchanged, as they are before every reading."""
    from lilyroot.read.customers import load_words
    from lilyroot.read.fast import FastReader
    from lilyroot.read.served import ServedReader

    words = load_words(home)
    if not words:
        return labels
    as_read = ServedReader(FastReader(shipped), words).as_read
    return [replace(label, text=as_read(label.text), context=as_read(label.context)) for label in labels]


def _card(refined: Refined, labels: Labels, shipped: str, in_use: str) -> dict[str, Any]:
    """The model card: what it learned from, and how it compared."""
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "refined_from": shipped,
        "labels": {"kept": len(labels.kept), "refused": len(labels.refused), **refined.counts},
        "compared_with": in_use if refined.unseen else shipped,
        "held_out_macro_f1": refined.held_out.to_dict(),
        "held_out_kappa": round(refined.kappa, 4),
        "touchstones_macro_f1": {
            "before": round(refined.touchstones_before, 4),
            "after": round(refined.touchstones_after, 4),
        },
        "flags": {
            change.flag: {
                "positives": change.positives,
                "f1_before": round(change.before, 4),
                "f1_after": round(change.after, 4),
                "learned": change.kept,
            }
            for change in refined.flags
        },
        "not_for": "Judging a person. Figures of groups only, after release through the gate.",
    }


def _print_labels(labels: Labels) -> None:
    click.echo(f"in {labels.came_in:,} = kept {len(labels.kept):,} + refused {len(labels.refused):,}")
    for refused in labels.refused[:_REFUSALS_SHOWN]:
        click.echo(f"  line {refused.line}: {refused.sentence} {refused.remedy}", err=True)
    if len(labels.refused) > _REFUSALS_SHOWN:
        click.echo(f"  and {len(labels.refused) - _REFUSALS_SHOWN:,} more", err=True)


def _print_figures(refined: Refined) -> None:
    if not refined.unseen:
        click.echo("the reader in use has learned from these labels; compared with the shipped one instead")
    click.echo(f"orientation, held out: {refined.held_out.sentence()}")
    click.echo(
        f"built-in messages: macro-F1 {refined.touchstones_before:.3f} before, {refined.touchstones_after:.3f} after"
    )
    for change in refined.flags:
        outcome = "learned" if change.kept else "left as it was"
        click.echo(f"{change.flag}: F1 {change.before:.2f} before, {change.after:.2f} after; {outcome}")


def _list(home: Home) -> None:
    chosen = shelf.in_use(home)
    click.echo(_line(chosen == shelf.SHIPPED, shelf.SHIPPED, "came with Lilyroot"))
    for model in shelf.models(home):
        click.echo(_line(model.in_use, model.name, _told(model.card)))


def _line(in_use: bool, name: str, what: str) -> str:
    return f"{'*' if in_use else ' '} {name}  {what}"


def _told(card: dict[str, Any]) -> str:
    try:
        figures = card["held_out_macro_f1"]
        return (
            f"made {card['made'][:10]} from {card['labels']['kept']:,} labels, "
            f"macro-F1 {figures['before']:.3f} before, {figures['after']:.3f} after"
        )
    except (KeyError, TypeError, ValueError):
        return "has no readable card"
