"""Which language a message is in, and a reader that reads only the languages it knows.

Nearly all English talk is settled by its small words, in one pass over the bytes. What is not goes to a model of
byte n-grams (naive Bayes, from the package py3langid), loaded when it is first needed. What is too short to tell,
or holds no words, is ``und``. The labels of a message in a language the reader does not know are null: it is counted
as not read, and never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import language_kernel as kernel
from lilyroot.read import memory
from lilyroot.read.columns import column, speech
from lilyroot.read.language_words import ENGLISH, FILLERS, OTHER
from lilyroot.read.reader import Reader

UNDETERMINED: Final = "und"
EDITION: Final = 1  # of the rules, the words and the model together; part of a reader's version
_LISTED: Final = """
    en ar az be bg bn bs ca cs cy da de el es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv
    mk ml mr ms my nl no pa pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur vi zh
"""
LANGUAGES: Final = tuple(_LISTED.split())
_ENGLISH: Final = LANGUAGES.index("en")
_UNDETERMINED: Final = len(LANGUAGES)
_NAMES: Final = (*LANGUAGES, UNDETERMINED)
_FEWEST_WORDS: Final = 3
_FEW_WORDS: Final = 5  # of so few, one English word among them is enough
_SURE: Final = 0.9  # a language other than English must be this probable, and English no more than the rest of it

Codes = NDArray[np.int64]


def knows_only(reader: Reader, languages: Sequence[str] = ("en",)) -> Reader:
    """The same reader, for messages in these languages (ISO 639-1) alone.

    The language is that of the text; its context does not matter. Messages in other languages come back with the
    language and nothing else: orientation, probabilities, flags and spans are null. ``und`` messages are read: a
    word or two, a number or an address says nothing about customers in any language, and the reader says so.
    Its ``version`` says what it knows. Raises ``InputError`` as the reader does.

    >>> import pyarrow as pa
    >>> from lilyroot.read import load_reader
    >>> from lilyroot.read.languages import knows_only
    >>> batch = pa.record_batch({"id": ["1"], "text": ["Der Kunde wartet seit drei Wochen auf den Rückruf."]})
    >>> reading = knows_only(load_reader("fast")).read(batch)
    >>> reading["language"].to_pylist(), reading["orientation"].to_pylist()
    (['de'], [None])
    """
    return _Knowing(reader, tuple(languages))


def identify(texts: pa.Array) -> pa.Array:
    """The language of each text, ISO 639-1, or ``und`` where it is too short to tell. Nulls are ``und``.

    Raises ``InputError`` when the column does not hold text.

    >>> import pyarrow as pa
    >>> from lilyroot.read.languages import identify
    >>> identify(pa.array(["Standup moves to 9:30.", "Le client attend toujours.", "ok"])).to_pylist()
    ['en', 'fr', 'und']
    """
    return pa.array(_NAMES, pa.string()).take(pa.array(_codes(speech(texts))))


class _Knowing:
    """See ``knows_only``."""

    def __init__(self, reader: Reader, languages: tuple[str, ...]) -> None:
        self._reader = reader
        self._languages = languages
        self._known = np.array([name in languages or name == UNDETERMINED for name in _NAMES])

    @property
    def version(self) -> str:
        return f"{self._reader.version}+{'-'.join(self._languages)}.{EDITION}"

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        codes = _codes(speech(column(batch, "text")))
        known = self._known[codes]
        if known.all():
            return _named(self._reader.read(batch, spans=spans), column(batch, "id"), codes)
        rows = np.flatnonzero(known)
        readings = self._reader.read(batch.take(pa.array(rows)), spans=spans)
        places = np.cumsum(known) - 1
        return _named(readings.take(pa.array(places, mask=~known)), column(batch, "id"), codes)


def _named(readings: pa.RecordBatch, ids: pa.Array, codes: Codes) -> pa.RecordBatch:
    """The readings with the ids of the input and the languages that were found."""
    languages = pa.array(_NAMES, pa.string()).take(pa.array(codes))
    rest = [readings.column(name) for name in READER_OUTPUT.names[2:]]
    return pa.RecordBatch.from_arrays([ids.cast(pa.string()), languages, *rest], schema=READER_OUTPUT)


def _codes(texts: memory.Speech) -> Codes:
    """The place of each text's language in ``_NAMES``."""
    found = np.zeros((len(texts.begins), 6), np.int64)
    kernel.count(texts, *_words(), found)
    total, english, other, foreign, letters, plainly = found.T
    foreign_script = 2 * foreign > letters
    short = (total < _FEWEST_WORDS) & ~foreign_script
    few = (total <= _FEW_WORDS) & (english > 0) & (other == 0)
    many = (english > 1) & (english > 3 * other) & (5 * english >= total)
    open_rows = np.flatnonzero(~(short | few | many | (plainly > 0)) | foreign_script)
    codes = np.where(short, _UNDETERMINED, _ENGLISH)
    if len(open_rows):
        codes[open_rows] = _by_model(texts, open_rows, foreign_script[open_rows])
    return codes


