"""Every sentence of the web application has its German one, and both have the same gaps."""

from __future__ import annotations

import re

import pytest

from tools.catalogue import WEB, compiled, forms, written

GAP = re.compile(r"%\((\w+)\)s|\{(\w+)(?::,)?\}")
SAID = WEB.gathered()


@pytest.fixture(scope="module")
def german():
    return WEB.catalogue("de", SAID)


def test_there_is_something_to_translate_and_no_sentence_is_left_out(german):
    assert len(german) > 1000
    assert [one.id for one in german if one.id and not all(forms(one))] == []


def test_no_translation_is_a_guess(german):
    assert [one.id for one in german if one.id and one.fuzzy] == []


def test_both_sentences_have_the_same_gaps(german):
    def gaps(text: str) -> set[str]:
        return set(GAP.findall(text))

    wrong = [
        one.id
        for one in german
        if one.id
        for form, text in zip(forms(one), one.id if one.pluralizable else (one.id,), strict=True)
        if gaps(form) != gaps(text)
    ]
    assert wrong == []


def test_what_is_committed_is_what_the_sources_say(german):
    assert WEB.po("de").read_bytes() == written(german)
    assert WEB.po("de").with_suffix(".mo").read_bytes() == compiled(german)
