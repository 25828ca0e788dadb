"""The pond's colours, defined once, light and dark.

Every token has its own hex value in each theme, so a specification or an SVG drawn in the light theme can be
turned into the dark one, or into CSS variables, by exchanging colours one for one.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, Literal

Theme = Literal["light", "dark", "page"]

LIGHT: Final[dict[str, str]] = {
    "paper": "#fbfaf6",
    "surface": "#f2f0e8",
    "line": "#d8d4c8",
    "ink": "#1d2a2c",
    "stone": "#5c6461",
    "water": "#0f5c66",
    "root": "#7a4a21",
    "lily": "#3d7a16",
    "sand": "#8a5a00",
}
DARK: Final[dict[str, str]] = {
    "paper": "#12191b",
    "surface": "#1b2427",
    "line": "#37444a",
    "ink": "#ece8dd",
    "stone": "#a4ada8",
    "water": "#6cc4ce",
    "root": "#d3a27a",
    "lily": "#9cc777",
    "sand": "#e0b04c",
}
TEXT: Final = ("ink", "stone", "water", "root", "lily", "sand")  # tokens that letters may be set in
GROUND: Final = ("paper", "surface")  # tokens that letters may stand on

_COLOUR: Final = re.compile("|".join(LIGHT.values()))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast of two hex colours, 1..21. Example: ``contrast("#000000", "#ffffff")`` is 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def recolour(svg: str, theme: Theme) -> str:
    """A drawing made in the light theme, in another; "page" gives ``var(--lily)``, so that CSS decides."""
    return _COLOUR.sub(lambda found: _exchange(theme)[found.group()], svg)


def themed(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """A Vega-Lite specification in another theme ("page" needs Vega's SVG renderer)."""
    exchanged: dict[str, Any] = json.loads(recolour(json.dumps(spec), theme))
    return exchanged


def css() -> str:
    """The tokens as CSS custom properties, dark where the reader's device asks for it, light on paper."""
    light = "".join(f"--{token}:{value};" for token, value in LIGHT.items())
    dark = "".join(f"--{token}:{value};" for token, value in DARK.items())
    return f":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _exchange(theme: Theme) -> dict[str, str]:
    if theme == "page":
        return {value: f"var(--{token})" for token, value in LIGHT.items()}
    chosen = DARK if theme == "dark" else LIGHT
    return {value: chosen[token] for token, value in LIGHT.items()}


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
