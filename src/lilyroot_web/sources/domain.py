"""Verbs of the slice: declare and switch sources, take an export in beside the request, delete, forget.

An export goes: streamed to the uploads, a row that says what is wished, a job, and a process of its own that takes it
in and writes down how far it is. It outlives the request, the worker and the server; one that was killed goes on
where it stopped, by itself when the worker looks at its job again.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext

from lilyroot.errors import LilyrootError, SourceRefused
from lilyroot.home import Home
from lilyroot_web.access.domain import write_down
from lilyroot_web.jobs.domain import ask, run
from lilyroot_web.jobs.work import NotYet, TryAgain
from lilyroot_web.sources import library, sample
from lilyroot_web.sources.library import Deleted, Forgotten, Said, Wish
from lilyroot_web.sources.models import BROKEN, DONE, DRAFT, OPEN, REFUSED, RUNNING, WAITING, TakingIn

VERB: Final = "keep sources"
TAKE_IN: Final = "sources.take_in"
SAMPLE: Final = "sample"
_TOLD_EVERY: Final = 0.5  # seconds
_LEFT_OVER: Final = timedelta(days=7)
_UNSAFE: Final = re.compile(r"[^\w .()\-]", re.ASCII)
_LONGEST_NAME: Final = 100
_log = logging.getLogger("django.lilyroot")


def declare(home: Home, said: Said, *, by: Any) -> Said:
    """Say why a source is read and what people are told. Raises ``SourceRefused``, naming what is missing."""
    _refuse_beside_the_sample(home)
    done = library.declare(home, said, by=str(by))
    write_down(by, VERB, f"declared the source {done.name}, {'on' if done.is_on else 'off'}", changed=True)
    return done


def name_organisation(home: Home, name: str, *, by: Any) -> None:
    """Say what the organisation is called."""
    library.name_organisation(home, " ".join(name.split()))
    write_down(by, VERB, "named the organisation", changed=True)


def switch(home: Home, name: str, *, on: bool, by: Any) -> None:
    """Switch a source on or off."""
    library.switch(home, name, on=on, by=str(by))
    write_down(by, VERB, f"switched {name} {'on' if on else 'off'}", changed=True)


def delete_texts(home: Home, name: str, *, by: Any) -> Deleted:
    """Delete the raw text of a source now. Raises ``SourceRefused`` while something is being taken in."""
    _refuse_while_busy(home)
    deleted = library.delete_texts(home, name)
    write_down(by, VERB, f"deleted the raw text of {name}", changed=True)
    return deleted


def forget(home: Home, name: str, *, by: Any) -> Forgotten:
    """Delete everything that was taken in from a source. Raises ``SourceRefused`` while something is taken in."""
    _refuse_while_busy(home)
    forgotten = library.forget(home, name)
    write_down(by, VERB, f"forgot everything from {name}", changed=True)
    return forgotten


def _refuse_while_busy(home: Home) -> None:
    if library.is_busy(home):
        raise SourceRefused(
            "source.busy",
            gettext("Something is being taken in."),
            remedy=gettext("Wait until it has ended, then try again."),
        )


def begin(home: Home, said: Said, export: UploadedFile, wish: Mapping[str, Any], *, by: Any) -> TakingIn:
    """Put an upload in its place and take it in beside this request.

    ``wish`` holds what was declared about the export (``Wish``, without paths), and under ``team_map`` and
    ``mapping`` the texts of these files. Raises ``SourceRefused`` when the source may not be taken in.
    """
    _refuse_undeclared(home, said.name)
    taking = put_aside(home, said.name, said.kind, export, by=by)
    given = {name: value for name, value in wish.items() if value not in (None, "", {}, False)}
    for name in ("team_map", "mapping"):
        if name in given:
            given[name] = _kept(_folder(home, taking), f".{name}", given[name])
    set_going(home, taking, given, by=by)
    return taking


def put_aside(home: Home, source: str, kind: str, export: UploadedFile, *, by: Any) -> TakingIn:
    """Put an upload in its place, to be looked at first; a week later it is gone if nobody came back."""
    sweep(home)
    taking = TakingIn(
        source=source, kind=kind, name=_shown(export.name), size=export.size, asked_by=str(by), state=DRAFT
    )
    place = _folder(home, taking) / "export"
    place.mkdir(parents=True, mode=0o700)
    file = place / _safe(taking.name)
    shutil.move(export.temporary_file_path(), file)
    file.chmod(0o600)
    taking.wish = {"file": file.name}
    taking.save()
    return taking


def set_going(home: Home, taking: TakingIn, wish: Mapping[str, Any], *, by: Any) -> None:
    """Take in what was put aside. Raises ``SourceRefused`` when the source may not be taken in."""
    _refuse_undeclared(home, taking.source)
    taking.wish = {**taking.wish, **wish}
    taking.state = WAITING
    taking.save()
    write_down(by, VERB, f"gave a file to {taking.source}", changed=True)
    _start(home, taking)


def file_of(home: Home, taking: TakingIn) -> Path:
    """The upload itself, as long as it is there."""
    return _folder(home, taking) / "export" / str(taking.wish["file"])


def _refuse_undeclared(home: Home, name: str) -> None:
    _refuse_beside_the_sample(home)
    if library.permitted(home, name) is None:
        raise SourceRefused(
            "source.undeclared", gettext("Nobody has said why this may be read."), remedy=gettext("Say it first.")
        )


def begin_sample(home: Home, *, by: Any) -> TakingIn:
    """Invent the sample organisation and take it in beside this request, into an empty installation only.

    Raises ``SourceRefused`` where anything is here already.
    """
    library.mark_sample(home)
    taking = TakingIn(source=SAMPLE, kind=SAMPLE, name="The sample organisation", size=0, asked_by=str(by))
    _folder(home, taking).mkdir(parents=True, mode=0o700)
    taking.save()
    write_down(by, VERB, "took in the sample organisation", changed=True)
    _start(home, taking)
    return taking


def remove_sample(home: Home, *, by: Any) -> None:
    """Make the installation as empty as it was. Raises ``SourceRefused`` where anything but the sample came in."""
    library.remove_sample(home)
    TakingIn.objects.all().delete()
    write_down(by, VERB, "removed the sample organisation", changed=True)


def _refuse_beside_the_sample(home: Home) -> None:
    if library.is_sample(home):
        raise SourceRefused(
            "source.sample",
            gettext("This is the sample organisation; nothing real is mixed with it."),
            remedy=gettext("Remove it first: the page Listen has the button."),
        )


def go_on(home: Home, taking: TakingIn, *, by: Any) -> None:
    """Go on with what was interrupted; nothing is counted twice."""
    write_down(by, VERB, f"went on taking in from {taking.source}", changed=True)
    _start(home, taking)


def give_up(home: Home, taking: TakingIn, *, by: Any) -> None:
    """Delete the file of what was interrupted; what was committed stays."""
    write_down(by, VERB, f"gave up taking in from {taking.source}", changed=True)
    _end(
        home,
        taking,
        REFUSED,
        gettext("It was interrupted, and then given up."),
        gettext("Give the file again to go on with it."),
    )


def is_alive(home: Home, taking: TakingIn) -> bool:
    """Whether somebody is at work on it: the system knows, whatever the row says."""
    folder = _folder(home, taking)
    if not folder.exists():
        return False
    with library.hold(folder / "lock", wait=False) as free:
        return not free


def _start(home: Home, taking: TakingIn) -> None:
    """A job beside the pages: it outlives this request and the server, and the worker looks after it."""
    what = f"Taking in {taking.name} from {taking.source}"
    job = ask(TAKE_IN, {"taking": str(taking.pk)}, what=what, about=about(taking))
    if not settings.TAKE_IN_BESIDE and job is not None:
        run(job.pk)


def about(taking: TakingIn) -> str:
    """What jobs call a take-in."""
    return f"taking in {taking.pk}"


def see_to(home: Home, key: str) -> str:
    """Take in what a row wishes for in a process of its own, and wait for it; one that is at it already goes first.

    Raises ``NotYet`` while another export is being taken in, ``TryAgain`` when the process ended before its time.
    """
    taking = TakingIn.objects.filter(pk=key).first()
    if taking is None or taking.state not in (*OPEN, BROKEN):
        return "Nothing is left to do."
    with library.hold(home.data / "take-in.lock", wait=False) as its_turn:
        if not its_turn:
            raise NotYet("Another export is being taken in; this one comes after it.")
        _work_beside(home, key)
    taking.refresh_from_db()
    if taking.state in OPEN:
        raise TryAgain("It ended before its time. What was committed stays, and nothing is counted twice.")
    return _SAID[taking.state]


_SAID: Final = {
    DONE: "Taken in: the receipt is under Listen.",
    REFUSED: "Not taken in: the reason is under Listen.",
    BROKEN: "Interrupted: it can be gone on with under Listen.",
}


def interrupted(key: str) -> None:
    """Nobody goes on with it by themselves any more: the page offers to."""
    TakingIn.objects.filter(pk=key, state__in=OPEN).update(
        state=BROKEN, sentence="It ended before its time, more than once.", remedy="Go on, or give it up."
    )


def _work_beside(home: Home, key: str) -> None:
    if not settings.TAKE_IN_BESIDE:
        work(home, key)
        return
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "lilyroot_web.sources.worker", key],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
        cwd=home.root,
        env={**os.environ, "LILYROOT_HOME": str(home.root), "OPENBLAS_NUM_THREADS": "1"},
    )


def work(home: Home, key: str) -> None:
    """Take in what a row wishes for, once, telling how far it is; the upload is deleted when it ends."""
    taking = TakingIn.objects.get(pk=key)
    folder = _folder(home, taking)
    if not folder.exists():
        return
    with library.hold(folder / "lock", wait=True):
        taking.refresh_from_db()
        if taking.state not in (*OPEN, BROKEN):
            return
        taking.state, taking.begun_at = RUNNING, timezone.now()
        taking.save()
        try:
            telling = _Telling(taking)
            if taking.kind == SAMPLE:
                outcome = sample.prepare(home, folder, telling)
            else:
                outcome = library.take_in(home, _wish(folder, taking), telling)
        except LilyrootError as error:
            place = f"{error.place}: " if error.place else ""
            _end(home, taking, REFUSED, f"{place}{error.sentence}", error.remedy)
        except (OSError, sqlite3.Error, MemoryError) as error:
            _log.error("taking in: %s", type(error).__name__)
            _stop(
                taking, gettext("The machine refuses to read or write."), gettext("Make room, then go on from here.")
            )
        except Exception as error:  # noqa: BLE001 - a row that says "running" for ever would be worse
            _log.error("taking in: %s", where_it_broke(error))
            _stop(
                taking,
                gettext("Something broke on our side."),
                gettext("The server's log says where. What was committed stays."),
            )
        else:
            known = {name: value for name, value in asdict(outcome).items() if not hasattr(taking, name)}
            taking.committed, taking.duplicate, taking.quarantined = (
                outcome.committed,
                outcome.duplicate,
                outcome.quarantined,
            )
            taking.outcome = json.loads(json.dumps(known))
            taking.read = taking.total
            _end(home, taking, DONE)


def where_it_broke(error: BaseException) -> str:
    """The kind of a fault and the lines it came through; never its words, which may be those of an export."""
    frames = extract_tb(error.__traceback__)
    return " < ".join(
        [type(error).__name__, *(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))]
    )


_TOLD: Final = ("read", "total", "messages", "committed", "duplicate", "quarantined")


class _Telling:
    """Writes how far it is into the row, not more often than anybody looks."""

    def __init__(self, taking: TakingIn) -> None:
        self._taking = taking
        self._last = 0.0

    def __call__(self, standing: Any) -> None:
        now = time.monotonic()
        if now - self._last < _TOLD_EVERY:
            return
        self._last = now
        values = {name: getattr(standing, name) for name in _TOLD}
        TakingIn.objects.filter(pk=self._taking.pk).update(**values)
        for name, value in values.items():
            setattr(self._taking, name, value)


def _wish(folder: Path, taking: TakingIn) -> Wish:
    given = dict(taking.wish)
    export = folder / "export" / given.pop("file")
    for name in ("team_map", "mapping"):
        if name in given:
            given[name] = folder / given[name]
    if "day" in given:
        given["day"] = date.fromisoformat(given["day"])
    return Wish(taking.kind, taking.source, export, **given)


def _stop(taking: TakingIn, sentence: str, remedy: str) -> None:
    taking.state, taking.sentence, taking.remedy = BROKEN, sentence, remedy
    taking.save()


def _end(home: Home, taking: TakingIn, state: str, sentence: str = "", remedy: str = "") -> None:
    shutil.rmtree(_folder(home, taking), ignore_errors=True)
    taking.state, taking.sentence, taking.remedy = state, sentence, remedy
    taking.ended_at = timezone.now()
    taking.save()


def sweep(home: Home) -> None:
    """Delete uploads that nobody came back to for a week, and those that no row knows."""
    if not home.uploads.exists():
        return
    old = timezone.now() - _LEFT_OVER
    for path in home.uploads.iterdir():
        if path.stat().st_mtime > old.timestamp():
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for taking in TakingIn.objects.filter(state__in=(*OPEN, BROKEN, DRAFT), asked_at__lt=old):
        if not is_alive(home, taking):
            _end(
                home,
                taking,
                REFUSED,
                gettext("It was interrupted, and its file was deleted after a week."),
                gettext("Give it again."),
            )


def _folder(home: Home, taking: TakingIn) -> Path:
    return home.uploads / str(taking.pk)


def _kept(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def _shown(name: str | None) -> str:
    """The file's own name without what cannot be shown."""
    return "".join(letter if letter.isprintable() else "_" for letter in (name or "export"))[:200]


def _safe(name: str) -> str:
    """A name for the disk that keeps the date and the ending a connector looks at.

    >>> _safe("../GMT20260304 Stand-up <b>.vtt"), _safe("..."), _safe("ü" * 300 + ".zip")[-8:]
    ('_GMT20260304 Stand-up _b_.vtt', 'export', '____.zip')
    """
    stem, dot, ending = _UNSAFE.sub("_", name.replace("/", "_").replace("\\\\", "_")).rpartition(".")
    safe = f"{stem[-_LONGEST_NAME:]}{dot}{ending[:10]}".lstrip(".").strip()
    return safe or "export"