def _by_model(texts: memory.Speech, rows: Codes, foreign_script: NDArray[np.bool_]) -> Codes:
    """The likeliest language; English where another is not clearly likelier. Another script is never English."""
    model = _model()
    scores = np.zeros((len(rows), len(LANGUAGES)), np.float32)
    seen, touched = np.zeros(len(model.weights), np.int32), np.zeros(2 * kernel.BYTES_SCORED, np.int32)
    kernel.score(texts, rows, model, seen, touched, scores)
    scores[foreign_script, _ENGLISH] = -np.inf
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    best = p.argmax(axis=1)
    clear = p[:, _ENGLISH] <= 1 - _SURE
    return np.where(clear | foreign_script, best, _ENGLISH)


class _Words(NamedTuple):
    """An open hash table: hashes of words, and for each which list it is from."""

    hashes: memory.Keys
    kinds: memory.Bytes


@cache
def _words() -> _Words:
    table = _Words(np.zeros(kernel.TABLE_SIZE, np.uint64), np.zeros(kernel.TABLE_SIZE, np.uint8))
    fillers, english = set(FILLERS.split()), set(ENGLISH.split())
    lists = {
        kernel.KIND_FILLER: fillers,
        kernel.KIND_ENGLISH: english - fillers,
        kernel.KIND_OTHER: set(OTHER.split()) - english - fillers,
    }
    for kind, words in lists.items():
        for word in sorted(words):
            _put(table, _hash(word), kind)
    return table


def _put(table: _Words, hashed: int, kind: int) -> None:
    place = (hashed ^ hashed >> 29) % kernel.TABLE_SIZE
    while table.hashes[place]:
        place = (place + 1) % kernel.TABLE_SIZE
    table.hashes[place], table.kinds[place] = hashed, kind


def _hash(word: str) -> int:
    """FNV-1a, as the kernel has it."""
    hashed = 0xCBF29CE484222325
    for byte in word.encode():
        hashed = (hashed ^ byte) * 0x100000001B3 % 2**64
    return hashed


@cache
def _model() -> kernel.Automaton:
    """py3langid's model, cut down to our languages."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # here, because it unpacks 40 MB

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [whole.nb_classes.index(name) for name in LANGUAGES]
    weights = whole.nb_ptc[:, columns].astype(np.float32)
    step = np.float32(np.abs(weights).max() / np.iinfo(np.int16).max)
    return kernel.Automaton(
        moves=np.array(whole.tk_nextmove, np.uint32),
        bases=np.array(whole.tk_row, np.int64) << 8,
        outputs=np.array(whole.tk_output, np.int32),
        weights=np.ascontiguousarray((weights / step).round(), np.int16),
        step=step,
        prior=np.ascontiguousarray(whole.nb_pc[columns], np.float32),
    )
