"""The reader: a batch in, votes asked for, a batch of readings out."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pyarrow as pa

from lilyroot.errors import InputError, ReaderStopped
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read.llm.answer import Unread
from lilyroot.read.llm.caller import Caller
from lilyroot.read.llm.disguise import EDITION, disguised, disguised_context
from lilyroot.read.llm.log import write_down
from lilyroot.read.llm.prompt import SCHEMA, SYSTEM
from lilyroot.read.llm.settings import Settings
from lilyroot.read.llm.votes import WORDLESS, Ballot, counted, row_of
from lilyroot.read.reader import Reader

_MOST_REMEMBERED: Final = 50_000
_NO_ANSWER: Final = {Unread.TIMEOUT, Unread.UNREACHED, Unread.NOT_SENT}

Outcome = Ballot | Unread
Question = tuple[str, str]  # a message and what was said before it, as they are sent


class LlmReader:
    """Labels messages by asking a language model about each by itself. See ``Reader``.

    A message without a usable answer has no orientation; ``not_read`` counts them by reason. Probabilities are shares
    of votes (``votes.counted``), not calibrated. Equal messages are asked about once; answers are remembered as long
    as the reader lives, and not on disk. The same message can get another label on another day: it is the server's
    model, and nobody can hold it to the same answer. One reader may be used by several threads at once.
    """

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._caller = Caller(settings, sleep)
        self._remembered: dict[bytes, Outcome] = {}
        self.not_read: Counter[Unread] = Counter()

    @classmethod
    def configured(cls, environment: Mapping[str, str] | None = None) -> LlmReader:
        """The reader the environment variables describe. Raises ``SettingsError``; sends nothing yet."""
        return cls(Settings.of(os.environ if environment is None else environment))

    @property
    def end(self) -> ReaderStopped | None:
        """Why nothing more is asked, when that is so."""
        return self._caller.end

    @property
    def version(self) -> str:
        """Its name, the model, and a hash of what it is told, how often, where it is and under which policy."""
        address = self._settings.address
        parts = [SYSTEM, SCHEMA, EDITION, self._settings.votes, address.host, self._settings.policy_hash]
        return f"llm-{self._settings.model}-{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]}"

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        """Label every row; one that gets no usable answer has an ``orientation`` of null.

        Raises ``InputError`` when there is no column ``id`` or ``text`` of strings, ``ReaderStopped`` when the server
        was given up and no row could be read, ``SettingsError`` when what leaves the organisation cannot be logged.
        """
        identities, texts = _strings(batch, "id"), _strings(batch, "text")
        befores = _strings(batch, "context") if "context" in batch.schema.names else [""] * batch.num_rows
        questions = [(disguised(t or ""), disguised_context(b or "")) for t, b in zip(texts, befores, strict=True)]
        outcomes = self._outcomes(questions)
        self.not_read.update(outcome for outcome in outcomes if isinstance(outcome, Unread))
        rows = [row_of(name, outcome, spans=spans) for name, outcome in zip(identities, outcomes, strict=True)]
        return pa.RecordBatch.from_pylist(rows, schema=READER_OUTPUT)

    def _outcomes(self, questions: list[Question]) -> list[Outcome]:
        keys = [_key(question) for question in questions]
        known = {key: self._remembered[key] for key in keys if key in self._remembered}
        wanted = dict(zip(keys, questions, strict=True))
        known |= {key: WORDLESS for key, (message, _) in wanted.items() if not any(map(str.isalnum, message))}
        asked = {key: question for key, question in wanted.items() if key not in known}
        if asked:
            known |= self._ask(asked)
        return [known[key] for key in keys]

    def _ask(self, questions: dict[bytes, Question]) -> dict[bytes, Outcome]:
        write_down(self._settings, self.version, len(questions))
        with ThreadPoolExecutor(min(self._settings.parallel, len(questions))) as pool:
            found = dict(zip(questions, pool.map(self._outcome, questions.values()), strict=True))
        if self.end and all(outcome in _NO_ANSWER for outcome in found.values()):
            raise self.end
        self._remember(found.items())
        return found

    def _outcome(self, question: Question) -> Outcome:
        message, before = question
        votes = [self._caller.vote(message, before, number) for number in range(self._settings.votes)]
        return counted(votes, message)

    def _remember(self, found: Iterable[tuple[bytes, Outcome]]) -> None:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update((key, outcome) for key, outcome in found if outcome not in _NO_ANSWER)


def asks_a_model(reader: Reader) -> LlmReader | None:
    """The language model reader inside a reader (which may add words for customers or languages), if there is one."""
    while inner := getattr(reader, "_reader", None):
        reader = inner
    return reader if isinstance(reader, LlmReader) else None


def raise_if_given_up(reader: Reader) -> None:
    """Raises ``ReaderStopped`` when a reader asks a language model and has stopped doing so."""
    asking = asks_a_model(reader)
    if asking and asking.end:
        raise asking.end


def _key(question: Question) -> bytes:
    return hashlib.sha256(json.dumps(question).encode()).digest()


def _strings(batch: pa.RecordBatch, name: str) -> list[str | None]:
    if name not in batch.schema.names:
        remedy = "Columns are id, text and, if you have it, context."
        raise InputError("read.column", f"There is no column “{name}”.", remedy=remedy)
    column = batch.column(name)
    values: list[str | None] = (column.cast(pa.string()) if name == "id" else column).to_pylist()
    if not all(value is None or isinstance(value, str) for value in values):
        raise InputError("read.type", f"A column of {column.type} is not text.", remedy="Give a column of strings.")
    return values
