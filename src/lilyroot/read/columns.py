"""Arrow columns as the kernel sees them: bytes in memory and where each row begins and ends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.errors import InputError
from lilyroot.read import memory


def column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column by its name. Raises ``InputError`` when there is none."""
    if name not in batch.schema.names:
        remedy = "Columns are id, text and, if you have it, context."
        raise InputError("read.column", f"There is no column “{name}”.", remedy=remedy)
    return batch.column(name)


def contexts_of(batch: pa.RecordBatch) -> memory.Speech:
    """The contexts of a batch, all empty when it has no such column."""
    if "context" in batch.schema.names:
        return speech(batch.column("context"))
    return _silence(batch.num_rows)


def strings(batch: pa.RecordBatch, name: str) -> list[str]:
    """A column of text, nulls as empty strings; all empty when there is no ``context``. Raises ``InputError``."""
    if name == "context" and name not in batch.schema.names:
        return [""] * batch.num_rows
    found = column(batch, name)
    if not _holds_text(found.type):
        raise _not_text(found.type)
    return [text or "" for text in found.to_pylist()]


def speech(texts: pa.Array) -> memory.Speech:
    """The column's own memory, not copied: its bytes and where each row's begin and end (nulls are empty).

    Raises ``InputError`` when the column does not hold text.
    """
    if not _holds_text(texts.type):
        raise _not_text(texts.type)
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    count = len(texts)
    if count == 0 or data is None or data.size == 0:
        return _silence(count)
    places = np.frombuffer(offsets, np.int64, count + 1, texts.offset * 8)
    begins, ends = places[:-1].copy(), places[1:].copy()
    if texts.null_count:
        missing = texts.is_null().to_numpy(zero_copy_only=False)
        ends[missing] = begins[missing]
    return memory.Speech(_locked(np.frombuffer(data, np.uint8)), begins, ends)


def _not_text(kind: pa.DataType) -> InputError:
    return InputError("read.type", f"A column of {kind} is not text.", remedy="Give a column of strings.")


def _silence(count: int) -> memory.Speech:
    return memory.Speech(_locked(np.zeros(1, np.uint8)), np.zeros(count, np.int64), np.zeros(count, np.int64))


def _locked(buffer: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mark as read-only, always: numba compiles anew for memory that may be written."""
    buffer.flags.writeable = False
    return buffer


def _holds_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return bool(text or pa.types.is_null(kind))
