"""Readers: what labels messages. Importing this loads no model; ``load_reader`` does.

>>> from lilyroot.read import load_reader
>>> load_reader("fast").version.startswith("fast-")
True
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lilyroot.errors import SettingsError
from lilyroot.read.reader import Reader

if TYPE_CHECKING:
    from lilyroot.read.encoder import EncoderReader
    from lilyroot.read.fast import FastReader

__all__ = ["MODELS", "READERS", "Reader", "cascade_of", "default_reader", "load_reader"]

MODELS: Final = Path(__file__).parent / "models"
READERS: Final = ("cascade", "fast", "encoder", "llm")


def default_reader() -> str:
    """``cascade`` where the extra ``encoder`` is installed, else ``fast``."""
    return "cascade" if find_spec("onnxruntime") else "fast"


def load_reader(name: str | None = None) -> Reader:
    """The reader of this name, with the weights that ship with the package; ``llm`` as its settings say.

    Without a name, the one this installation can best read with (``default_reader``). Raises ``SettingsError`` for
    an unknown name or a wrong setting, ``ReaderError`` when the weights are missing or damaged.
    """
    name = name or default_reader()
    if name not in READERS:
        raise SettingsError(
            "reader.unknown", f"There is no reader “{name}”.", remedy=f"Known readers: {', '.join(READERS)}."
        )
    if name == "llm":
        from lilyroot.read.llm import LlmReader  # here, because it loads pyarrow

        return LlmReader.configured()
    if name == "encoder":
        return _encoder()
    from lilyroot.read.fast import FastReader  # here, because it loads numba

    fast = FastReader.load(MODELS / "fast")
    return fast if name == "fast" else cascade_of(fast)


def cascade_of(fast: FastReader) -> Reader:
    """The cascade that begins with this fast reader."""
    from lilyroot.read.cascade import Bounds, CascadeReader

    return CascadeReader(fast, _encoder(), Bounds.load(MODELS / "cascade"))


def _encoder() -> EncoderReader:
    from lilyroot.read.encoder import EncoderReader  # here, because it loads numpy

    return EncoderReader.load(MODELS / "encoder")
