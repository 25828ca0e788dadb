"""A reader that knows one word: quick, obvious, and a full implementation of the protocol."""

from __future__ import annotations

import pyarrow as pa

from lilyroot.model.labels import FLAGS
from lilyroot.model.tables import READER_OUTPUT


class KeywordReader:
    """Centric when the text says "needs", focused when it says "customer", else none."""

    version = "keyword-1"

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        rows = [_row(*row) for row in zip(batch["id"].to_pylist(), batch["text"].to_pylist(), strict=True)]
        return pa.RecordBatch.from_pylist(rows, schema=READER_OUTPUT)


def _row(key: str, text: str) -> dict[str, object]:
    orientation = "centric" if "needs" in text else "focused" if "customer" in text else "none"
    return {
        "id": key,
        "language": "en",
        "orientation": orientation,
        "p": {name: float(name == orientation) for name in ("centric", "focused", "none")},
        "flags": ["blame"] if "fault" in text else [],
        "p_flags": {flag: float(flag == "blame" and "fault" in text) for flag in FLAGS},
        "unsure": False,
        "spans": [],
    }
