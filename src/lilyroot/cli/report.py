"""``lilyroot report``: write what has been released as one HTML file and, if wanted, as a PDF and as slides."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from lilyroot.cli.options import home_option
from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot.tongue import ENGLISH, LANGUAGES, speaking


@click.command(name="report")
@click.option(
    "--out", default="report.html", show_default=True, help="Where the HTML goes; - writes it to standard output."
)
@click.option("--pdf", "pdf_out", type=click.Path(path_type=Path, dir_okay=False), help="Write a PDF as well.")
@click.option("--slides", type=click.Path(path_type=Path, dir_okay=False), help="Write slides (.pptx) as well.")
@click.option("--last", type=click.IntRange(min=1), default=12, show_default=True, help="How many periods back.")
@click.option(
    "--language",
    type=click.Choice(sorted(LANGUAGES)),
    default=ENGLISH,
    show_default=True,
    help="The language of the page, the PDF and the slides.",
)
@home_option
def command(home: Path | None, out: str, pdf_out: Path | None, slides: Path | None, last: int, language: str) -> None:
    """Write the report of what has been released.

    It holds released figures only: the headline, the pond, orientation by team and function, the trend, what people
    engage in, signals, the eight dimensions, what is said against what is done, and what is missing and why.
    """
    from lilyroot.release.ledger import Ledger
    from lilyroot.report import content, html, pdf  # loads the chart engine
    from lilyroot.report import slides as slides_of
    from lilyroot.score import Sources

    sources = Sources.of(Ledger(Home.find(home).releases))
    with speaking(language):
        report = content(sources.talk, last=last, sources=sources)
    page = html(report)
    others = [  # all are made before any is written
        (name, path, make(report))
        for name, path, make in (("PDF", pdf_out, pdf), ("Slides", slides, slides_of))
        if path
    ]
    if out == "-":
        click.echo(page.encode(), nl=False)
    else:
        _write(Path(out), page.encode())
        click.echo(f"Report: {out}", err=True)
    for name, path, made in others:
        _write(path, made)
        click.echo(f"{name}: {path}", err=True)


def _write(path: Path, content: bytes) -> None:
    """All or nothing: readers see the old file or the whole new one. A device or a pipe is written to as it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".report-")
        try:
            with os.fdopen(descriptor, "wb") as writing:
                writing.write(content)
            os.chmod(part, 0o644)
            os.replace(part, path)
        finally:
            Path(part).unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            "report.out",
            f"The report cannot be written there: {error.strerror}.",
            remedy="Name a file in a folder that exists and that you may write to.",
            file=path.name,
        ) from error
