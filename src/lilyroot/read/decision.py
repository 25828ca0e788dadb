"""From scores to a reading: calibrated probabilities, the label, the flags, and whether all that is sure."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import READER_OUTPUT

NONE: Final = ORIENTATIONS.index("none")
_SPLIT: Final = len(ORIENTATIONS)
_DECIMALS: Final = 6


class Rules(Protocol):
    """What was learned on messages that the model had not seen."""

    @property
    def slopes(self) -> NDArray[np.float64]:
        """Of each orientation: its score times the slope plus the shift, then softmax."""
        ...

    @property
    def shifts(self) -> NDArray[np.float64]: ...

    @property
    def favour(self) -> NDArray[np.float64]:
        """The label is the orientation with the highest probability times this."""
        ...

    @property
    def sure(self) -> float:
        """A label with less than this share of the favoured probabilities is unsure."""
        ...

    @property
    def flag_slopes(self) -> NDArray[np.float64]:
        """Of the logistic curve from a flag's score to its probability."""
        ...

    @property
    def flag_shifts(self) -> NDArray[np.float64]: ...

    @property
    def flag_thresholds(self) -> NDArray[np.float64]: ...


class Probabilities(NamedTuple):
    """Rows by labels; ``label`` is the index of the chosen orientation, ``flagged`` says which flags hold."""

    orientation: NDArray[np.float64]
    label: NDArray[np.int64]
    flags: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    unsure: NDArray[np.bool_]


def decide(scores: NDArray[np.float64], rules: Rules, silent: NDArray[np.bool_]) -> Probabilities:
    """Scores (rows by three orientations and seven flags) to probabilities in 0..1 and labels.

    A row that is ``silent``, without a word, is ``none`` with probability 1 and has no flag.
    """
    z = rules.slopes * scores[:, :_SPLIT] + rules.shifts
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    orientation = powers / powers.sum(axis=1, keepdims=True)
    flags = 1 / (1 + np.exp(-np.clip(rules.flag_slopes * scores[:, _SPLIT:] + rules.flag_shifts, -50, 50)))
    orientation[silent], flags[silent] = np.eye(_SPLIT)[NONE], 0.0
    orientation, flags = orientation.round(_DECIMALS), flags.round(_DECIMALS)
    label, unsure = choose(orientation, rules)
    return Probabilities(orientation, label, flags, flags >= rules.flag_thresholds, unsure)


def choose(orientation: NDArray[np.float64], rules: Rules) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The label of each row of probabilities, and whether it might as well be another."""
    favoured = orientation * rules.favour
    return favoured.argmax(axis=1), favoured.max(axis=1) < rules.sure * favoured.sum(axis=1)


def blend(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Two opinions as one: the geometric mean of probabilities, brought to sum to one in each row."""
    p = np.sqrt(np.clip(first, 1e-6, 1) * np.clip(second, 1e-6, 1))
    return np.asarray((p / p.sum(axis=1, keepdims=True)).round(_DECIMALS))


def readings(ids: pa.Array, found: Probabilities, spans: pa.Array) -> pa.RecordBatch:
    """Readings of English messages, as ``READER_OUTPUT`` has them."""
    return pa.RecordBatch.from_arrays(
        [
            ids.cast(pa.string()),
            pa.array(["en"], pa.string()).take(pa.array(np.zeros(len(ids), np.int32))),
            pa.array(ORIENTATIONS, pa.string()).take(pa.array(found.label)),
            _struct(found.orientation, ORIENTATIONS),
            _flag_lists(found.flagged),
            _struct(found.flags, FLAGS),
            pa.array(found.unsure),
            spans,
        ],
        schema=READER_OUTPUT,
    )


def span_lists(counts: NDArray[np.int64], places: NDArray[np.int64]) -> pa.Array:
    """Spans of each row: the first ``counts`` of ``places`` (rows by spans by begin and end)."""
    chosen = places[np.arange(places.shape[1]) < counts[:, None]]
    pairs = pa.ListArray.from_arrays(
        pa.array(np.arange(len(chosen) + 1) * 2, pa.int32()), pa.array(chosen.ravel(), pa.int32())
    )
    return pa.ListArray.from_arrays(_offsets(counts), pairs)


def no_spans(rows: int) -> pa.Array:
    return span_lists(np.zeros(rows, np.int64), np.zeros((rows, 1, 2), np.int64))


def _struct(values: NDArray[np.float64], names: tuple[str, ...]) -> pa.Array:
    columns = [pa.array(values[:, i].astype(np.float32)) for i in range(len(names))]
    return pa.StructArray.from_arrays(columns, names=list(names))


def _offsets(counts: NDArray[np.int64]) -> pa.Array:
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())


def _flag_lists(flagged: NDArray[np.bool_]) -> pa.Array:
    names = pa.array(FLAGS, pa.string()).take(pa.array(np.nonzero(flagged)[1]))
    return pa.ListArray.from_arrays(_offsets(flagged.sum(axis=1)), names)
