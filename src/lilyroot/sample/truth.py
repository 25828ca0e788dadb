"""The truth beside the exports: what every message really is, and what was planted, in words and figures."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.model.labels import FLAGS
from lilyroot.sample.company import NAME, Team
from lilyroot.sample.opinions import wave_names
from lilyroot.sample.people import Organisation
from lilyroot.sample.plan import Plan
from lilyroot.sample.records import planted_records
from lilyroot.sample.story import Story
from lilyroot.sample.talk import Message, Talk, Thread

# One row per message that a connector must find. ``external_id`` is written as the connector of that source does.
MESSAGE_TRUTH: Final = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("external_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("thread", pa.string(), nullable=False),
        pa.field("employee_id", pa.string(), nullable=False),
        pa.field("team", pa.string(), nullable=False),
        pa.field("department", pa.string(), nullable=False),
        pa.field("function", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sent", pa.timestamp("s", tz="UTC"), nullable=False),
        pa.field("about_customers", pa.bool_(), nullable=False),  # of the thread
        pa.field("orientation", pa.string(), nullable=False),
        pa.field("flags", pa.list_(pa.string()), nullable=False),
    ]
)
PLANTED_COLUMNS: Final = (
    "team",
    "department",
    "function",
    "period",
    "kind",
    "expected_messages",
    "salience",
    "centric_share",
    "engagement_replies",
    *(f"rate_{flag}" for flag in FLAGS),
)
_BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Truth:
    """What a sample holds: messages by source, and the planted story (the content of ``truth.json``)."""

    folder: Path
    messages: dict[str, int]
    planted: dict[str, Any]

    @property
    def total(self) -> int:
        return sum(self.messages.values())


@dataclass(slots=True)
class TruthLog:
    """Takes down the truth of each message while the exports are written; holds one batch in memory."""

    path: Path
    calendar: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        self._writer = pq.ParquetWriter(self.path, MESSAGE_TRUTH, compression="zstd")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._flush(self._writer)
            self._writer.close()

    def note(
        self, source: str, kind: str, ids: tuple[str, str, str], thread: Thread, message: Message, sent: int
    ) -> None:
        """Take down one message; ``ids`` are its external id, channel and thread, ``sent`` seconds since 1970."""
        team = thread.team
        self.counts[source] += 1
        self._rows.append(
            (
                source,
                ids[0],
                kind,
                ids[1],
                ids[2],
                message.person.employee,
                team.name,
                team.department,
                team.function,
                self.calendar[thread.month],
                sent,
                thread.about_customers,
                message.label.orientation,
                message.label.flags,
            )
        )
        if len(self._rows) >= _BATCH and self._writer is not None:
            self._flush(self._writer)

    def _flush(self, writer: pq.ParquetWriter) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, MESSAGE_TRUTH, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=MESSAGE_TRUTH))
            self._rows.clear()


def planted(plan: Plan, organisation: Organisation, story: Story, talk: Talk) -> dict[str, Any]:
    """What was planted: the turns of the story in words, and the rates of every team, month and kind.

    Rates are the probabilities the messages were drawn with, not counts of what came out; those can be counted
    in ``truth.parquet``.
    """
    calendar = [str(month) for month in plan.calendar]
    rows = [
        [
            team.name,
            team.department,
            team.function,
            calendar[month],
            kind,
            round(budget, 2),
            *_rounded(story, team, month, kind),
        ]
        for team in organisation.teams
        for month in range(plan.months)
        for kind in plan.only
        if (budget := talk.budget(team, month, kind))
    ]
    return {
        "company": NAME,
        "plan": {
            "people": plan.people,
            "months": plan.months,
            "seed": plan.seed,
            "until": str(plan.until),
            "messages_per_person": plan.messages_per_person,
            "only": list(plan.only),
        },
        "waves": list(wave_names(plan)) if "survey" in plan.only else [],
        "records": planted_records() if "records" in plan.only else {},
        "story": [
            {
                "name": turn.name,
                "department": turn.department,
                "from": calendar[turn.first],
                "complete": calendar[min(turn.first + turn.ramp - 1, plan.months - 1)],
                "words": turn.words,
            }
            for turn in story.turns
        ],
        "teams": [
            {"team": team.name, "parent": team.parent, "department": team.department, "function": team.function}
            for team in organisation.teams
        ],
        "planted": {"columns": list(PLANTED_COLUMNS), "rows": rows},
    }


def _rounded(story: Story, team: Team, month: int, kind: str) -> list[float]:
    rates = story.rates(team, month, kind)
    figures = (rates.salience, rates.centric_share, rates.engagement, *(rates.flags[flag] for flag in FLAGS))
    return [round(figure, 6) for figure in figures]


def write_story(path: Path, content: dict[str, Any]) -> None:
    """``truth.json``: readable at the top, one line per planted row."""
    figures = content["planted"]
    head = json.dumps(
        {key: value for key, value in content.items() if key != "planted"}, indent=1, ensure_ascii=False
    )
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in figures["rows"])
    tail = f' "planted": {{\n "columns": {json.dumps(figures["columns"])},\n "rows": [\n{rows}\n]}}\n}}\n'
    path.write_text(head.removesuffix("\n}") + ",\n" + tail, encoding="utf-8")
