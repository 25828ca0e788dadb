"""The report as a PDF, set by Typst.

All words go in as JSON, never as markup, so a label can hold any character. Only the fonts that Typst carries
are used, and the date is the last release's: the same ledger gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from lilyroot.draw import Figure
from lilyroot.draw.words import sentence
from lilyroot.report.content import Content
from lilyroot.report.picture import picture
from lilyroot.tongue import all_translated, phrases, say, speaking

FONT: Final = "Libertinus Serif"
WIDEST, TALLEST = 158.0, 190.0  # millimetres that a picture may take on a page
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def pdf(report: Content) -> bytes:
    """The report as the bytes of an A4 document."""
    import typst  # loads a compiler

    with TemporaryDirectory(prefix="lilyroot-report-") as name, speaking(report.language):
        folder = Path(name)
        template = resources.files("lilyroot.report").joinpath("templates", "report.typ").read_bytes()
        (folder / "report.typ").write_bytes(template)
        (folder / "report.json").write_text(json.dumps(_document(report, folder)), encoding="utf-8")
        made: bytes = typst.compile(
            str(folder / "report.typ"),
            root=name,
            ignore_system_fonts=True,
            timestamp=report.made_at or _EPOCH,
        )
    return made


def _words() -> dict[str, Any]:
    """What the template itself says."""
    return {
        "uncorrected": say("uncorrected"),
        "uncorrected_figures": say("uncorrected: the reader's own figures"),
        "in_short": say("In short"),
        "next": say("Next"),
        "how_to_read": say("How to read this"),
        "trusted": say("What the figures mean, and how far they can be trusted"),
        "definitions": say("Definitions"),
        "releases": say("The releases this rests on"),
        "columns": all_translated(phrases("Release", "Of", "Made", "Reader", "Hash of the manifest (SHA-256)")),
        "every_row": say("Every row: {note}.", note="{note}"),
        "tables": say("Tables"),
        "behind": say("The tables behind the pictures"),
    }


def _document(report: Content, folder: Path) -> dict[str, Any]:
    return {
        "language": report.language,
        "said": _words(),
        "released": say("released {day}", day=report.made),
        "reader_only": say("Reader only: {why}.", why=report.why_uncorrected),
        "headline": report.headline,
        "period": report.period,
        "made": report.made,
        "lead": report.lead,
        "uncorrected": report.uncorrected,
        "figures": [_card(report, figure, folder) for figure in report.figures],
        "definitions": [definition._asdict() for definition in report.definitions.values()],
        "flags": [
            {"name": sentence(name), "meaning": say("The message {does}.", does=meaning)}
            for name, meaning in report.flags
        ],
        "reading": report.reading,
        "releases": [{**asdict(release), "name": release.name} for release in report.releases],
    }


def _card(report: Content, figure: Figure, folder: Path) -> dict[str, Any]:
    return {
        "title": figure.title,
        "sentence": figure.sentence,
        "columns": figure.columns,
        "rows": figure.rows,
        "caption": figure.caption.line(),
        "notes": figure.notes,
        "next_step": figure.next_step,
        "picture": _picture(report, figure, folder),
    }


def _picture(report: Content, figure: Figure, folder: Path) -> dict[str, Any] | None:
    drawn = picture(report, figure)
    if not drawn:
        return None
    (folder / f"{figure.key}.svg").write_text(re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', drawn))
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    wide, tall = (float(size.group(1)), float(size.group(2))) if size else (1.0, 1.0)
    return {"path": f"{figure.key}.svg", "width": min(WIDEST, TALLEST * wide / tall)}
