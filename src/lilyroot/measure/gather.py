"""From what is stored to what is measured: one row per message that counts, with its period, person and reading.

A message counts once, in its latest revision and as the last reader read it, in the period of its own time stamp.
Its speaker becomes the person the organisation knows, so that one person in two sources is one person. The joins run
inside DuckDB over the segment files; no message passes through Python. Where there are many messages, those whose
keys begin alike are joined at a time: keys are as good as random, so that parts are of about the same size, and what
a join needs of memory and disk does not grow with the organisation.
"""

from __future__ import annotations

import itertools
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

_JOINED_AT_ONCE: Final = 8_000_000
_LETTERS: Final = "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of base 32, in their order
_LAST: Final = "\U0010ffff"  # no key comes after it

# Which messages are joined at a time: asked of both sides, so that neither brings what the other leaves out.
_PART: Final = "'@from' <= m.message AND m.message < '@to' AND '@from' <= r.message AND r.message < '@to'"

# Every message that counts, with its period, its person and its reading.
_READ: Final = f"""
    SELECT m.*, COALESCE(strftime(m.sent, '%Y-%m'), '{UNDATED}') AS period,
           COALESCE(w.person, m.speaker) AS person, r.* EXCLUDE (message, revision)
    FROM stored_message AS m
    JOIN stored_reading AS r ON r.message = m.message AND r.revision = m.revision
    LEFT JOIN who AS w ON w.speaker = m.speaker
    LEFT JOIN replaced AS s ON s.message = m.message AND s.revision = m.revision
    WHERE s.message IS NULL AND {_PART}
"""  # noqa: S608 — made of constants

# In the order of periods, so that whoever asks for one finds it in one place and passes over the rest.
_FACT: Final = f"""
    SELECT message, period, kind, channel, conversation AS cluster, thread, position, sent, person, reader, language,
           orientation, {", ".join(FLAGS)}
    FROM ({_READ}) AS read
    WHERE orientation IS NOT NULL
    ORDER BY period
"""  # noqa: S608 — made of constants

# Messages that count and were not read, by who wrote them and in which language.
_UNREAD: Final = f"""
    SELECT period, person, language, COUNT(*) AS messages
    FROM ({_READ}) AS read
    WHERE orientation IS NULL
    GROUP BY ALL
"""  # noqa: S608 — made of constants

# Every message that counts, read or not, by who wrote it and in which language.
_SAID: Final = """
    SELECT period, person, language, CAST(SUM(messages) AS BIGINT) AS messages,
           CAST(SUM(messages_read) AS BIGINT) AS messages_read
    FROM (
        SELECT period, person, language, COUNT(*) AS messages, COUNT(*) AS messages_read FROM fact GROUP BY ALL
        UNION ALL
        SELECT period, person, language, messages, 0 AS messages_read FROM unread
    ) AS counted
    GROUP BY period, person, language
"""

_READERS: Final = "SELECT DISTINCT period, reader FROM fact"

_MESSAGES: Final = """
    SELECT fact.period AS period, COUNT(*) AS messages
    FROM fact JOIN placement ON placement.period = fact.period AND placement.person = fact.person
    GROUP BY fact.period
"""

_OUTSIDE: Final = """
    SELECT COUNT(*) AS messages, COUNT(DISTINCT talk.person) AS people
    FROM talk
    WHERE talk.period = '@period' AND talk.team IS NULL
"""


def gather(store: Store, engine: Engine) -> list[str]:
    """Make ``fact`` in the engine and return the periods it has, in order.

    Messages in a language the reader does not know are not in it; ``said`` counts them too (see ``languages``).
    """
    load_segments(store, engine, "stored_message", "messages", MESSAGES)
    load_segments(store, engine, "stored_reading", "readings", READINGS)
    load_who(store, engine)
    count = engine.query("SELECT COUNT(*) AS messages FROM stored_message").to_pylist()[0]["messages"]
    engine.derive("fact", *_in_parts(_FACT, count))
    engine.derive("unread", *_in_parts(_UNREAD, count))
    engine.derive("said", _SAID)
    engine.derive("read_by", _READERS)
    return list(readers_by_period(engine))


def _in_parts(sql: str, messages: int) -> list[str]:
    """The query over all messages as queries over those whose keys begin alike, few enough to be joined at once.

    Together they hold every message, whatever its key is made of.

    >>> _in_parts("[@from, @to)", 20_000_000)
    ['[, E)', '[E, P)', '[P, \U0010ffff)']
    """
    parts = min(len(_LETTERS), max(1, -(-messages // _JOINED_AT_ONCE)))
    edges = ["", *(_LETTERS[len(_LETTERS) * part // parts] for part in range(1, parts)), _LAST]
    return [sql.replace("@from", low).replace("@to", high) for low, high in itertools.pairwise(edges)]


def readers_by_period(engine: Engine) -> dict[str, list[str]]:
    """Which versions of readers read each period's messages, as far as they count. Needs ``gather``."""
    found: dict[str, list[str]] = {}
    for row in engine.query("SELECT period, reader FROM read_by ORDER BY period, reader").to_pylist():
        found.setdefault(row["period"], []).append(row["reader"])
    return found


def messages_by_period(engine: Engine) -> dict[str, int]:
    """How many messages of people with a place in the tree each period has. Needs ``gather`` and ``place``."""
    return {row["period"]: row["messages"] for row in engine.query(_MESSAGES).to_pylist()}


def outside(engine: Engine, period: str) -> tuple[int, int]:
    """How many messages of a period came from people without a place in the tree, and from how many people.

    The period is prepared (``prepare_threads``).
    """
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
