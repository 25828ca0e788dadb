"""``lilyroot measure``: the eight dimensions and the gap between saying and doing, from what has been released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Final

import click

from lilyroot.cli.options import home_option
from lilyroot.errors import InputError, SettingsError
from lilyroot.home import Home
from lilyroot.model.inert import inert

if TYPE_CHECKING:
    from lilyroot.score import Composite, Gap, Score, Sources, Window
    from lilyroot.score.rows import Line

_WIDTH: Final = 78


@click.command(name="measure")
@click.option("--period", help="A quarter (2026-Q1), a year, a month or undated. [default: the latest quarter]")
@click.option(
    "--cut", type=click.Choice(["team", "function"]), default="team", show_default=True, help="Which groups."
)
@click.option("--depth", type=click.IntRange(min=0), default=1, show_default=True, help="How far down the tree.")
@click.option(
    "--composite",
    type=click.Choice(["off", "organisation", "division"]),
    default="off",
    show_default=True,
    help="One index over all dimensions, for whom; never for a team.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything of every group, as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="The same as CSV.")
@home_option
def command(
    home: Path | None, period: str | None, cut: str, depth: int, composite: str, as_json: bool, as_csv: bool
) -> None:
    """Show how groups stand on the eight dimensions, and how far what is done lies from what is said.

    Made from released figures and nothing else, by anchors that are the same for every group. A score is 0 to 100
    with its 95 % interval; where sources contradict one another, they stand side by side, without a single number.
    """
    from lilyroot.release.ledger import Ledger
    from lilyroot.score import Sources, Window, dimensions, gap, levels
    from lilyroot.score import composite as index_of
    from lilyroot.score.rows import lines

    if as_json and as_csv:
        raise SettingsError(
            "measure.two_forms", "--json and --csv are two forms of one thing.", remedy="Give one of them."
        )
    sources = Sources.of(Ledger(Home.find(home).releases))
    window = Window.of(period) if period else sources.latest()
    everything = as_json or as_csv
    scores = dimensions(sources, window, deepest=None if everything else max(depth, 2)) if window else []
    if window is None or not scores:
        raise _nothing(period)
    gaps, index = gap(sources, window), index_of(scores, composite)
    if everything:
        found = lines(scores, levels(sources, window), gaps, index)
        click.echo(_json(window, found) if as_json else _csv(found), nl=as_json)
        return
    for line in _told(sources, window, scores, gaps, index, cut, depth):
        click.echo(line)


def _nothing(period: str | None) -> InputError:
    return InputError(
        "measure.nothing",
        f"Nothing was released for {period}." if period else "Nothing has been released yet.",
        remedy="Take something in and run `lilyroot release`; `lilyroot ledger` lists what there is.",
    )


def _told(
    sources: Sources,
    window: Window,
    scores: Sequence[Score],
    gaps: Sequence[Gap],
    index: Sequence[Composite],
    cut: str,
    depth: int,
) -> Iterator[str]:
    """The lines a person reads, group by group."""
    from lilyroot.score import anchors

    names = anchors().dimensions
    yield f"{window.name}: {_rests_on(sources, window)}; anchors {scores[0].anchors}"
    indices = {(one.cut, one.cell): one for one in index}
    for found in gaps:
        if found.cut not in ("organisation", cut) or found.depth > depth:
            continue
        yield f"\n{found.label}"
        yield from _of_group([one for one in scores if (one.cut, one.cell) == (found.cut, found.cell)], names)
        if (found.cut, found.cell) in indices:
            yield f"  {'Index over all dimensions':<40}{_of_index(indices[found.cut, found.cell])}"
        yield from (f"  {line}" for line in _of_gap(found))


def _rests_on(sources: Sources, window: Window) -> str:
    from lilyroot.score.window import UNDATED

    talk, answers = len(window.talk(sources.talk)), window.answers(sources.answers)
    records = window.records(sources.records)
    return ", ".join(
        (
            _months(talk) if window.name != UNDATED else "talk without dates",
            f"answers of {answers[0]}" if answers else "no answers",
            f"records of {', '.join(records)}" if records else "no records",
        )
    )


def _months(talk: int) -> str:
    return f"{talk} {'month' if talk == 1 else 'months'} of talk" if talk else "no talk"


def _of_group(scores: Sequence[Score], names: Mapping[str, str]) -> Iterator[str]:
    without: dict[str, list[str]] = {}
    for score in scores:
        if score.own is None:
            without.setdefault(score.reason, []).append(score.dimension)
        else:
            yield from _of_score(score, score.own, names[score.dimension])
    for reason, missing in without.items():
        yield from (f"  {line}" for line in wrap(f"{', '.join(missing)}  –  {reason}", _WIDTH - 2))


def _of_score(score: Score, own: float, name: str) -> Iterator[str]:
    from lilyroot.score.dimensions import in_words

    head = f"  {score.dimension} {name:<36}"
    number = "  –" if score.points is None else f"{_ends(score.points, score.low, score.high):>3}"
    alone = len(score.sources) == 1
    yield f"{head} {number:<14} {in_words(score)}{f': {score.sources[0].source}' if alone else ''}"
    told = [] if alone else [f"{one.source} {_ends(one.points, one.low, one.high)}" for one in score.sources]
    told += [f"{score.persons} people", f"own data {100 * own:.0f} %", *["uncorrected"] * score.uncorrected]
    yield from _side_by_side(told)


def _side_by_side(told: Iterable[str]) -> Iterator[str]:
    """As many on a line as fit, none torn."""
    line = ""
    for one in told:
        if line and len(f"{line} · {one}") > _WIDTH:
            yield line
            line = ""
        line = f"{line} · {one}" if line else f"     {one}"
    yield line


def _of_index(one: Composite) -> str:
    if one.points is None:
        return f"–  no single number for {', '.join(one.missing)}"
    return f"{_ends(one.points, one.low, one.high):<14} {one.persons} people"


def _of_gap(found: Gap) -> Iterator[str]:
    from lilyroot.score import headline

    sentence = headline(found)
    if sentence:
        yield from wrap(sentence, _WIDTH)
    if (whole := found.perceived) is not None:
        yield f"G1 perceived: {_ends(whole.points, whole.low, whole.high)} points, {whole.persons} people"
    if found.allocation is not None:
        customer, apart = found.allocation.customer, found.allocation.apart
        yield f"G2 allocation, customer: {_ends(customer.value, customer.low, customer.high)} points"
        if apart is not None:
            ends = _ends(100 * apart.distance, 100 * apart.low, 100 * apart.high)
            yield f"G2 allocation, all values apart: {ends} % (as seen {100 * apart.seen:.0f} %)"
    if (kept := found.promises) is not None:
        yield f"G3 promises kept: {_ends(100 * kept.value, 100 * kept.low, 100 * kept.high)} %, {kept.persons} people"


def _ends(value: float, low: float | None, high: float | None) -> str:
    return f"{value:z.0f} [{low:z.0f}, {high:z.0f}]"


def _json(window: Window, found: Sequence[Line]) -> str:
    import json

    rows = [line.rounded() for line in found]
    return json.dumps({"period": window.name, "rows": rows}, ensure_ascii=False, indent=1)


def _csv(found: Sequence[Line]) -> str:
    import csv
    import io

    told = [line.rounded().items() for line in found]
    rows = [{name: inert(cell) if isinstance(cell, str) else cell for name, cell in cells} for cells in told]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
