"""``lilyroot audit``: a sample of readings labelled by people, to correct the figures of a month."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.cli.web import forget_option, make_sign_in
from lilyroot.errors import AuditError, InputError, SettingsError
from lilyroot.home import Home

if TYPE_CHECKING:
    from lilyroot.audit.agreement import Agreement
    from lilyroot.audit.box import AuditBox, Item
    from lilyroot.audit.codebook import Codebook
    from lilyroot.measure.audit.correction import Verdict
    from lilyroot.measure.audit.outcome import Outcome

SOME_REFUSED: Final = 3
_REFUSALS_SHOWN: Final = 20


@click.group(name="audit", short_help="Label a sample of readings; figures are corrected by it.")
def command() -> None:
    """Draw a random sample of a month's messages, have people label it, and correct the month's figures by it.

    \b
    draw -> label (here, on the page, or in a file) -> status -> close -> lilyroot release

    Texts are redacted before anybody sees them, sealed on the disk, shown to the named auditors only, and deleted
    when the audit is closed or after 30 days. Every look is logged. A month is released after its audit is closed.
    """


@command.command(name="draw")
@click.argument("period")
@click.option("--auditor", "auditors", multiple=True, required=True, help="Who may look and label; name two or more.")
@click.option("--size", type=click.IntRange(100, 5000), default=300, show_default=True, help="Messages, about.")
@click.option("--unsure", type=click.IntRange(0, 5000), default=0, help="Further unsure ones, to refine the reader.")
@click.option("--names", type=click.Path(path_type=Path, dir_okay=False), help="More names to take out, one a line.")
@click.option("--only-refine", is_flag=True, help="Draw from a month that was released: labels correct nothing then.")
@home_option
def draw_sample(
    period: str,
    auditors: tuple[str, ...],
    size: int,
    unsure: int,
    names: Path | None,
    only_refine: bool,
    home: Path | None,
) -> None:
    """Draw and seal the sample of PERIOD (a month that is over, like 2025-03), once.

    Names are found by the staff directory (lilyroot organisation) and by --names, which is not kept. Messages that
    --unsure adds help lilyroot train and enter no correction.
    """
    from lilyroot.measure.audit.draw import draw
    from lilyroot.measure.audit.redaction import Redaction
    from lilyroot.release.anchor import released_windows
    from lilyroot.release.released import TALK

    with opened_store(home) as store:
        released = period in released_windows(store.catalogue, TALK)
        if released and not only_refine:
            raise _too_late(period)
        redact = Redaction.of(store, _lines(names) if names else ())
        if not redact.knows_names:
            raise SettingsError(
                "audit.no_names",
                "No name is known, so none could be taken out of the texts.",
                remedy="Take in the staff directory (lilyroot organisation HRIS.csv), or give --names FILE.",
            )
        drawn = draw(store, period, auditors, redact, today=today(), size=size, unsure=unsure)
    refining = f", and {drawn.refining:,} unsure ones to refine the reader" if drawn.refining else ""
    click.echo(f"{drawn.correcting:,} of {drawn.population:,} messages of {period} drawn{refining}")
    click.echo(f"{drawn.labels:,} labels wanted, a fifth of the messages by two people")
    click.echo(f"texts are sealed and deleted when the audit is closed, at the latest after {drawn.delete_after}")
    if released:
        click.echo(
            f"{period} was released before: these labels correct nothing, they refine the reader (lilyroot train)"
        )
    else:
        click.echo(f"{period} waits for this audit: lilyroot release leaves it out until the audit is closed")


@command.command(name="label")
@click.argument("period")
@click.option("--as", "auditor", required=True, metavar="NAME", help="Which of the named auditors you are.")
@home_option
def label_here(period: str, auditor: str, home: Path | None) -> None:
    """Label in the terminal, one key a label: c, f or n; 1 to 7 before it for flags.

    u takes the last label back, s puts a message off, ? shows the codebook, q stops; everything is kept at once.
    """
    from lilyroot.audit.box import AuditBox

    with AuditBox.open(Home.find(home), period) as box:
        while (item := box.next(auditor, "terminal")) is not None:
            if not _label_one(box, auditor, item):
                break
        else:
            click.echo("Nothing is left for you.")
        click.echo(_told(box))


@command.command(name="export")
@click.argument("period")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as", "auditor", required=True, metavar="NAME", help="Which of the named auditors you are.")
@home_option
def export_items(period: str, out: Path, auditor: str, home: Path | None) -> None:
    """Write what waits for you to OUT (CSV or JSON lines), to label elsewhere. Delete the file afterwards."""
    from lilyroot.audit.box import AuditBox
    from lilyroot.audit.exchange import export

    with AuditBox.open(Home.find(home), period) as box:
        written = export(box, auditor, out)
    click.echo(
        f"{written:,} messages written to {out}; it holds redacted texts: delete it when you have labelled them"
    )


@command.command(name="take-in")
@click.argument("period")
@click.argument("labels", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as", "auditor", required=True, metavar="NAME", help="Who gave these labels.")
@home_option
def take_in_labels(period: str, labels: Path, auditor: str, home: Path | None) -> None:
    """Take in a file of labels: item, orientation, flags. Giving it twice changes nothing."""
    from lilyroot.audit.box import AuditBox
    from lilyroot.audit.exchange import take_in

    with AuditBox.open(Home.find(home), period) as box:
        taken = take_in(box, auditor, labels)
    click.echo(taken.sentence())
    for refused in taken.refused[:_REFUSALS_SHOWN]:
        click.echo(f"  {labels.name}, line {refused.line}: {refused.sentence} {refused.remedy}", err=True)
    if len(taken.refused) > _REFUSALS_SHOWN:
        click.echo(f"  and {len(taken.refused) - _REFUSALS_SHOWN:,} more", err=True)
    if taken.refused:
        sys.exit(SOME_REFUSED)


@command.command(name="status")
@click.argument("period", required=False)
@home_option
def show_status(period: str | None, home: Path | None) -> None:
    """How far the audits are, whether people agree, and what each figure would rest on: counts only."""
    from lilyroot.audit.box import AuditBox, open_audits
    from lilyroot.measure.audit.correction import judge
    from lilyroot.measure.audit.outcome import closed_audits, outcome_of, read_outcome

    where = Home.find(home)
    waiting = [one for one in open_audits(where) if period in (None, one)]
    closed = [one for one in closed_audits(where) if period in (None, one)]
    for one in waiting:
        with AuditBox.open(where, one) as box:
            click.echo(f"{one}: open, drawn {box.meta('drawn')}, auditors {', '.join(box.auditors)}")
            click.echo(f"  {_told(box)}; texts until {box.meta('delete_after')}")
            outcome = read_outcome(box)
        _print_outcome(outcome, judge(outcome, outcome.readers, outcome.messages))
    for one in closed:
        found = outcome_of(where, one)
        if found:
            click.echo(
                f"{one}: closed {found.closed[:10]}, {found.labelled:,} of {found.sampled:,} messages labelled"
            )
            _print_outcome(found, judge(found, found.readers, found.messages))
    if not waiting and not closed:
        click.echo("no audit" + (f" of {period}" if period else "") + ": lilyroot audit draw")


@command.command(name="close")
@click.argument("period")
@click.option("--labels", type=click.Path(path_type=Path, dir_okay=False), help="Write them for lilyroot train.")
@click.option("--as", "auditor", metavar="NAME", help="With --labels: which of the named auditors you are.")
@click.option("--give-up", is_flag=True, help="Delete it with all labels; the month stays uncorrected.")
@home_option
def close(period: str, labels: Path | None, auditor: str | None, give_up: bool, home: Path | None) -> None:
    """Close the audit of PERIOD: counts stay, texts and single labels are deleted. Then: lilyroot release."""
    from lilyroot.measure.audit import outcome as outcomes
    from lilyroot.measure.audit.correction import judge

    where = Home.find(home)
    if give_up:
        outcomes.give_up(where, period)
        click.echo(f"the audit of {period} was given up; its texts and labels are deleted")
        return
    outcomes.refuse_unfinished(where, period)
    if labels:
        if auditor is None:
            raise click.UsageError("--labels writes texts: say who you are with --as.")
        click.echo(
            f"{_write_labels(where, period, auditor, labels):,} labels written to {labels}: delete it after use"
        )
    found = outcomes.close_audit(where, period)
    click.echo(
        f"closed: {found.labelled:,} of {found.sampled:,} messages labelled; texts and single labels are deleted"
    )
    _print_outcome(found, judge(found, found.readers, found.messages))


@command.command(name="looks")
@click.argument("period", required=False)
@home_option
def show_looks(period: str | None, home: Path | None) -> None:
    """Who looked at which item when, and how. The log stays when audits are closed."""
    from lilyroot.audit.looks import looks

    seen = [look for look in looks(Home.find(home)) if period in (None, look.period)]
    for look in seen:
        click.echo(f"{look.at}  {look.period}  {look.who}  {look.how}  {look.item[:12]}")
    if not seen:
        click.echo(f"nobody has looked at a message{f' of {period}' if period else ''}")


@command.command(name="sign-in")
@click.argument("name")
@forget_option
@home_option
def sign_in(name: str, forget_second_step: bool, home: Path | None) -> None:
    """Make a sign-in to the web application for an auditor; prints a new password, once."""
    make_sign_in(home, name, steward=False, forget_second_step=forget_second_step)


# --- labelling in the terminal


def _label_one(box: AuditBox, auditor: str, item: Item) -> bool:
    """Show an item and do what the keys say; False to stop."""
    from lilyroot.audit.box import Label
    from lilyroot.audit.codebook import codebook

    book = codebook()
    orientations = {entry.key: entry.name for entry in book.orientations}
    flags = {entry.key: entry for entry in book.flags}
    chosen: set[str] = set()
    _show(item, book)
    while True:
        key = _key()
        if key in orientations:
            box.label(auditor, item.hash, Label(orientations[key], frozenset(chosen)))
            click.echo(f"  {orientations[key]}{''.join(f', {flag}' for flag in sorted(chosen))}")
            return True
        if key in flags:
            chosen ^= {flags[key].name}
            click.echo(f"  {'with' if flags[key].name in chosen else 'without'} {flags[key].title}")
        elif key == "s":
            box.skip(auditor, item.hash)
            click.echo("  put off")
            return True
        elif key == "u":
            click.echo("  taken back" if box.undo(auditor) else "  nothing to take back")
            return True
        elif key == "?":
            _show_book(book)
        elif key in ("q", "\x03", "\x04"):
            return False


def _key() -> str:
    """The next key; from a pipe the next character, and q at its end."""
    return (click.getchar() if sys.stdin.isatty() else sys.stdin.read(1) or "q").lower()


def _show(item: Item, book: Codebook) -> None:
    click.echo("")
    if item.context:
        click.echo(click.style(f"  before: {item.context}", dim=True))
    click.echo(f"  {item.text}")
    keys = "  ".join(f"{entry.key} {entry.title}" for entry in (*book.orientations, *book.flags))
    click.echo(click.style(f"  [{keys}  u undo  s put off  ? codebook  q stop]", dim=True))


def _show_book(book: Codebook) -> None:
    for line in (book.unit, book.customer, book.question):
        click.echo(f"  {line}")
    for entry in (*book.orientations, *book.flags):
        click.echo(
            f"  {entry.key} {entry.title}: {entry.holds}{' Not: ' + entry.holds_not if entry.holds_not else ''}"
        )
    for tie in book.ties:
        click.echo(f"  - {tie}")


# --- what is told


def _told(box: AuditBox) -> str:
    done = box.progress()
    return f"{done.labels:,} of {done.wanted:,} labels, {done.seconds:,} of {done.seconds_wanted:,} second ones"


def _print_outcome(outcome: Outcome, verdict: Verdict) -> None:
    from lilyroot.audit.agreement import TARGETS

    for target in TARGETS:
        click.echo(f"  {_agreed(outcome.agreement[target])}")
    for indicator in verdict.corrects:
        click.echo(f"  {indicator}: corrected, on {outcome.labels_behind(indicator):,} labels")
    for reasons, word in ((verdict.withholds, "withheld"), (verdict.leaves, "the reader's, uncorrected")):
        for why in dict.fromkeys(reasons.values()):
            names = [name for name, reason in reasons.items() if reason == why]
            click.echo(f"  {', '.join(names)}: {word}. {why}")


def _agreed(agreement: Agreement) -> str:
    kappa = "kappa –" if agreement.kappa is None else f"kappa {agreement.kappa:.2f}"
    rests_on = f"{agreement.pairs:,} labelled twice, {agreement.seen:,} with it"
    return f"{agreement.target}: {kappa} on {rests_on}: {agreement.verdict}"


def _write_labels(home: Home, period: str, auditor: str, path: Path) -> int:
    from lilyroot.audit.box import AuditBox
    from lilyroot.measure.audit.outcome import labels_to_learn_from

    with AuditBox.open(home, period) as box:
        rows = list(labels_to_learn_from(box, auditor))
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        remedy = "Choose another name."
        raise InputError("audit.file_exists", "The file exists already.", remedy=remedy, file=path.name) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return len(rows)


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from filter(None, map(str.strip, path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Give a text file in UTF-8 with one name a line."
        raise InputError("audit.names", "The names cannot be read.", remedy=remedy, file=path.name) from error


def _too_late(period: str) -> AuditError:
    return AuditError(
        "audit.released",
        f"{period} was released before and is never released again: an audit of it corrects no figure any more.",
        remedy="Audit a later month before you release it; "
        "--only-refine draws all the same, for labels that lilyroot train learns from.",
    )
