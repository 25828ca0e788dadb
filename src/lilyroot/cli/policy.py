"""``lilyroot policy``: how few people a figure may concern, and which segments there are; two people change it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lilyroot.cli.options import home_option, opened_store, today
from lilyroot.cli.web import forget_option, make_sign_in
from lilyroot.errors import SettingsError

if TYPE_CHECKING:
    from lilyroot.store.policy import Policy, Segments
    from lilyroot.store.store import Store


@click.group(name="policy")
def command() -> None:
    """See the policy, propose a change, approve what another person has proposed.

    A figure concerns k people (at least 5) and as many more as may put together what they know (at least 1), so 6 or
    more; what is textual 11 or more. Nothing lowers that. A change holds from the month after its approval at the
    earliest, never for what has begun.
    """


@command.command()
@home_option
def show(home: Path | None) -> None:
    """Show what holds now, and what has been approved for later."""
    from lilyroot.store.policy import history, in_force

    with opened_store(home) as store:
        month = today().isoformat()[:7]
        click.echo(f"in force in {month}: {in_words(in_force(store.catalogue, month, today()))}")
        approved = [change.policy for change in history(store.catalogue) if change.approved]
        for since, policy in {policy.since: policy for policy in approved}.items():  # a later one takes the place
            if since > month:
                click.echo(f"from {since}: {in_words(policy)}")


@command.command()
@click.option("--by", required=True, help="Who proposes it.")
@click.option("--reason", required=True, help="Why; everyone can read it.")
@click.option("--k", type=int, help="The fewest people a figure may concern (at least 5).")
@click.option("--k-text", type=int, help="The same for anything textual (at least 10).")
@click.option("--colluders", type=int, help="People who may put together what they know (at least 1).")
@click.option("--segment", "segments", multiple=True, help="NAME=VALUE,VALUE,...: a column of the HRIS file.")
@click.option("--no-segments", is_flag=True, help="Declare no segments any more.")
@click.option("--depth", type=int, help="How far down departments are shown by segment: 1 or 2.")
@click.option(
    "--hris",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Check the values of the segments against this HRIS file; nothing of it is kept.",
)
@home_option
def propose(
    by: str,
    reason: str,
    k: int | None,
    k_text: int | None,
    colluders: int | None,
    segments: tuple[str, ...],
    no_segments: bool,
    depth: int | None,
    hris: Path | None,
    home: Path | None,
) -> None:
    """Propose a change of what was last approved; another person has to approve it.

    Values of segments must be spelt as in the HRIS file. They are held against the organisation as far as it is kept,
    or against the file that --hris names.
    """
    from dataclasses import replace

    from lilyroot.store.policy import last_approved, propose

    declared = _segments(segments, none=no_segments)
    with opened_store(home) as store:
        now = last_approved(store.catalogue)
        wanted = replace(
            now,
            k=now.k if k is None else k,
            k_text=now.k_text if k_text is None else k_text,
            colluders=now.colluders if colluders is None else colluders,
            depth=now.depth if depth is None else depth,
            segments=now.segments if declared is None else declared,
        )
        doubts = _doubts(store, wanted.segments, hris) if segments or hris else []
        change = propose(store.catalogue, wanted, by=by, reason=reason, today=today())
    click.echo(f"proposed as version {change.policy.version}: {in_words(change.policy)}")
    for doubt in doubts:
        click.echo(doubt)
    click.echo(f"another person approves it: lilyroot policy approve {change.policy.version} --by NAME")


@command.command()
@click.argument("version", type=int)
@click.option("--by", required=True, help="Who approves it: not who proposed it.")
@click.option("--since", default="", help="The first month it holds for (YYYY-MM; default: the next one).")
@home_option
def approve(version: int, by: str, since: str, home: Path | None) -> None:
    """Approve the proposed VERSION."""
    from lilyroot.store.policy import approve

    with opened_store(home) as store:
        change = approve(store.catalogue, version, by=by, today=today(), since=since)
        doubts = _doubts(store, change.policy.segments, None)
    click.echo(f"version {version} holds from {change.policy.since}: {in_words(change.policy)}")
    for doubt in doubts:
        click.echo(doubt)
    if change.policy.segments:
        click.echo("take in the HRIS file again, so that the values of its segments are kept: lilyroot organisation")


@command.command(name="history")
@home_option
def told(home: Path | None) -> None:
    """List every change that was proposed, by whom and why, and who approved it."""
    from lilyroot.store.policy import Policy as Built
    from lilyroot.store.policy import history

    click.echo(f"version 1, built in: {in_words(Built())}")
    with opened_store(home) as store:
        for change in history(store.catalogue):
            click.echo(f"version {change.policy.version}: {in_words(change.policy)}")
            click.echo(f"  proposed {change.proposed_on} by {change.proposed_by}: {change.reason}")
            if change.approved:
                click.echo(f"  approved {change.approved_on} by {change.approved_by}, since {change.policy.since}")
            else:
                click.echo("  not approved")


@command.command(name="sign-in")
@click.argument("name")
@forget_option
@home_option
def sign_in(name: str, forget_second_step: bool, home: Path | None) -> None:
    """Make a sign-in for a steward, who may change the policy in the browser; prints a new password, once."""
    make_sign_in(home, name, steward=True, forget_second_step=forget_second_step)


def in_words(policy: Policy) -> str:
    """A policy in one line."""
    segments = "; ".join(f"{name} ({', '.join(values)})" for name, values in policy.segments.items())
    told = f"segments {segments}, down to level {policy.depth}" if segments else "no segments"
    numbers = f"k = {policy.k}, k for text = {policy.k_text}, {policy.colluders} colluding"
    return f"groups of {policy.threshold} or more, words of {policy.text_threshold} or more ({numbers}), {told}"


def _doubts(store: Store, segments: Segments, hris: Path | None) -> list[str]:
    """What does not fit between declared values and the organisation, or could not be checked."""
    from lilyroot.listen.people import values_in
    from lilyroot.store.segment_values import known_values, remarks, unchecked

    found = values_in(hris, segments) if hris else known_values(store.catalogue, segments)
    return [*remarks(store.catalogue, segments, found), *unchecked(store.catalogue, segments, found)]


def _segments(given: tuple[str, ...], *, none: bool) -> Segments | None:
    """The segments that were declared, {} for none any more; None when nothing was said of them."""
    if none and given:
        raise SettingsError(
            "policy.segments",
            "--segment declares segments and --no-segments takes them all away.",
            remedy="Give one of them; --segment replaces what was declared before.",
        )
    found = [_segment(one) for one in given]
    if len(found) > len(dict(found)):
        raise SettingsError(
            "policy.segments", "One segment is declared twice.", remedy="Give all its values at once."
        )
    return dict(found) if given or none else None


def _segment(given: str) -> tuple[str, tuple[str, ...]]:
    name, equals, values = given.partition("=")
    if not equals or not name.strip():
        raise SettingsError(
            "policy.segment",
            f"{given!r} declares no segment.",
            remedy="Write the name of a column and its values: tenure=short,long",
        )
    return name.strip(), tuple(value.strip() for value in values.split(","))
