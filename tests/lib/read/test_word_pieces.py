"""Our word pieces are those of the library that the encoder was pretrained with, on any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from lilyroot.read import MODELS
from lilyroot.read.word_pieces import Vocabulary, words

PIECES = (MODELS / "encoder" / "vocabulary.txt").read_text("utf-8").split("\n")
OURS = Vocabulary(PIECES)
ODD = " \t\r\n\x00\x07\x85\xa0\xad\u0301\u200b\u2028\ufffd'’“”$+<=>^`|~_-éüßÅİΣςﬁ日本한Ångström½٣"
# Newer letters are in newer tables of Unicode: ours are Python's, theirs older.
LETTERS = st.characters(max_codepoint=0x52F, exclude_categories=["Cs", "Cn"])


@pytest.fixture(scope="module")
def theirs() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


@settings(max_examples=400, deadline=None, derandomize=True)
@given(text=st.text(st.one_of(LETTERS, st.sampled_from(ODD)), max_size=60))
def test_pieces_are_the_librarys_on_any_text(theirs: Tokenizer, text: str) -> None:
    assert OURS.pieces(words(text)).numbers == theirs.encode(text, add_special_tokens=False).ids


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_words_stand_where_they_say(text: str) -> None:
    ends = [0]
    for word in words(text):
        assert ends[-1] <= word.begin < word.end <= len(text)
        ends.append(word.end)


def test_a_word_of_a_hundred_letters_is_cut_and_a_longer_one_is_unknown() -> None:
    assert OURS.number("[UNK]") not in OURS.pieces(words("a" * 100)).numbers
    assert OURS.pieces(words("a" * 101)).numbers == [OURS.number("[UNK]")]
