"""The codebook: one text for the page, the terminal and the documentation, with every label and a key for each."""

from __future__ import annotations

from pathlib import Path

from lilyroot.audit.codebook import codebook
from lilyroot.model.labels import FLAGS, ORIENTATIONS

PAGE = " ".join((Path(__file__).parents[3] / "docs" / "reference" / "codebook.md").read_text().split())


def test_every_label_has_an_entry_in_order_and_a_key_of_its_own():
    book = codebook()
    keys = [entry.key for entry in (*book.orientations, *book.flags)]

    assert tuple(entry.name for entry in book.orientations) == ORIENTATIONS
    assert tuple(entry.name for entry in book.flags) == FLAGS
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("us?q")


def test_the_documentation_says_the_same():
    book = codebook()
    said = [book.unit, book.customer, book.question, *book.ties]
    for entry in (*book.orientations, *book.flags):
        said += [entry.title, entry.holds, entry.holds_not, *entry.examples, *(text for text, _ in entry.misses)]

    assert [sentence for sentence in said if sentence not in PAGE] == []


def test_near_misses_have_another_label_than_the_one_they_look_like():
    for entry in codebook().orientations:
        assert entry.examples
        assert all(instead in ORIENTATIONS and instead != entry.name for _, instead in entry.misses)
