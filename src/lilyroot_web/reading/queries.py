"""Reading a text for a page: the model, loaded once, and what the page says of a reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from lilyroot.home import Home
from lilyroot.model.labels import ORIENTATIONS
from lilyroot.model.meanings import FLAG_MEANINGS, ORIENTATION_MEANINGS
from lilyroot.read import Reader
from lilyroot.read.customers import CustomerWords, load_words
from lilyroot.read.sentence import Sentence, read_sentence
from lilyroot.read.served import with_customers
from lilyroot.read.shelf import in_use, model_for

NAMES: Final = {"centric": "customer-centric", "focused": "customer-focused", "none": "neither"}
_OPENINGS: Final = {
    "centric": gettext_lazy("This speaks of the customer's side."),
    "focused": gettext_lazy("This mentions customers, but not their side."),
    "none": gettext_lazy("This is not about customers."),
}
_NOT_READ: Final = gettext_lazy("This was not read.")
_UNSURE: Final = {
    "centric": gettext_lazy("Perhaps this speaks of the customer's side."),
    "focused": gettext_lazy("Perhaps this mentions customers, but not their side."),
    "none": gettext_lazy("Perhaps this is not about customers."),
}
_OF_CUSTOMERS: Final = (gettext_lazy("The survey among {many} is back."), gettext_lazy("We sent {many} a letter."))
_OF_OTHERS: Final = (
    gettext_lazy("Which version of the {one} is on staging?"),
    gettext_lazy("How many {many} does the pool allow?"),
)
_MOST_EXAMPLES: Final = 3

_loading = Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """How likely a label is, as a row with a bar of 100 units."""

    name: str
    label: str
    percent: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page says about one text."""

    opening: str
    meaning: str  # or why there is no label
    rival: str  # what it might as well be; "" when the reader is sure
    shares: tuple[Share, ...]
    overtaken: bool  # another label is likelier than the one it has
    flags: tuple[tuple[str, str, int], ...]  # name, meaning, per cent
    pieces: tuple[tuple[str, bool], ...]
    deciding: tuple[str, ...]
    language: str
    reader: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with a customer word, read without and with the words."""

    text: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def read_text(home: Home, text: str, context: str) -> Shown:
    """Read one text with this installation's model and words. Raises what loading them raises."""
    from lilyroot.read.languages import knows_only  # compiles: loaded by the first reader, not at every start

    reader = knows_only(with_customers(_model(home), load_words(home)))
    return _shown(read_sentence(reader, text, context))


def examples(home: Home, words: CustomerWords) -> tuple[Example, ...]:
    """A few made-up sentences with these words, read without and with them; none when there are no words."""
    if not words:
        return ()
    model = _model(home)
    served = with_customers(model, words)
    return tuple(Example(text, _label(model, text), _label(served, text)) for text in _sentences(words))


def _model(home: Home) -> Reader:
    with _loading:  # whoever comes while the model is being loaded waits for it
        return _loaded(home, in_use(home))


@lru_cache(maxsize=1)
def _loaded(home: Home, model: str) -> Reader:
    """``model`` is there to be remembered by: another model in use is loaded anew."""
    return model_for(home)


def _sentences(words: CustomerWords) -> Iterator[str]:
    for entries, patterns in ((words.customers, _OF_CUSTOMERS), (words.others, _OF_OTHERS)):
        for entry in entries[:_MOST_EXAMPLES]:
            for pattern in patterns:
                yield pattern.format(one=entry.singular, many=entry.plurals[0])


def _label(reader: Reader, text: str) -> str:
    orientation = read_sentence(reader, text).orientation
    return NAMES[orientation] if orientation else "not read"


def _shown(sentence: Sentence) -> Shown:
    label = sentence.orientation
    unsure = sentence.unsure and label is not None
    openings = _UNSURE if unsure else _OPENINGS
    pieces, shares = tuple(sentence.pieces()), tuple(_shares(sentence))
    return Shown(
        opening=openings[label] if label else _NOT_READ,
        meaning=(gettext("Such a message %(value)s.") % {"value": ORIENTATION_MEANINGS[label]})
        if label
        else sentence.why_not_read(),
        rival=NAMES[sentence.rival()] if unsure else "",
        shares=shares,
        overtaken=any(share.percent > mine.percent for mine in shares if mine.chosen for share in shares),
        flags=tuple(
            (*FLAG_MEANINGS[flag], _percent(sentence.flag_probabilities.get(flag, 1))) for flag in sentence.flags
        ),
        pieces=pieces,
        deciding=tuple(words.strip() for words, decided in pieces if decided),
        language=sentence.language,
        reader=sentence.reader,
    )


def _shares(sentence: Sentence) -> Iterator[Share]:
    for label in ORIENTATIONS if sentence.probabilities else ():
        percent = _percent(sentence.probabilities[label])
        yield Share(NAMES[label], label, percent, label == sentence.orientation)


def _percent(p: float) -> int:
    return round(100 * p)
