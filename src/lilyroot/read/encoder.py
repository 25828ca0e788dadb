"""The encoder reader: a small transformer that reads words in their order, hundreds of messages a second a core."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.errors import ReaderError
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.decision import NONE, Probabilities, decide
from lilyroot.read.evidence import read_by
from lilyroot.read.word_pieces import Vocabulary, words

GRAPH_FILE: Final = "model.onnx"
VOCABULARY_FILE: Final = "vocabulary.txt"
RULES_FILE: Final = "rules.json"
MANIFEST_FILE: Final = "manifest.json"
TEXT_PIECES: Final = 126  # of a text that are read at once
MOST_WINDOWS: Final = 4
_FEWEST_FOR_THREADS: Final = 4  # messages
CONTEXT_PIECES: Final = 32
# Words that may stand for what was named before.
_POINTING: Final = frozenset(
    [
        "they",
        "them",
        "their",
        "theirs",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "it",
        "its",
        "that",
        "this",
        "those",
        "these",
        "one",
    ]
)
_SHORT: Final = 25  # words; a longer message says itself what it is about
_REMEDY: Final = "Install lilyroot again, or make the model anew with training/encoder/train.py."

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EncoderRules:
    """See ``decision.Rules``."""

    slopes: Floats
    shifts: Floats
    favour: Floats
    sure: float
    flag_slopes: Floats
    flag_shifts: Floats
    flag_thresholds: Floats


class EncoderReader:
    """Labels messages by a fine-tuned encoder of sentences. See ``Reader``.

    Probabilities are in 0..1, calibrated on messages the model had not seen, rounded to six decimals. Of a text the
    first 504 word pieces are read, in windows of 126, and the window counts that is least ``none``. What was said
    before is not read: measured, it misled more often than it helped. Messages are read one at a time, in as many
    threads as there are processors, so that a message's reading never depends on its neighbours.

    >>> import pyarrow as pa
    >>> from lilyroot.read import load_reader
    >>> text = "Most parents fill this in on a phone with a child on the other arm."
    >>> batch = pa.RecordBatch.from_pydict({"id": ["1"], "text": [text]})
    >>> load_reader("encoder").read(batch)["orientation"].to_pylist()
    ['centric']
    """

    def __init__(self, graph: bytes, vocabulary: Vocabulary, rules: EncoderRules, version: str) -> None:
        self._session = _session(graph)
        self._vocabulary = vocabulary
        self._begin, self._end = vocabulary.number("[CLS]"), vocabulary.number("[SEP]")
        self.rules = rules
        self._version = version

    @classmethod
    def load(cls, folder: Path) -> EncoderReader:
        """The model in ``folder``. Raises ``ReaderError`` when it is missing or damaged, or onnxruntime is."""
        manifest = _read_json(folder / MANIFEST_FILE)
        files = {name: _checked(folder / name, manifest) for name in (GRAPH_FILE, VOCABULARY_FILE, RULES_FILE)}
        learned = json.loads(files[RULES_FILE])
        sure = learned.pop("sure")
        rules = EncoderRules(sure=sure, **{name: np.array(values) for name, values in learned.items()})
        vocabulary = Vocabulary(files[VOCABULARY_FILE].decode("utf-8").split("\n"))
        digest = hashlib.sha256(files[GRAPH_FILE] + files[RULES_FILE]).hexdigest()
        return cls(files[GRAPH_FILE], vocabulary, rules, f"encoder-{digest[:12]}")

    @property
    def version(self) -> str:
        return self._version

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        """Label every row; with ``spans`` a labelled row is read some ten to thirty times, without words each time.

        Raises ``InputError`` when the batch has no column ``id`` or ``text``, or one that is not of strings.
        """
        return read_by(self, batch, spans)

    def judge(self, texts: list[str], contexts: list[str]) -> Probabilities:
        """What it says of each text. ``contexts`` are not read."""
        if len(texts) < _FEWEST_FOR_THREADS:
            scores = [self.scores(text) for text in texts]
        else:
            with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
                scores = list(threads.map(self.scores, texts))
        silent = np.array([not any(character.isalnum() for character in text) for text in texts], bool)
        return decide(np.array(scores).reshape(-1, _HEADS), self.rules, silent)

    def scores(self, text: str) -> Floats:
        """The ten logits of a message: three orientations, seven flags."""
        pieces = self._vocabulary.pieces(words(text)).numbers
        windows = [pieces[i : i + TEXT_PIECES] for i in range(0, max(len(pieces), 1), TEXT_PIECES)]
        return _strongest(np.array([self._run(window) for window in windows[:MOST_WINDOWS]]))

    def _run(self, text: list[int]) -> NDArray[np.float32]:
        ids = np.array([[self._begin, self._end, *text, self._end]], np.int64)
        spoken = np.ones(ids.shape, np.float32)
        spoken[0, :2] = 0
        scores: NDArray[np.float32] = self._session.run(None, {"ids": ids, "spoken": spoken})[0][0]
        return scores


_HEADS: Final = len(ORIENTATIONS) + len(FLAGS)


def _strongest(windows: NDArray[np.float32]) -> Floats:
    """Of several stretches of one text: the orientation of the one that is least ``none``, each flag's highest."""
    about = windows[:, :NONE].max(axis=1) - windows[:, NONE]
    orientation = windows[int(about.argmax()), : len(ORIENTATIONS)]
    return np.concatenate([orientation, windows[:, len(ORIENTATIONS) :].max(axis=0)]).astype(np.float64)


def _session(graph: bytes) -> Any:
    # Some versions report their use to their maker. What reads an organisation's talk tells nobody.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError:
        raise ReaderError(
            "reader.extra",
            "The encoder needs onnxruntime, which is not installed.",
            remedy='Install it with: pip install "lilyroot[encoder]" — or read with --reader fast.',
        ) from None
    onnxruntime.disable_telemetry_events()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1  # threads are one message each
    settings.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, settings, providers=["CPUExecutionProvider"])


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise _damaged("reader.missing", "The encoder's manifest is missing or unreadable.", path) from None
    if not isinstance(found, dict):
        raise _damaged("reader.damaged", "The encoder's manifest is not an object.", path)
    return found


def _checked(path: Path, manifest: dict[str, Any]) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError:
        raise _damaged("reader.missing", "A file of the encoder is missing or unreadable.", path) from None
    if hashlib.sha256(raw).hexdigest() != manifest.get(path.name):
        raise _damaged("reader.damaged", "A file of the encoder is not the one its manifest names.", path)
    return raw


def _damaged(code: str, sentence: str, path: Path) -> ReaderError:
    return ReaderError(code, sentence, remedy=_REMEDY, file=path.name)
