"""Segments: named by their content, noticed when changed, garbage when nobody mentions them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lilyroot.errors import StoreError
from lilyroot.store.segments import Segments

ROWS = pa.table({"message": ["a", "b"], "revision": [0, 0]})


def test_the_same_rows_are_stored_once(tmp_path):
    segments = Segments(tmp_path)

    first, second = segments.write("messages", ROWS), segments.write("messages", ROWS)

    assert first == second
    assert pq.read_table(segments.path("messages", first[0])) == ROWS
    assert len(list(tmp_path.glob("messages/*"))) == 1


def test_one_flipped_byte_is_noticed(tmp_path):
    segments = Segments(tmp_path)
    sha, _ = segments.write("messages", ROWS)
    path = segments.path("messages", sha)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(StoreError, match="not those that were committed"):
        segments.verify("messages", sha)


def test_a_missing_segment_is_noticed(tmp_path):
    with pytest.raises(StoreError, match="committed segment is missing"):
        Segments(tmp_path).verify("messages", "0" * 64)


def test_sweeping_takes_what_nobody_mentions_and_nothing_else(tmp_path):
    segments = Segments(tmp_path)
    kept, _ = segments.write("messages", ROWS)
    lost, _ = segments.write("texts", ROWS)
    (tmp_path / "texts" / f".{lost}.parquet.1.part").write_bytes(b"half")

    swept = segments.sweep({("messages", kept)})

    assert swept == 2
    segments.verify("messages", kept)
    assert list(tmp_path.glob("texts/*")) == []
