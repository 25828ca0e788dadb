"""From what is stored to what is measured: one row per message that counts, with its period, person and reading.

A message counts once, in its latest revision and as the last reader read it, in the period of its own time stamp.
Its speaker becomes the person the organisation knows, so that one person in two sources is one person. The joins run
inside DuckDB over the segment files; no message passes through Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.facts import PLACEMENT
from lilyroot.measure.profile import profile
from lilyroot.model.labels import FLAGS
from lilyroot.model.tables import MESSAGES, READINGS
from lilyroot.store.organisation import UNDATED, persons, placements
from lilyroot.store.store import Store

# Every message that counts, read or not, by who wrote it and in which language.
_SAID: Final = f"""
    SELECT COALESCE(strftime(m.sent, '%Y-%m'), '{UNDATED}') AS period,
           COALESCE(w.person, m.speaker) AS person, r.language AS language,
           COUNT(*) AS messages, COUNT(r.orientation) AS messages_read
    FROM stored_message AS m
    JOIN stored_reading AS r ON r.message = m.message AND r.revision = m.revision
    LEFT JOIN who AS w ON w.speaker = m.speaker
    LEFT JOIN replaced AS s ON s.message = m.message AND s.revision = m.revision
    WHERE s.message IS NULL
    GROUP BY 1, 2, 3
"""  # noqa: S608 — made of constants

_FACT: Final = f"""
    SELECT m.message AS message,
           COALESCE(strftime(m.sent, '%Y-%m'), '{UNDATED}') AS period,
           m.kind AS kind, m.channel AS channel, m.conversation AS conversation,
           m.thread AS thread, m.conversation AS cluster, m.position AS position, m.sent AS sent,
           COALESCE(w.person, m.speaker) AS person, r.reader AS reader, r.orientation AS orientation,
           {", ".join(f"r.{flag} AS {flag}" for flag in FLAGS)}
    FROM stored_message AS m
    JOIN stored_reading AS r ON r.message = m.message AND r.revision = m.revision
    LEFT JOIN who AS w ON w.speaker = m.speaker
    LEFT JOIN replaced AS s ON s.message = m.message AND s.revision = m.revision
    WHERE s.message IS NULL AND r.orientation IS NOT NULL
"""  # noqa: S608 — made of constants


_OUTSIDE: Final = """
    SELECT COUNT(*) AS messages, COUNT(DISTINCT fact.person) AS people FROM fact
    LEFT JOIN placement ON placement.person = fact.person AND placement.period = fact.period
    WHERE fact.period = '@period' AND placement.person IS NULL
"""


def gather(store: Store, engine: Engine) -> list[str]:
    """Make ``fact`` in the engine and return the periods it has, in order.

    Messages in a language the reader does not know are not in it; ``said`` counts them too (see ``languages``).
    """
    load_segments(store, engine, "stored_message", "messages", MESSAGES)
    load_segments(store, engine, "stored_reading", "readings", READINGS)
    load_who(store, engine)
    engine.derive("said", _SAID)
    engine.derive("fact", _FACT)
    periods: list[str] = engine.query("SELECT DISTINCT period FROM fact ORDER BY period")["period"].to_pylist()
    return periods


def readers_by_period(engine: Engine) -> dict[str, list[str]]:
    """Which versions of readers read each period's messages, as far as they count. Needs ``fact`` of ``gather``."""
    found: dict[str, list[str]] = {}
    for row in engine.query("SELECT DISTINCT period, reader FROM fact ORDER BY period, reader").to_pylist():
        found.setdefault(row["period"], []).append(row["reader"])
    return found


def outside(engine: Engine, period: str) -> tuple[int, int]:
    """How many messages of a period came from people without a place in the tree, and from how many people."""
    row = engine.query(_OUTSIDE.replace("@period", period)).to_pylist()[0]
    return row["messages"], row["people"]


def place(store: Store, engine: Engine, periods: Sequence[str]) -> None:
    """Make ``placement`` in the engine: each person's one team and function in each of the periods."""
    rows = [
        (period, placed.person, placed.team, profile(placed.function, placed.segments))
        for period in periods
        for placed in placements(store.catalogue, period).values()
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(PLACEMENT)
    engine.load("placement", pa.table([list(column) for column in columns], schema=PLACEMENT))


_WHO: Final = pa.schema([pa.field("speaker", pa.string()), pa.field("person", pa.string())])
_REPLACED: Final = pa.schema([pa.field("message", pa.string()), pa.field("revision", pa.int64())])


def load_who(store: Store, engine: Engine) -> None:
    """Make ``who`` (each speaker's person) and ``replaced`` (revisions that count nowhere) in the engine."""
    who = persons(store.catalogue)
    engine.load("who", pa.table({"speaker": list(who), "person": list(who.values())}, schema=_WHO))
    replaced = store.catalogue.connection.execute("SELECT key, revision FROM superseded").fetchall()
    engine.load("replaced", pa.table([[key for key, _ in replaced], [n for _, n in replaced]], schema=_REPLACED))


def load_segments(store: Store, engine: Engine, name: str, table: str, schema: pa.Schema) -> None:
    """Make a stored table known to the engine, as far as it counts, after checking its files."""
    paths = store.verified_paths(table)
    engine.load(name, paths or schema.empty_table())
