"""What a reader is: something that labels a batch of messages, each row for itself."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa


class Reader(Protocol):
    """Labels messages: orientation, flags, probabilities and the words that decided.

    ``read`` is pure: the same batch gives the same labels, whatever came before and on whichever machine, and a
    row's labels do not depend on the other rows. Input has the columns of ``READER_INPUT`` (``context`` may be
    missing or null), output those of ``READER_OUTPUT``, one row for each input row, in the same order.
    Spans are half-open character ranges of ``text``.
    """

    @property
    def version(self) -> str:
        """Name and content hash of the model, recorded with every reading."""
        ...

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch: ...
