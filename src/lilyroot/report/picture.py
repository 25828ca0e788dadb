"""The picture of a figure for a page or a paper, without a browser."""

from __future__ import annotations

from lilyroot.draw import Figure, svg
from lilyroot.draw.palette import Theme
from lilyroot.draw.pond import KEY as POND
from lilyroot.draw.pond_layout import MIDDLE, NARROW
from lilyroot.draw.pond_svg import pond_svg
from lilyroot.report.content import Content


def picture(report: Content, figure: Figure, theme: Theme = "light", *, narrow: bool = False) -> str:
    """The figure of this report as SVG, "" where a table says it better."""
    if figure.key == POND and report.pond is not None:
        return pond_svg(report.pond, NARROW if narrow else MIDDLE, theme, linked=False)
    return svg(figure, theme, narrow=narrow)
