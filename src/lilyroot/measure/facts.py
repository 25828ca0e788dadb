"""The tables that go into the measure and the one that comes out. The grain of each is said beside it."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from lilyroot.model.labels import FLAGS

# One row per current message revision that belongs to one period. A message occurs once.
FACT: Final = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),  # "2025-03", or "undated"
        pa.field("kind", pa.string(), nullable=False),  # meeting, chat, mail, ticket, or a declared one
        pa.field("channel", pa.string(), nullable=False),
        pa.field("conversation", pa.string(), nullable=False),
        pa.field("thread", pa.string(), nullable=False),
        pa.field("cluster", pa.string(), nullable=False),  # what the bootstrap resamples: the conversation
        pa.field("position", pa.int64(), nullable=False),
        pa.field("sent", pa.timestamp("us", tz="UTC")),
        pa.field("person", pa.string(), nullable=False),
        pa.field("orientation", pa.string(), nullable=False),  # centric, focused, none
        *[pa.field(flag, pa.bool_(), nullable=False) for flag in FLAGS],
    ]
)

# One row per period and person: where the frozen tree of that period puts them. Who is missing is in no cell.
# ``function`` is a profile everywhere here: the function, and declared segments behind it (``measure.profile``).
PLACEMENT: Final = pa.schema(
    [pa.field(name, pa.string(), nullable=False) for name in ("period", "person", "team", "function")]
)

# One row per cell and base cell that belongs to it. An optional column ``period`` lets the cells differ by period.
CELL_OF: Final = pa.schema(
    [pa.field(name, pa.string(), nullable=False) for name in ("cut", "cell", "team", "function", "kind")]
)

# One row per cell and family of figures that the gate may show of it: for figures that rest on several families.
MAY_SHOW: Final = pa.schema([pa.field(name, pa.string(), nullable=False) for name in ("cut", "cell", "family")])

# One row per period, base cell and person who wrote a message or started a thread there, and what they contributed.
POPULATION: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("period", "team", "function", "kind", "person")],
        *[
            pa.field(name, pa.int64())
            for name in (
                *("messages", "customer_messages"),
                *("threads_started", "customer_threads_started", "compared_threads_started"),
            )
        ],
    ]
)

# One row per period, language and person in the tree: messages, and how many of them the reader could read.
LANGUAGES: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("period", "language", "person")],
        *[pa.field(name, pa.int64()) for name in ("messages", "messages_read")],
    ]
)

# One row per period, cell and indicator, also where there is nothing to measure. Before the gate: never to be shown.
FIGURES: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("period", "cut", "cell", "indicator")],
        pa.field("value", pa.float64()),  # null where the denominator is 0
        pa.field("low", pa.float64()),  # 95 % interval; null below 5 clusters, or where nothing varies
        pa.field("high", pa.float64()),
        pa.field("base", pa.int64()),  # messages or threads behind the denominator
        pa.field("clusters", pa.int64()),  # conversations behind the denominator
        pa.field("contributors", pa.int64()),  # distinct people behind the denominator
        pa.field("basis", pa.string()),  # see model.basis
    ]
)

# One row per period and reason: what no cell contains, or no comparison uses.
LEFT_OUT: Final = pa.schema(
    [pa.field("period", pa.string()), pa.field("reason", pa.string()), pa.field("count", pa.int64())]
)
