"""The sample organisation in an empty installation: invented, declared, taken in and released, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lilyroot.home import Home
from lilyroot.model.records import KINDS as RECORDS
from lilyroot.sample import Plan, last_full_month, write_sample
from lilyroot.sample.company import NAME
from lilyroot_web.sources import library
from lilyroot_web.sources.kinds import KINDS
from lilyroot_web.sources.library import PEOPLE, SAMPLE_PREFIX, Outcome, Progress, Said, Wish

BY: Final = "the sample organisation"
_PEOPLE, _MONTHS = 80, 6
_TALK: Final = {
    "slack": ("chat/slack-export.zip", "chat"),
    "vtt": ("meetings", "meetings"),
    "mail": ("mail", "mail"),
    "table": ("tickets/tickets.csv", "tickets"),
}


def prepare(home: Home, folder: Path, report: Callable[[Progress], None]) -> Outcome:
    """Everything from the invention to the release; run again after an interruption it goes on."""
    today = datetime.now(UTC).date()
    sample = folder / "sample"
    kinds = ("chat", "meeting", "mail", "ticket", "records")
    write_sample(sample, Plan(last_full_month(today), _PEOPLE, _MONTHS, only=kinds), replace=True)
    wishes = [
        Wish("people", PEOPLE, sample / "hris.csv"),
        *(_talk(sample, kind, place, name) for kind, (place, name) in _TALK.items()),
        *(
            Wish("records", f"{SAMPLE_PREFIX}records", sample / "records" / f"{kind}.csv", records=kind)
            for kind in RECORDS
        ),
    ]
    there = library.said(home)
    for wish in wishes:
        if wish.source not in there:
            there[wish.source] = library.declare(home, _said(wish.source, wish.kind, is_on=True), BY)
    committed = 0
    for number, wish in enumerate(wishes, 1):
        committed += library.take_in(home, wish, lambda progress: None).committed
        report(Progress(len(wishes) + 1, number, committed))
    library.switch(home, PEOPLE, on=False, by=BY)  # so that no command mixes real people in
    made = library.release(home, NAME)
    return Outcome(committed=committed, notes=(f"{NAME}, an invented company: {made} releases were made.",))


def _talk(sample: Path, kind: str, place: str, name: str) -> Wish:
    mapping = sample / "tickets" / "mapping.toml" if kind == "table" else None
    return Wish(kind, f"{SAMPLE_PREFIX}{name}", sample / place, mapping=mapping)


def _said(name: str, kind: str, *, is_on: bool) -> Said:
    words = KINDS[kind]
    today = datetime.now(UTC).date()
    where = "Nowhere: this company is invented"
    return Said(name, kind, words.purpose, "agreement", "Nobody", words.notice, today, where, is_on=is_on)
