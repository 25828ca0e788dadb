"""The palette of ``lilyroot.draw`` as CSS: the one source of colour for pages and charts."""

from __future__ import annotations

from lilyroot.draw.palette import DARK, LIGHT


def _tokens(palette: dict[str, str], scheme: str) -> str:
    return f"color-scheme:{scheme};" + "".join(f"--{token}:{value};" for token, value in palette.items())


def stylesheet() -> str:
    """Custom properties: light; dark where the device asks for it or the reader chose it; always light on paper."""
    light, dark = _tokens(LIGHT, "light"), _tokens(DARK, "dark")
    return (
        f":root{{{light}}}\n"
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}\n'
    )
