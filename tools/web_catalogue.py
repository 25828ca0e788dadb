"""Gather every sentence of the web application that a person reads, and compile its translations.

    .venv/bin/python tools/web_catalogue.py

What is new comes into src/lilyroot_web/locale/*/LC_MESSAGES/django.po without a translation, what is no longer said
goes, and django.mo is made anew. Needs Babel (requirements/test.txt), not the programs of GNU gettext.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "lilyroot_web"
LOCALE = SOURCE / "locale"
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
HEADER = "# The web application in another language. Gathered and compiled by tools/web_catalogue.py."


class Said(NamedTuple):
    """One sentence of the source: how it is looked up, and where it stands."""

    id: str | tuple[str, str]
    context: str | None
    place: str


def gathered() -> list[Said]:
    """Every sentence in the order of the files, each once for each place."""
    return [said for path in sorted(SOURCE.rglob("*")) if path.is_file() for said in _of(path)]


def catalogue(language: str, said: list[Said]) -> Catalog:
    """The sentences with the translations that are written down so far."""
    known = read_po(BytesIO(po(language).read_bytes()), locale=language) if po(language).exists() else Catalog()
    fresh = Catalog(
        language, domain="django", project="Lilyroot", version="1", header_comment=HEADER, fuzzy=False,
        creation_date=WRITTEN, revision_date=WRITTEN, last_translator="Lilyroot", language_team="Lilyroot",
    )  # fmt: skip
    for one in said:
        text = one.id if isinstance(one.id, str) else one.id[0]
        before = known.get(text, context=one.context)
        fits = before is not None and before.pluralizable != isinstance(one.id, str)
        flags = {"python-format"} if "%(" in text else set()
        fresh.add(
            one.id, before.string if before and fits else None, locations=[(one.place, 0)], flags=flags,
            context=one.context,
        )  # fmt: skip
    return fresh


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def written(words: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, words, width=110, include_lineno=False, sort_by_file=True)
    return buffer.getvalue()


def compiled(words: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, words)
    return buffer.getvalue()


def _of(path: Path) -> Iterator[Said]:
    place = path.relative_to(SOURCE).as_posix()
    if path.suffix == ".py" and "migrations" not in path.parts:
        source = path.read_text("utf-8")
    elif "templates" in path.parts and path.suffix in (".html", ".txt"):
        source = templatize(path.read_text("utf-8"))
    else:
        return
    for _, words, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield Said(words, context, place)


def main() -> None:
    said = gathered()
    for folder in sorted(LOCALE.iterdir()):
        words = catalogue(folder.name, said)
        po(folder.name).parent.mkdir(parents=True, exist_ok=True)
        po(folder.name).write_bytes(written(words))
        po(folder.name).with_suffix(".mo").write_bytes(compiled(words))
        left = [one.id for one in words if one.id and not (all(one.string) if one.pluralizable else one.string)]
        print(f"{folder.name}: {len(words)} sentences, {len(left)} without a translation")
        for one in left:
            print(f"  {one}")


if __name__ == "__main__":
    sys.exit(main())
