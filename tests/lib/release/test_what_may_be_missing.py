"""Released tables: which numbers may be missing, and that no row leaves without saying what it is about."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.measure.network import Network
from lilyroot.measure.network.said import Said
from lilyroot.release.network import publish
from lilyroot.release.released import SCHEMA, seal
from lilyroot.release.rows import band
from lilyroot.release.vocabulary import word_table


def test_only_numbers_may_be_missing_and_every_row_says_what_it_is_about() -> None:
    nobody, none = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    said = Said((), nobody, nobody, nobody, nobody, none, none, nobody)
    silence = Network((), (), (), (), (), {"voice_speakers": 0}, said)
    tables = {
        "figures": seal(SCHEMA.empty_table(), ()).table,
        "words": word_table("2025-03", [], {}, band),
        **publish("2025-03", silence, (), 6),
    }

    may_be_missing = {
        name: [field.name for field in table.schema if field.nullable] for name, table in tables.items()
    }

    assert may_be_missing == {
        "figures": ["value", "low", "high", "base"],
        "words": [],
        "network_edges": ["share", "low", "high"],
        "network_units": ["exchanges", "share", "low", "high", "brokerage"],
        "network": ["value", "low", "high", "others", "chance", "z", "p"],
    }


def test_a_row_that_does_not_say_which_group_it_is_about_is_not_released() -> None:
    nameless = pa.table(
        {name: [None] for name in SCHEMA.names}, schema=pa.schema([f.with_nullable(True) for f in SCHEMA])
    )

    with pytest.raises(ValueError, match="null"):
        seal(nameless, ())
