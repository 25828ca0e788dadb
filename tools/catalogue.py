"""Gather every sentence that a reader sees, of the library and of the web application, and compile the translations.

    .venv/bin/python tools/catalogue.py

What is new comes into src/*/locale/*/LC_MESSAGES/*.po without a translation, what is no longer said goes, and the .mo
beside it is made anew. Needs Babel (requirements/test.txt), not the programs of GNU gettext.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

SOURCES = Path(__file__).resolve().parent.parent / "src"
LITERALS = {
    "say": 1,
    "say_n": 2,
    "say_as": 2,
    "phrase": 1,
}  # function of the library -> how many literals it begins with
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)  # the same words always give the same bytes


class Said(NamedTuple):
    """One sentence of the source: how it is looked up, and where it stands."""

    text: str
    many: str  # "" where no number decides
    context: str
    place: str

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.many) if self.many else self.text


class NotALiteral(Exception):
    """A sentence that is put together when it is said cannot be found, so it cannot be translated."""


@dataclass(frozen=True)
class Book:
    """The sentences of one package, and the files of their translations."""

    source: Path
    domain: str
    header: str
    gather: Callable[[Path], Iterator[Said]]

    def gathered(self) -> list[Said]:
        """Every sentence in the order of the files, each once for each place."""
        return list(self.gather(self.source))

    def languages(self) -> list[str]:
        return sorted(path.name for path in (self.source / "locale").iterdir())

    def po(self, language: str) -> Path:
        return self.source / "locale" / language / "LC_MESSAGES" / f"{self.domain}.po"

    def catalogue(self, language: str, said: list[Said]) -> Catalog:
        """The sentences with the translations that are written down so far."""
        path = self.po(language)
        known = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog()
        fresh = Catalog(
            language, domain=self.domain, project="Lilyroot", version="1", header_comment=self.header, fuzzy=False,
            creation_date=WRITTEN, revision_date=WRITTEN, last_translator="Lilyroot", language_team="Lilyroot",
        )  # fmt: skip
        for one in said:
            context, flags = one.context or None, {"python-format"} if "%(" in one.text else set()
            before = known.get(one.text, context=context)
            string = before.string if before and before.pluralizable == bool(one.many) else None
            fresh.add(one.id, string, locations=[(one.place, 0)], flags=flags, context=context)
        return fresh


def written(words: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, words, width=110, include_lineno=False, sort_by_file=True)
    return buffer.getvalue()


def compiled(words: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, words)
    return buffer.getvalue()


def forms(message: Message) -> tuple[str, ...]:
    """What a sentence is in the other language: one form, or one for each kind of number."""
    return tuple(message.string or [""]) if message.pluralizable else (message.string or "",)


def _of_library(source: Path) -> Iterator[Said]:
    yield from _of_code(source)
    yield from _of_templates(source)
    yield from _of_data()


def _of_code(source: Path) -> Iterator[Said]:
    for path in sorted(source.rglob("*.py")):
        place = path.relative_to(source).as_posix()
        if place == "tongue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LITERALS:
                texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
                yield _said(node.func.id, texts, place, node.lineno)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrases":
                texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
                yield from (_said("phrase", [text], place, node.lineno) for text in texts if text != "")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Wording":
                yield from (Said(text, "", "", place) for text in _of_table(node, place))


def _of_table(call: ast.Call, place: str) -> Iterator[str]:
    """The words of a table: everything in quotes that is not a key."""
    table = call.args[0]
    if not isinstance(table, ast.Dict):
        raise NotALiteral(f"{place}:{call.lineno}: Wording() needs its words as they are, in a table.")
    for value in table.values:
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
                yield node.value


def _of_templates(source: Path) -> Iterator[Said]:
    for path in sorted(source.rglob("*.j2")):
        for node in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(node.node, nodes.Name) and node.node.name in LITERALS:
                texts = [one.value if isinstance(one, nodes.Const) else None for one in node.args]
                yield _said(node.node.name, texts, path.relative_to(source).as_posix(), node.lineno)


def _of_data() -> Iterator[Said]:
    """Names that stand in data files of ours."""
    from lilyroot.model.survey import questionnaire
    from lilyroot.score import anchors

    asked = questionnaire()
    titles = [one.title for one in (*asked.constructs, *asked.pairs, *asked.recommendations)]
    yield from (Said(title, "", "", "model/items.toml") for title in titles)
    yield from (Said(name, "", "", "score/anchors.toml") for name in anchors().dimensions.values())


def _said(function: str, texts: list[object], place: str, line: int) -> Said:
    literals = [one for one in texts[: LITERALS[function]] if isinstance(one, str)]
    if len(literals) < LITERALS[function]:
        raise NotALiteral(f"{place}:{line}: {function}() needs its words as they are, in quotes.")
    context = literals.pop(0) if function == "say_as" else ""
    return Said(literals[0], literals[1] if len(literals) > 1 else "", context, place)


def _of_web(source: Path) -> Iterator[Said]:
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source).as_posix()
        for _, words, _, context in extract("python", BytesIO(_as_python(path).encode()), keywords=KEYWORDS):
            text, many = (words, "") if isinstance(words, str) else words
            yield Said(text, many, context or "", place)


def _as_python(path: Path) -> str:
    """A file of the web application as something in which calls of gettext are found; "" if it says nothing."""
    from django.utils.translation.template import templatize

    if path.suffix == ".py" and "migrations" not in path.parts:
        return path.read_text("utf-8")
    if "templates" in path.parts and path.suffix in (".html", ".txt"):
        return templatize(path.read_text("utf-8"))
    return ""


_BY = "Gathered and compiled by tools/catalogue.py; the words are written by people."
LIBRARY = Book(SOURCES / "lilyroot", "lilyroot", f"# Lilyroot in another language. {_BY}", _of_library)
WEB = Book(SOURCES / "lilyroot_web", "django", f"# The web application in another language. {_BY}", _of_web)


def main() -> None:
    for book in (LIBRARY, WEB):
        said = book.gathered()
        for language in book.languages():
            words, path = book.catalogue(language, said), book.po(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(words))
            path.with_suffix(".mo").write_bytes(compiled(words))
            left = [message.id for message in words if message.id and not all(forms(message))]
            print(f"{book.source.name}, {language}: {len(words)} sentences, {len(left)} without a translation")
            for one in left:
                print(f"  {one}")


if __name__ == "__main__":
    sys.exit(main())
