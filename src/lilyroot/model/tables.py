"""The Arrow schemas of everything that is stored. The grain of a table is part of its name.

``MESSAGES``  one row per message and revision, no text: kept
``TEXTS``     one row per message and revision: deleted when its retention ends
``READINGS``  one row per message, revision and reader version
``SHEETS``    one row per sheet of answers, in an order and under ids that say nothing
"""

from __future__ import annotations

import pyarrow as pa

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.survey import questionnaire

MESSAGES = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),  # keyed hash of (source, external id)
        pa.field("revision", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),  # keyed hash
        pa.field("conversation", pa.string(), nullable=False),  # keyed hash
        pa.field("thread", pa.string(), nullable=False),  # keyed hash
        pa.field("position", pa.int64(), nullable=False),  # order within the file it came from
        pa.field("sent", pa.timestamp("us", tz="UTC")),
        pa.field("speaker", pa.string(), nullable=False),  # keyed pseudonym of (source, speaker)
        pa.field("characters", pa.int32(), nullable=False),
    ]
)

TEXTS = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),
        pa.field("revision", pa.int64(), nullable=False),
        pa.field("context", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)

# What a reader takes: any RecordBatch with these columns (``context`` may be missing).
READER_INPUT = pa.schema(
    [pa.field("id", pa.string()), pa.field("text", pa.string()), pa.field("context", pa.string())]
)

SPANS = pa.list_(pa.list_(pa.int32()))

# What a reader gives, row by row in the order of its input.
READER_OUTPUT = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("language", pa.string()),  # ISO 639-1; "und" when the text is too short to tell
        pa.field("orientation", pa.string()),  # null: not read, because the reader does not know the language
        pa.field("p", pa.struct([pa.field(name, pa.float32()) for name in ORIENTATIONS])),
        pa.field("flags", pa.list_(pa.string())),
        pa.field("p_flags", pa.struct([pa.field(name, pa.float32()) for name in FLAGS])),
        pa.field("unsure", pa.bool_()),  # the label might as well be another; an audit looks here first
        pa.field("spans", SPANS),
    ]
)

# Spans are places in a text; they go when the text goes, so readings that are kept carry none.
READINGS = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),
        pa.field("revision", pa.int64(), nullable=False),
        pa.field("reader", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("orientation", pa.string()),  # null: not read
        *[pa.field(f"p_{name}", pa.float32()) for name in ORIENTATIONS],
        *[pa.field(flag, pa.bool_()) for flag in FLAGS],
        pa.field("unsure", pa.bool_()),
    ]
)

# The answers of one person to one wave. Nobody knows whose: the id is random and made when the wave closes.
SHEETS = pa.schema(
    [
        pa.field("sheet", pa.string(), nullable=False),
        pa.field("team", pa.string(), nullable=False),  # as the wave froze the organisation
        pa.field("function", pa.string(), nullable=False),
        pa.field("alike", pa.bool_(), nullable=False),  # the same answer to everything, also to opposite items
        *[pa.field(item.id, pa.int8()) for item in questionnaire().items],  # null: not asked, or not answered
    ]
)
