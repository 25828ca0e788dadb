"""The kernel computes what its plain Python reference says, on any text."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lilyroot.read import MODELS, kernel, memory, reference
from lilyroot.read.columns import speech
from lilyroot.read.fast import FastReader
from lilyroot.read.layout import CONTEXT_BYTES, TEXT_BYTES, TOKEN_BYTES
from lilyroot.read.weights import load_weights

WEIGHTS = load_weights(MODELS / "fast")
CLASS_OF = dict(zip(WEIGHTS.lexicon_words.tolist(), WEIGHTS.lexicon_classes.tolist(), strict=True))
LEXICON = memory.lexicon(WEIGHTS.lexicon_words, WEIGHTS.lexicon_classes)
UNLEARNED = memory.unlearned_table()
READER = FastReader(WEIGHTS)

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
WORDS = """
    the Customer's users want 1,200 don’t wait_ing — “they” can't? it! ÉTÉ 客户 we $5 20% ''' _ us a
"""
talk = st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join)
texts = st.one_of(any_text, talk)


def kernel_features(text: str, context: str) -> list[tuple[int, int]]:
    room = memory.workspace(len(text.encode()), memory.word_memory())
    count = kernel.features(0, speech(pa.array([text])), speech(pa.array([context])), LEXICON, UNLEARNED, room)
    return list(zip(room.keys[:count].tolist(), memory.blocks_of(room.marks[:count]).tolist(), strict=True))


@settings(max_examples=300, deadline=None)
@given(text=texts, context=texts)
@example(text="it's'", context="")
@example(text="a'_'_", context="_'a 0_0")
@example(text="word\u00a0word\u2019s\u2014\u2019end \u20ac", context="\u2019")
@example(text="x" * (TOKEN_BYTES + 5) + "'", context="1" * 200)
def test_a_message_has_the_features_of_the_reference(text: str, context: str) -> None:
    found = kernel_features(text, context)

    assert sorted(found) == sorted(reference.keys(text, context, CLASS_OF))


@settings(max_examples=60, deadline=None)
@given(text=texts, context=texts)
def test_a_message_has_the_scores_of_the_reference(text: str, context: str) -> None:
    scores, _ = READER._scores(speech(pa.array([text])), speech(pa.array([context])))

    np.testing.assert_allclose(scores[0], reference.scores(text, context, WEIGHTS), atol=2e-4)


@pytest.mark.parametrize("shift", range(4))
def test_a_text_beyond_the_bound_is_cut_between_characters(shift: int) -> None:
    text = "x" * shift + " né" * (TEXT_BYTES // 4 + 50)
    context = "né " * (CONTEXT_BYTES // 4 + 50) + "x" * shift

    assert sorted(kernel_features(text, context)) == sorted(reference.keys(text, context, CLASS_OF))


@pytest.mark.parametrize("densest", ["? a ", "a?", "us ", "we?", "?", "a ", "x"])
def test_the_workspace_has_room_for_the_densest_text(densest: str) -> None:
    text = densest * (TEXT_BYTES // len(densest) + 1)
    room = memory.workspace(len(text), memory.word_memory())
    texts, contexts = speech(pa.array([text])), speech(pa.array([densest * 2_000]))

    count = kernel.features(0, texts, contexts, LEXICON, UNLEARNED, room)

    assert count <= len(room.keys)


def scored(words: list[str]) -> list[bytes]:
    """The scores, bit for bit, of each word as a text of its own."""
    return [row.tobytes() for row in READER._scores(speech(pa.array(words)), speech(pa.array([""] * len(words))))[0]]


def test_what_was_read_before_changes_no_bit() -> None:
    words = [
        f"{head}{tail}" for head in ("customer", "customer's", "x", "é") for tail in ("", "s", "service", "y" * 40)
    ]
    fresh = [
        FastReader(WEIGHTS)._scores(speech(pa.array([w])), speech(pa.array([""])))[0][0].tobytes() for w in words
    ]
    crowd = [f"w{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}" for i in range(17_576)]

    once, again = scored(words), scored(words)
    scored([*crowd, *words[::-1]])  # more words than many slots of the memory hold apart

    assert fresh == once == again == scored(words)


def test_a_word_that_repeats_counts_each_time() -> None:
    once, thrice = kernel_features("guest", ""), kernel_features("guest guest guest", "")

    runs = [feature for feature in once if feature[1] == 1]
    assert len(runs) == 5 + 4 + 3
    assert [thrice.count(run) for run in runs] == [3] * len(runs)


def test_every_known_bucket_finds_its_own_row() -> None:
    bits = np.unpackbits(WEIGHTS.bitmap.view(np.uint8), bitorder="little")

    assert np.array_equal(np.flatnonzero(bits), WEIGHTS.buckets)
    places = WEIGHTS.buckets >> 6
    ahead = np.arange(len(places)) - WEIGHTS.ranks[places]
    assert ahead.min() == 0
    assert ahead.max() < 64


def test_the_kernel_works_where_no_folder_for_machine_code_can_be_written() -> None:
    program = (
        "import numba.core.caching as c; c.CacheImpl._locator_classes = []\n"
        "import numpy as np; from lilyroot.read import kernel\n"
        "print(kernel.word_hash(np.frombuffer(b'client', np.uint8)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert int(done.stdout) == reference.word_hash(b"client")
