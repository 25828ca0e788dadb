"""A figure as SVG, without a browser."""

from __future__ import annotations

import re
from typing import Any

from lilyroot.draw.charts import SANS
from lilyroot.draw.figure import Figure
from lilyroot.draw.palette import Theme, recolour

WIDE, NARROW = 760, 342


def svg(figure: Figure, theme: Theme = "light", *, narrow: bool = False, width: int | None = None) -> str:
    """The figure's picture as an SVG document, "" where it has none.

    The same figure always gives the same bytes. Ids are made unique by the figure's key, so that several can
    stand in one page. Theme "page" leaves the colours to CSS custom properties (``palette.css()``).
    """
    spec = figure.narrow if narrow else figure.spec
    if spec is None:
        return ""
    import vl_convert  # loads a JavaScript engine

    sized: dict[str, Any] = {**spec, "width": width or (NARROW if narrow else WIDE)}
    drawn: str = vl_convert.vegalite_to_svg(sized)
    drawn = _one_font(drawn)
    return recolour(_own_ids(drawn, f"{figure.key}-{'narrow' if narrow else 'wide'}"), theme)


def _own_ids(drawn: str, prefix: str) -> str:
    drawn = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', drawn)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", drawn)


def _one_font(drawn: str) -> str:
    """The font named once, at the root; the roles of Vega's inner groups tell a listener nothing."""
    bare = re.sub(r' (font-family|role|aria-roledescription)="[^"]*"', "", drawn)
    return bare.replace("<svg ", f'<svg font-family="{SANS}" ', 1)
