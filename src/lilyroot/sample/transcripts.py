"""Meetings as their transcripts: WebVTT as Zoom writes it ("Name: words"), or Teams (voice tags)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from lilyroot.sample.company import Team
from lilyroot.sample.talk import Talk, Thread
from lilyroot.sample.truth import TruthLog

SOURCE: Final = "vtt"
STRETCH: Final = 300.0  # seconds: what meetings have instead of threads
_TEAMS_STYLE: Final = frozenset(("Online Shop", "IT", "People and Culture"))
_STRETCHES: Final = 6  # a meeting of half an hour
_BREATH: Final = 2.6  # seconds between two utterances; the same speaker closer than 2 s would be one utterance
_SPEED: Final = 3.0  # words a second
_TWO_CUES: Final = 0.15  # utterances that the software cuts into two cues
_HOURS: Final = (9, 10, 11, 13, 14, 15, 16)


class _Cue(NamedTuple):
    start: float
    end: float
    speaker: str
    words: str


def write_transcripts(folder: Path, talk: Talk, log: TruthLog) -> None:
    """One file per meeting; a team's threads of a month, six to a meeting, each a stretch of five minutes."""
    folder.mkdir()
    for team in talk.organisation.teams:
        for month in range(talk.plan.months):
            rng = random.Random(f"{talk.plan.seed}/transcripts/{team.name}/{month}")
            threads = talk.threads(team, month, "meeting", f"{team.name} weekly")
            taken: set[datetime] = set()
            while stretches := list(islice(threads, _STRETCHES)):
                began = _begin(rng, stretches[0], taken)
                name = _file_name(team, began)
                cues = [cue for i, thread in enumerate(stretches) for cue in _spoken(rng, i, thread)]
                _note(log, name, began, stretches)
                (folder / name).write_text(_vtt(cues, team), encoding="utf-8")


def _begin(rng: random.Random, thread: Thread, taken: set[datetime]) -> datetime:
    """A full hour on the day of the thread that no other meeting of the team has; else a later minute."""
    day = datetime.fromtimestamp(thread.messages[0].sent, UTC).replace(minute=0, second=0)
    began = day.replace(hour=rng.choice(_HOURS))
    while began in taken:
        began += timedelta(minutes=1)
    taken.add(began)
    return began


def _file_name(team: Team, began: datetime) -> str:
    if team.department in _TEAMS_STYLE:
        return f"{_series(team)}-{began:%Y%m%d_%H%M%S}-Meeting Recording.vtt"
    return f"GMT{began:%Y%m%d-%H%M%S}_{_series(team)}.transcript.vtt"


def _series(team: Team) -> str:
    """What the files of a team's meetings have in common."""
    return f"{team.name} weekly" if team.department in _TEAMS_STYLE else f"{team.name} weekly".replace(" ", "-")


def _starts(stretch: int, thread: Thread) -> Iterator[tuple[float, float]]:
    """Start and longest duration of each utterance, spread over the five minutes."""
    room = (STRETCH - 4) / len(thread.messages)
    for position in range(len(thread.messages)):
        yield round(STRETCH * stretch + 2 + room * position, 3), room - _BREATH


def _spoken(rng: random.Random, stretch: int, thread: Thread) -> Iterator[_Cue]:
    for message, (start, longest) in zip(thread.messages, _starts(stretch, thread), strict=True):
        words = message.text.split()
        length = min(len(words) / _SPEED + 0.4, longest)
        if len(words) > 8 and rng.random() < _TWO_CUES:
            half, middle = len(words) // 2, start + length / 2
            yield _Cue(start, middle, message.person.name, " ".join(words[:half]))
            yield _Cue(middle + 0.1, start + length, message.person.name, " ".join(words[half:]))
        else:
            yield _Cue(start, start + length, message.person.name, " ".join(words))


def _note(log: TruthLog, name: str, began: datetime, stretches: list[Thread]) -> None:
    for stretch, thread in enumerate(stretches):
        for message, (start, _) in zip(thread.messages, _starts(stretch, thread), strict=True):
            ids = (f"{name}#{start:.3f}#0", _series(thread.team), f"{name}#{stretch}")
            log.note(SOURCE, "meeting", ids, thread, message, int(began.timestamp() + start))


def _vtt(cues: list[_Cue], team: Team) -> str:
    lines = ["WEBVTT", ""]
    for number, cue in enumerate(cues, start=1):
        times = f"{_clock(cue.start)} --> {_clock(cue.end)}"
        if team.department in _TEAMS_STYLE:
            lines += [times, f"<v {cue.speaker}>{escape(cue.words, quote=False)}</v>", ""]
        else:
            lines += [str(number), times, f"{cue.speaker}: {cue.words}", ""]
    return "\n".join(lines)


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
