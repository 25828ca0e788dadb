"""A message in a language the reader does not know is left unread, and hardly ever another one."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.errors import InputError
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import load_reader
from lilyroot.read.languages import LANGUAGES, identify, knows_only
from tests.keyword_reader import KeywordReader

MESSAGES = Path(__file__).parents[3] / "benchmarks" / "languages"


def rows(name: str) -> list[tuple[str, str]]:
    lines = (MESSAGES / name).read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


ENGLISH, OTHERS = rows("english.tsv"), rows("others.tsv")


def batch(texts: list[str | None]) -> pa.RecordBatch:
    ids = [str(place) for place in range(len(texts))]
    return pa.record_batch({"id": ids, "text": pa.array(texts, pa.string()), "context": [""] * len(texts)})


def found(texts: list[str | None]) -> list[str]:
    return identify(pa.array(texts, pa.string())).to_pylist()


def test_english_in_any_style_is_read() -> None:
    refused = [text for (_, text), name in zip(ENGLISH, found([t for _, t in ENGLISH]), strict=True)
               if name not in ("en", "und")]  # fmt: skip

    assert refused == []


def test_fewer_than_three_in_a_hundred_messages_of_other_languages_are_read() -> None:
    names = found([text for _, text in OTHERS])

    read = sum(name in ("en", "und") for name in names)

    assert len({code for code, _ in OTHERS}) >= 20
    assert read / len(OTHERS) < 0.03


def test_the_language_is_named_rightly_nearly_always() -> None:
    names = found([text for _, text in OTHERS])

    assert sum(name == code for name, (code, _) in zip(names, OTHERS, strict=True)) / len(OTHERS) > 0.95


@pytest.mark.parametrize(
    "text",
    [None, "", " ", "ok", "👍🎉", "42", "Danke schön", "https://example.org/ein/pfad", "a_b c-1 d.e=2 #x", "Um, uh."],
)  # fmt: skip
def test_what_is_too_short_or_holds_no_words_is_undetermined(text: str | None) -> None:
    assert found([text]) == ["und"]


@pytest.mark.parametrize("text", ["да", "いいえ", "아니요", "όχι", "ไม่", "لا شكرا"])
def test_another_script_needs_no_three_words_to_be_told_from_english(text: str) -> None:
    assert found([text])[0] not in ("en", "und")


def test_addresses_and_code_do_not_make_a_message_foreign() -> None:
    text = "Please look at https://beispiel.de/kunden/nicht-angemeldet and der_kunde.ist_nicht_da first."

    assert found([text]) == ["en"]


def test_names_and_a_greeting_from_elsewhere_do_not_make_a_message_foreign() -> None:
    assert found(["Guten Morgen everyone, Jürgen and Łukasz are late again."]) == ["en"]


def test_english_words_of_the_trade_do_not_make_a_message_english() -> None:
    assert found(["Kannst du das Ticket vor dem Release noch reviewen und deployen?"]) == ["de"]


def test_a_long_message_is_settled_by_its_beginning() -> None:
    assert found(["Der Kunde wartet. " * 5_000, "The customer is waiting. " * 5_000]) == ["de", "en"]


def test_the_language_does_not_depend_on_the_other_rows() -> None:
    texts = [text for _, text in ENGLISH + OTHERS]
    random.Random(3).shuffle(texts)

    assert found(texts) == [found([text])[0] for text in texts]


def test_a_slice_of_a_column_and_a_dictionary_are_columns_too() -> None:
    texts = pa.array([text for _, text in OTHERS])

    assert identify(texts[40:60]).to_pylist() == identify(texts).to_pylist()[40:60]
    assert identify(texts.dictionary_encode()).to_pylist() == identify(texts).to_pylist()


def test_a_column_of_numbers_is_refused() -> None:
    with pytest.raises(InputError):
        identify(pa.array([1, 2]))


def test_our_walk_finds_what_the_package_finds() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    package = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    package.set_languages(LANGUAGES)
    sure = [
        (text, *package.classify(text)) for _, text in OTHERS if text.isascii() is False and len(text.encode()) < 256
    ]

    ours = found([text for text, _, p in sure if p > 0.95])

    assert len(ours) > 100
    assert ours == [name for _, name, p in sure if p > 0.95]


def test_unknown_languages_come_back_unread_and_the_rest_as_the_reader_reads_it() -> None:
    fast = load_reader("fast")
    texts = [text for _, text in ENGLISH[:30] + OTHERS[::20]]
    random.Random(5).shuffle(texts)
    whole = batch(texts)

    readings = knows_only(fast).read(whole)

    alone = fast.read(whole).to_pylist()
    unread = {"p": None, "flags": None, "p_flags": None, "unsure": None, "spans": None}
    assert readings.schema == READER_OUTPUT
    for reading, given, name in zip(readings.to_pylist(), alone, found(texts), strict=True):
        assert reading["id"] == given["id"]
        assert reading["language"] == name
        if name in ("en", "und"):
            assert {**reading, "language": "en"} == given
        else:
            assert reading["orientation"] is None
            assert {key: reading[key] for key in unread} == unread


@pytest.mark.parametrize("texts", [[], ["Der Kunde wartet noch auf uns."] * 3, ["The customer waits."] * 3])
def test_none_some_or_all_may_be_unread(texts: list[str | None]) -> None:
    readings = knows_only(KeywordReader()).read(batch(texts))

    assert readings["orientation"].to_pylist() == [None if "Kunde" in text else "focused" for text in texts]


def test_a_reader_that_knows_two_languages_reads_both() -> None:
    readings = knows_only(KeywordReader(), ("de", "en")).read(
        batch(["Der Kunde wartet auf uns.", "Le client attend toujours un rappel."])
    )

    assert readings["orientation"].to_pylist() == ["none", None]


def test_the_version_says_what_is_read() -> None:
    assert knows_only(KeywordReader()).version == "keyword-1+en.1"
    assert knows_only(KeywordReader(), ("de", "en")).version == "keyword-1+de-en.1"
