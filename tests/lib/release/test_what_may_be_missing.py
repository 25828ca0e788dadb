"""Released tables: which numbers may be missing, and that no row leaves without saying what it is about."""

from __future__ import annotations

import pyarrow as pa
import pytest

from lilyroot.release.network import EDGES, UNITS, WHOLE
from lilyroot.release.released import SCHEMA, seal
from lilyroot.release.vocabulary import WORDS


def test_only_numbers_may_be_missing_and_every_row_says_what_it_is_about() -> None:
    may_be_missing = {
        name: [field.name for field in schema if field.nullable]
        for name, schema in (
            ("figures", SCHEMA),
            ("words", WORDS),
            ("edges", EDGES),
            ("units", UNITS),
            ("whole", WHOLE),
        )
    }

    assert may_be_missing == {
        "figures": ["value", "low", "high", "base"],
        "words": [],
        "edges": ["share", "low", "high"],
        "units": ["exchanges", "share", "low", "high", "brokerage"],
        "whole": ["value", "low", "high", "others", "chance", "z", "p"],
    }


def test_a_row_that_does_not_say_which_group_it_is_about_is_not_released() -> None:
    nameless = pa.table(
        {name: [None] for name in SCHEMA.names}, schema=pa.schema([f.with_nullable(True) for f in SCHEMA])
    )

    with pytest.raises(ValueError, match="null"):
        seal(nameless, ())
