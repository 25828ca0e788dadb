"""The catalogue holds every sentence that the library says, each with its translation, and nothing else."""

from __future__ import annotations

import ast
from gettext import GNUTranslations
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from lilyroot.tongue import ENGLISH, LANGUAGES
from tools.catalogue import LIBRARY, LITERALS, Said, compiled, forms

OTHERS = [code for code in LANGUAGES if code != ENGLISH]


@pytest.fixture(scope="module")
def said() -> list[Said]:
    return LIBRARY.gathered()


@pytest.fixture(params=OTHERS)
def written(request):
    return read_po(BytesIO(LIBRARY.po(request.param).read_bytes()), locale=request.param)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_sentences_are_found(said):
    assert len(said) > 20  # raises NotALiteral where words are put together when they are said


def test_every_sentence_is_in_the_catalogue_and_nothing_that_is_no_longer_said(said, written):
    there = {(message.id, message.context or "") for message in written if message.id}

    assert {(one.id, one.context) for one in said} - there == set()
    assert there - {(one.id, one.context) for one in said} == set()


def test_every_sentence_has_a_translation_that_somebody_has_settled(written):
    assert [message.id for message in written if message.id and not all(forms(message))] == []
    assert [message.id for message in written if message.id and message.fuzzy] == []


def test_a_translation_has_the_gaps_of_its_sentence(written):
    for message in written:
        ids = message.id if message.pluralizable else (message.id,)
        for english, other in zip(ids, forms(message), strict=True):
            if message.id:
                assert gaps(other) | ({"n"} & gaps(english)) == gaps(english), english
                assert other[:1].isspace() == english[:1].isspace(), english
                assert other[-1:].isspace() == english[-1:].isspace(), english


def test_what_is_looked_up_is_what_is_written(written):
    there = LIBRARY.po(str(written.locale)).with_suffix(".mo").read_bytes()

    assert GNUTranslations(BytesIO(there))._catalog == GNUTranslations(BytesIO(compiled(written)))._catalog


def test_sentences_are_said_by_a_plain_name_so_that_they_are_found():
    calls = [
        node
        for path in LIBRARY.source.rglob("*.py")
        if path.name != "tongue.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in {("tongue", name) for name in LITERALS}
    ]

    assert calls == []  # `tongue.say(...)` would not be found; `from lilyroot.tongue import say` is
