"""Gather every sentence of the library that a reader sees, and compile its translations.

    .venv/bin/python tools/catalogue.py

What is new comes into src/lilyroot/locale/*/LC_MESSAGES/lilyroot.po without a translation, what is no longer said
goes, and lilyroot.mo is made anew. Needs Babel (requirements/test.txt).
"""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

SOURCE = Path(__file__).resolve().parent.parent / "src" / "lilyroot"
LOCALE = SOURCE / "locale"
LITERALS = {"say": 1, "say_n": 2, "say_as": 2, "phrase": 1}  # function -> how many literals it begins with
WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)  # the same words always give the same bytes
HEADER = (
    "# Lilyroot in another language. Gathered and compiled by tools/catalogue.py; the words are written by people."
)


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


def gathered() -> list[Said]:
    """Every sentence in the order of the files, each once for each place."""
    return [*_of_code(), *_of_templates(), *_of_data()]


def catalogue(language: str, said: list[Said]) -> Catalog:
    """The sentences with the translations that are written down so far."""
    known = read_po(BytesIO(po(language).read_bytes()), locale=language) if po(language).exists() else Catalog()
    fresh = Catalog(
        language, domain="lilyroot", project="Lilyroot", version="1", header_comment=HEADER, fuzzy=False,
        creation_date=WRITTEN, revision_date=WRITTEN, last_translator="Lilyroot", language_team="Lilyroot",
    )  # fmt: skip
    for one in said:
        before = known.get(one.text, context=one.context or None)
        fresh.add(one.id, before.string if before else None, locations=[(one.place, 0)], context=one.context or None)
    return fresh


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "lilyroot.po"


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


def _of_code() -> Iterator[Said]:
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
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


def _of_templates() -> Iterator[Said]:
    for path in sorted(SOURCE.rglob("*.j2")):
        for node in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(node.node, nodes.Name) and node.node.name in LITERALS:
                texts = [one.value if isinstance(one, nodes.Const) else None for one in node.args]
                yield _said(node.node.name, texts, path.relative_to(SOURCE).as_posix(), node.lineno)


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


def main() -> None:
    said = gathered()
    for folder in sorted(LOCALE.iterdir()):
        words = catalogue(folder.name, said)
        po(folder.name).write_bytes(written(words))
        po(folder.name).with_suffix(".mo").write_bytes(compiled(words))
        left = [message.id for message in words if message.id and not all(forms(message))]
        print(f"{folder.name}: {len(words)} sentences, {len(left)} without a translation")
        for one in left:
            print(f"  {one}")


if __name__ == "__main__":
    sys.exit(main())
