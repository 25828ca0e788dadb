"""The report as one HTML file: no script, no address outside, light and dark, phone to print."""

from __future__ import annotations

import re
from functools import partial
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined

from lilyroot.draw import Figure, css
from lilyroot.draw.words import sentence
from lilyroot.report.content import Content
from lilyroot.report.picture import picture
from lilyroot.tongue import say, speaking


def html(report: Content) -> str:
    """The report as the text of one HTML file."""
    environment = Environment(
        loader=PackageLoader("lilyroot.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.j2")
    with speaking(report.language):
        return template.render(report=report, tokens=css(), say=say, sentence=sentence, chart=partial(_chart, report))


def _chart(report: Content, figure: Figure, narrow: bool) -> str:
    """The figure's SVG, named by its sentence, "" where it has none. Labels were escaped when it was drawn."""
    drawn = picture(report, figure, "page", narrow=narrow)
    inline = re.sub(r' xmlns(:xlink)?="[^"]*"', "", drawn)  # HTML knows SVG; the page names no address at all
    unnamed = re.sub(r'(<svg [^>]*?) role="img" aria-label="[^"]*"', r"\1", inline, count=1)
    return unnamed.replace("<svg ", f'<svg role="img" aria-label="{escape(figure.sentence)}" ', 1)
