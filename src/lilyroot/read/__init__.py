"""Readers: what labels messages. Importing this loads no model; ``load_reader`` does.

>>> from lilyroot.read import load_reader
>>> load_reader("fast").version.startswith("fast-")
True
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lilyroot.errors import SettingsError
from lilyroot.read.reader import Reader

__all__ = ["MODELS", "READERS", "Reader", "load_reader"]

MODELS: Final = Path(__file__).parent / "models"
READERS: Final = ("fast", "llm")


def load_reader(name: str = "fast") -> Reader:
    """The reader of this name, with the weights that ship with the package; ``llm`` as its settings say.

    Raises ``SettingsError`` for an unknown name or a wrong setting, ``ReaderError`` when the weights are missing or
    damaged.
    """
    if name not in READERS:
        raise SettingsError(
            "reader.unknown", f"There is no reader “{name}”.", remedy=f"Known readers: {', '.join(READERS)}."
        )
    if name == "llm":
        from lilyroot.read.llm import LlmReader  # here, because it loads pyarrow

        return LlmReader.configured()
    from lilyroot.read.fast import FastReader  # here, because it loads numba

    return FastReader.load(MODELS / name)
