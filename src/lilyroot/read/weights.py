"""What the fast reader has learned, as it lies on disk: arrays in one file and, beside it, their hash."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.errors import ReaderError
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.layout import BLOCKS, ROW

WEIGHTS_FILE: Final = "weights.npz"
MANIFEST_FILE: Final = "manifest.json"
FORMAT: Final = 2
HEADS: Final = len(ORIENTATIONS) + len(FLAGS)
_REMEDY: Final = "Install lilyroot again, or make the model anew with training/train_reader.py."


@dataclass(frozen=True)
class Weights:
    """Arrays of a model. Heads are the three orientations, then the seven flags, in the order of ``labels``."""

    version: str
    lexicon_words: NDArray[np.uint64]  # sorted hashes of words
    lexicon_classes: NDArray[np.uint8]  # class of each, from 1
    bits: int  # a feature's bucket is this many upper bits of its key
    buckets: NDArray[np.uint32]  # sorted buckets of the features that were learned
    rarity: NDArray[np.float32]  # inverse document frequency of each
    weights: NDArray[np.float32]  # features by heads
    blocks: NDArray[np.float64]  # weight of each block of features
    bias: NDArray[np.float64]  # of each head
    slopes: NDArray[np.float64]  # of each orientation: its score times the slope plus the shift, then softmax
    shifts: NDArray[np.float64]
    favour: NDArray[np.float64]  # the label is the orientation with the highest probability times this
    sure: float  # a label with less than this share of the favoured probabilities is unsure
    flag_slopes: NDArray[np.float64]  # of the logistic curve from a flag's score to its probability
    flag_shifts: NDArray[np.float64]
    flag_thresholds: NDArray[np.float64]

    @cached_property
    def bitmap(self) -> NDArray[np.uint64]:
        """One bit for each bucket, set where a feature was learned."""
        bitmap = np.zeros(1 << (self.bits - 6), np.uint64)
        places = self.buckets.astype(np.uint64)
        np.bitwise_or.at(bitmap, places >> np.uint64(6), np.uint64(1) << (places & np.uint64(63)))
        return bitmap

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """For each word of the bitmap, how many features stand before it."""
        firsts = np.arange(len(self.bitmap), dtype=np.uint64) << np.uint64(6)
        return np.searchsorted(self.buckets, firsts).astype(np.int32)

    @cached_property
    def rows(self) -> NDArray[np.float32]:
        """For each feature its squared rarity, then its weight for each head times its rarity, then zeros.

        A row begins and ends with a line of the processor's cache.
        """
        room = np.zeros((len(self.buckets) + 1) * ROW, np.float32)
        skip = -room.ctypes.data % (ROW * room.itemsize) // room.itemsize
        rows = room[skip : skip + len(self.buckets) * ROW].reshape(-1, ROW)
        rows[:, 0] = self.rarity**2
        rows[:, 1 : HEADS + 1] = self.rarity[:, None] * self.weights
        return rows


def load_weights(folder: Path) -> Weights:
    """Read the model in ``folder`` and check it against its manifest.

    Raises ``ReaderError`` when a file is missing, its hash is not the manifest's, or the format is unknown.
    """
    manifest = _manifest(folder / MANIFEST_FILE)
    path = folder / WEIGHTS_FILE
    try:
        raw = path.read_bytes()
    except OSError:
        raise _damaged("reader.missing", "The reader's weights are missing or unreadable.", path) from None
    digest = hashlib.sha256(raw).hexdigest()
    if digest != manifest.get("sha256"):
        raise _damaged("reader.damaged", "The reader's weights are not those of its manifest.", path)
    if manifest.get("format") != FORMAT:
        raise _damaged("reader.format", "The reader's weights have a format this version cannot read.", path)
    return _unpack(raw, f"{manifest.get('name')}-{digest[:12]}", path)


def save_weights(folder: Path, name: str, weights: Weights) -> str:
    """Write weights and manifest; the same arrays give the same bytes. Returns the sha256 of the weights."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key, array in _arrays(weights).items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{key}.npy")  # dated 1980, so that the bytes do not depend on the day
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, member.getvalue())
    raw = packed.getvalue()
    digest = hashlib.sha256(raw).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(raw)
    manifest = {"name": name, "format": FORMAT, "file": WEIGHTS_FILE, "sha256": digest, "bytes": len(raw)}
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return digest


def _arrays(weights: Weights) -> dict[str, NDArray[np.generic]]:
    return {
        "lexicon_words": weights.lexicon_words,
        "lexicon_classes": weights.lexicon_classes,
        "bits": np.array(weights.bits, np.int64),
        "buckets": weights.buckets,
        "rarity": weights.rarity.astype(np.float16),
        "weights": np.ascontiguousarray(weights.weights.astype(np.float16).T),
        "blocks": weights.blocks,
        "bias": weights.bias,
        "slopes": weights.slopes,
        "shifts": weights.shifts,
        "favour": weights.favour,
        "sure": np.array(weights.sure, np.float64),
        "flag_slopes": weights.flag_slopes,
        "flag_shifts": weights.flag_shifts,
        "flag_thresholds": weights.flag_thresholds,
    }


def _unpack(raw: bytes, version: str, path: Path) -> Weights:
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            weights = Weights(
                version=version,
                lexicon_words=arrays["lexicon_words"],
                lexicon_classes=arrays["lexicon_classes"],
                bits=int(arrays["bits"]),
                buckets=arrays["buckets"],
                rarity=arrays["rarity"].astype(np.float32),
                weights=np.ascontiguousarray(arrays["weights"].T.astype(np.float32)),
                blocks=arrays["blocks"],
                bias=arrays["bias"],
                slopes=arrays["slopes"],
                shifts=arrays["shifts"],
                favour=arrays["favour"],
                sure=float(arrays["sure"]),
                flag_slopes=arrays["flag_slopes"],
                flag_shifts=arrays["flag_shifts"],
                flag_thresholds=arrays["flag_thresholds"],
            )
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise _damaged("reader.format", "The reader's weights lack an array.", path) from None
    if weights.weights.shape != (len(weights.buckets), HEADS) or weights.blocks.shape != (BLOCKS,):
        raise _damaged("reader.format", "The reader's weights are of another version of lilyroot.", path)
    return weights


def _manifest(path: Path) -> dict[str, object]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _damaged("reader.missing", "The reader's manifest is missing or unreadable.", path) from None
    if not isinstance(manifest, dict):
        raise _damaged("reader.damaged", "The reader's manifest is not an object.", path)
    return manifest


def _damaged(code: str, sentence: str, path: Path) -> ReaderError:
    return ReaderError(code, sentence, remedy=_REMEDY, file=path.name)
