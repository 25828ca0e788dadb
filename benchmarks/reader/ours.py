"""Our own readers as contenders: NAME, with ``,spans`` and ``,context`` if they are to use them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from lilyroot.read import load_reader

BATCH = {"fast": 4_096}
SMALL_BATCH = 256


class Ours:
    """A reader that ships with Lilyroot; it has learned already."""

    def __init__(self, name: str) -> None:
        self._name, *options = name.split(",")
        self._spans, self._context = "spans" in options, "context" in options
        self._reader = load_reader(self._name)

    def learn(self, rows: list[dict[str, Any]]) -> None:
        """Nothing: its weights ship."""

    def prepare(self, rows: list[dict[str, Any]]) -> list[pa.RecordBatch]:
        columns = {"id": [str(i) for i in range(len(rows))], "text": [row["text"] for row in rows]}
        if self._context:
            columns["context"] = [row["context"] for row in rows]
        whole = pa.RecordBatch.from_pydict(columns)
        size = BATCH.get(self._name, SMALL_BATCH)
        return [whole.slice(start, size) for start in range(0, len(rows), size)]

    def label(self, work: list[pa.RecordBatch]) -> Any:
        return pa.chunked_array([self._reader.read(batch, spans=self._spans)["orientation"] for batch in work])
