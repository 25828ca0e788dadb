"""Markup turned to plain text: HTML of mails and of chat exports."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tr", "ul"}
)
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_VOID: Final = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "source"})
_SIGNATURE: Final = re.compile(r"\b(?:gmail_signature|moz-signature)\b", re.I)
_TAG: Final = re.compile(r"<[^<>]*>")
_DATA_ADDRESS: Final = re.compile(r"""(src|href)\s*=\s*(["'])data:[^"']*\2""", re.I)
_SPACES: Final = re.compile(r"[ \t\r\n\f\xa0]+")


def html_to_text(html: str) -> str:
    """The words of an HTML text, a line per block, quoted blocks with "> " before each line.

    A signature that the mail programme marked is preceded by the line ``-- ``. Broken HTML gives what words
    there are; nothing is raised.

    >>> html_to_text("<p>Yes &amp; no<br>maybe</p><blockquote>You wrote</blockquote>")
    'Yes & no\\nmaybe\\n\\n> You wrote'
    """
    html = without_inline_data(html)
    parser = _TextParser()
    try:
        parser.feed(html)
        parser.close()
    except AssertionError:  # how html.parser answers to marked sections it does not know
        return unescape(_TAG.sub(" ", html)).strip()
    return parser.text()


def without_inline_data(html: str) -> str:
    """HTML without the images written into it."""
    return _DATA_ADDRESS.sub(r'\1=""', html)


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._silent = 0
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS or tag == "br":
            self._end_line()
        if tag == "blockquote":
            self._quoted += 1
        if tag == "pre":
            self._verbatim += 1
        if any(name == "class" and value and _SIGNATURE.search(value) for name, value in attrs):
            self._end_line()
            self._lines.append("> " * self._quoted + "-- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._end_line()
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        if tag == "p" and self._lines and self._lines[-1]:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._verbatim:
            self._line.append(_SPACES.sub(" ", data))
            return
        first, *more = data.split("\n")
        self._line.append(first)
        for line in more:
            self._end_line()
            self._line.append(line)

    def _end_line(self) -> None:
        text = "".join(self._line).strip()
        self._line = []
        if text:
            self._lines.append("> " * min(self._quoted, 5) + text)

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip()
