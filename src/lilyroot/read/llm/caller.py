"""Asks the server: again when it is busy, in another shape when it knows no schemas, and not for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from lilyroot.errors import ReaderStopped
from lilyroot.read.llm.answer import Answer, Unread, answer_of
from lilyroot.read.llm.door import NoReply, Reply, ask
from lilyroot.read.llm.prompt import request
from lilyroot.read.llm.settings import CALLS, KEY, MODEL, Settings

WAITS: Final = (1.0, 2.0, 4.0)  # seconds before each further try
LONGEST_WAIT: Final = 60.0  # a server that names a later time is not waited for
FAILURES_IN_A_ROW: Final = 5  # messages, each tried to the end; then nothing more is sent

_BUSY: Final = (408, 429, 500, 502, 503, 504, 529)
_ABOUT_THE_MESSAGE: Final = (400, 403, 413, 422, 451)
_NO_SCHEMAS: Final = (400, 415, 422, 501)


class _Failure(NamedTuple):
    unread: Unread
    code: str
    why: str
    retry: bool = False
    wait: float | None = None


class Caller:
    """Asks for one vote at a time; may be used by several threads. ``sleep`` waits so many seconds."""

    def __init__(self, settings: Settings, sleep: Callable[[float], None]) -> None:
        self._settings = settings
        self._sleep = sleep
        self._lock = threading.Lock()
        self._calls = 0
        self._failures = 0
        self._has_answered = False
        self._knows_schemas = True
        self._failure: ReaderStopped | None = None
        self._stopped = False

    @property
    def end(self) -> ReaderStopped | None:
        """Why nothing more can be had from the server: it was given up, or has failed and never answered."""
        return self._failure if self._stopped or not self._has_answered else None

    def vote(self, message: str, before: str, number: int) -> Answer | Unread:
        """The model's answer to one message, or why there is none. Never raises for what the server does."""
        waits = iter(WAITS)
        while self._may_call():
            outcome = self._outcome(message, before, number)
            if not isinstance(outcome, _Failure):
                return outcome
            wait = next(waits, None) if outcome.retry else None
            if wait is not None and outcome.wait is not None:
                wait = outcome.wait if outcome.wait <= LONGEST_WAIT else None
            if wait is None:
                self._failed(outcome)
                return outcome.unread
            self._sleep(wait)
        return Unread.NOT_SENT

    def _outcome(self, message: str, before: str, number: int) -> Answer | Unread | _Failure:
        try:
            reply = self._reply(message, before, number)
        except NoReply as none:
            unread = Unread.TIMEOUT if none.late else Unread.UNREACHED
            return _Failure(unread, "llm.gone", none.why, retry=True)
        if reply.status == 200:
            self._answered()
            return answer_of(reply.body)
        if self._has_answered and reply.status in _ABOUT_THE_MESSAGE:
            return Unread.REFUSED  # it took others; otherwise one message could end the reading of all
        return _failure(reply)

    def _reply(self, message: str, before: str, number: int) -> Reply:
        with_schema = self._knows_schemas
        reply = self._ask(message, before, number, with_schema)
        if with_schema and reply.status in _NO_SCHEMAS and self._may_call():
            reply = self._ask(message, before, number, False)
            if reply.status == 200:
                self._knows_schemas = False
        return reply

    def _ask(self, message: str, before: str, number: int, with_schema: bool) -> Reply:
        return ask(self._settings, request(self._settings.model, message, before, number, with_schema=with_schema))

    def _may_call(self) -> bool:
        with self._lock:
            if self._calls >= self._settings.calls and not self._stopped:
                self._stopped, self._failure = True, _spent(self._settings)
            self._calls += not self._stopped
            return not self._stopped

    def _answered(self) -> None:
        with self._lock:
            self._has_answered, self._failures = True, 0

    def _failed(self, failure: _Failure) -> None:
        with self._lock:
            self._failures += 1
            if not self._stopped:
                self._failure = _error(self._settings, failure)
                self._stopped = self._failures >= FAILURES_IN_A_ROW


def _failure(reply: Reply) -> _Failure:
    status, unread = reply.status, Unread.UNREACHED
    if status in _BUSY:
        why = "it has too much to do" if status == 429 else "it fails"
        return _Failure(unread, "llm.busy", f"{why} (status {status})", retry=True, wait=reply.retry_after)
    if status in (401, 403):
        return _Failure(unread, "llm.key", f"it does not accept the key in {KEY} (status {status})")
    if status == 404:
        return _Failure(
            unread, "llm.unknown", f"it does not know this path, or not the model in {MODEL} (status 404)"
        )
    if 300 <= status < 400:
        return _Failure(
            unread, "llm.redirect", f"it points to another address, and no text is sent on (status {status})"
        )
    return _Failure(unread, "llm.request", f"it does not take our requests (status {status})")


def _error(settings: Settings, failure: _Failure) -> ReaderStopped:
    sentence = f"The language model at {settings.address.host} cannot be asked: {failure.why}."
    remedy = "Mend that and read what has not been read; the readings made before are kept."
    return ReaderStopped(failure.code, sentence, remedy=remedy)


def _spent(settings: Settings) -> ReaderStopped:
    sentence = f"The {settings.calls:,} requests that {CALLS} allows have been made."
    return ReaderStopped("llm.budget", sentence, remedy=f"Raise {CALLS}, or read fewer messages.")
