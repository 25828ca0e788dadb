"""Another version of the keyword reader, which disagrees with the first where it is told to."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from tests.keyword_reader import KeywordReader


class SecondReader:
    """Reads like the first one, after changing texts as ``changed`` says."""

    def __init__(self, changed: Callable[[str], str] = lambda text: text, version: str = "keyword-2") -> None:
        self._changed = changed
        self.version = version

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        texts = pa.array([self._changed(text) for text in batch["text"].to_pylist()], pa.string())
        place = batch.schema.get_field_index("text")
        return KeywordReader().read(batch.set_column(place, "text", texts), spans=spans)


def less_needy(text: str) -> str:
    """Every message that ends in an even number no longer speaks of a need."""
    return text.replace("needs", "pays") if text[-1] in "02468" else text
