"""The readers of one installation: those that were refined here, in ``HOME/models``, and which one is in use.

    HOME/models/current.json             the name of the model in use; without it, the shipped one
    HOME/models/fast-0123456789ab/       a model: weights and manifest as shipped, card.json, learned_from.txt

A model's folder has its version for a name, which is the hash of its weights; it is written once. What is damaged is
an error and never replaced by another model in silence: readings would change and nobody would know why.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lilyroot.errors import ReaderError, SettingsError
from lilyroot.home import Home
from lilyroot.read import MODELS, cascade_of, default_reader, load_reader
from lilyroot.read.reader import Reader

if TYPE_CHECKING:
    from lilyroot.read.fast import FastReader
    from lilyroot.read.weights import Weights

SHIPPED: Final = "shipped"
CARD_FILE: Final = "card.json"
LEARNED_FILE: Final = "learned_from.txt"
_NAME: Final = re.compile(r"fast-[0-9a-f]{12}")
_BACK: Final = "Restore the folder models from a backup, or go back with: lilyroot train --use shipped"


@dataclass(frozen=True, slots=True)
class Model:
    """A refined reader on the shelf. ``card`` says what it learned from and how it compared."""

    name: str
    card: dict[str, Any]
    in_use: bool


def reader_for(home: Home, name: str | None = None) -> Reader:
    """The reader of this name for an installation: its own model where one is in use, its own words for customers.

    Without a name, the default one. Messages in a language the reader does not know come back unread. Raises
    ``SettingsError`` for an unknown name, ``ReaderError`` when the model in use is missing or damaged.
    """
    from lilyroot.read.customers import load_words  # here, because they load pyarrow
    from lilyroot.read.languages import knows_only
    from lilyroot.read.served import with_customers

    return knows_only(with_customers(model_for(home, name), load_words(home)))


def model_for(home: Home, name: str | None = None) -> Reader:
    """The same without languages and the installation's words for customers."""
    name = name or default_reader()
    if name == "fast":
        return fast_reader(home)
    return cascade_of(fast_reader(home)) if name == "cascade" else load_reader(name)


def fast_reader(home: Home) -> FastReader:
    """The fast reader in use: the installation's own, or the shipped one."""
    from lilyroot.read.fast import FastReader  # here, because it loads numba

    return FastReader(weights_of(home, in_use(home)))


def weights_of(home: Home, name: str) -> Weights:
    """The weights of a model on the shelf, or the shipped ones. Raises ``ReaderError`` when they are damaged."""
    from lilyroot.read.weights import load_weights

    if name == SHIPPED:
        return load_weights(MODELS / "fast")
    try:
        weights = load_weights(_folder(home, name))
    except ReaderError as error:
        raise ReaderError(error.code, error.sentence, remedy=_BACK, file=f"models/{name}/{error.file}") from None
    if weights.version != name:
        raise _damaged("The model's weights are not those its folder is named after.", f"{name}")
    return weights


def in_use(home: Home) -> str:
    """The name of the model in use, ``shipped`` when none was chosen. Raises ``ReaderError`` if it cannot be told."""
    path = home.models / "current.json"
    try:
        chosen = json.loads(path.read_text("utf-8"))["model"]
    except FileNotFoundError:
        return SHIPPED
    except (OSError, ValueError, KeyError, TypeError):
        raise _damaged("Which model is in use cannot be read.", path.name) from None
    if chosen == SHIPPED:
        return SHIPPED
    if not isinstance(chosen, str) or not _NAME.fullmatch(chosen):
        raise _damaged("Which model is in use cannot be read.", path.name)
    if not _folder(home, chosen).is_dir():
        raise _damaged(f"The model in use, {chosen}, is not there.", path.name)
    return chosen


def use(home: Home, name: str) -> None:
    """Choose the model that reads from now on: one on the shelf, or ``shipped``. Whole or not at all.

    Raises ``SettingsError`` for a name that is not on the shelf, ``ReaderError`` when the model is damaged.
    """
    if name != SHIPPED:
        if not _NAME.fullmatch(name) or not _folder(home, name).is_dir():
            remedy = "See lilyroot train --list; the one that came with Lilyroot is called shipped."
            raise SettingsError("train.unknown", f"There is no model “{name}”.", remedy=remedy)
        weights_of(home, name)
    home.models.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home.models / "current.json"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    _write(part, json.dumps({"model": name}) + "\n")
    part.rename(path)
    _sync(home.models)


def models(home: Home) -> list[Model]:
    """The models on the shelf, oldest first. A card that cannot be read is empty; reading with it will tell."""
    chosen = in_use(home)
    names = [path.name for path in home.models.glob("fast-*") if _NAME.fullmatch(path.name)]
    found = [Model(name, _card(home, name), name == chosen) for name in names]
    return sorted(found, key=lambda model: (str(model.card.get("made", "")), model.name))


def learned_from(home: Home, name: str) -> set[str]:
    """The marks of the labels a model learned from (keyed hashes of their texts); empty for the shipped one."""
    if name == SHIPPED:
        return set()
    try:
        return set((_folder(home, name) / LEARNED_FILE).read_text("ascii").split())
    except (OSError, ValueError):
        raise _damaged("What the model learned from cannot be read.", f"{name}/{LEARNED_FILE}") from None


def put(home: Home, weights: Weights, card: dict[str, Any], marks: Iterable[str]) -> str:
    """Put a model on the shelf; the folder appears whole or not at all. Returns its name.

    The same weights have the same name; a model that is there already is written anew.
    """
    from lilyroot.read.weights import save_weights

    home.models.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = home.models / f".being-made.{os.getpid()}"
    shutil.rmtree(part, ignore_errors=True)
    name = f"fast-{save_weights(part, 'fast', weights)[:12]}"
    _write(part / CARD_FILE, json.dumps(card, indent=2) + "\n")
    _write(part / LEARNED_FILE, "".join(f"{mark}\n" for mark in sorted(set(marks))))
    for path in part.iterdir():
        path.chmod(0o600)
        _sync(path)
    if _folder(home, name).is_dir():  # file by file, because somebody may be reading with it
        for path in part.iterdir():
            path.replace(_folder(home, name) / path.name)
        part.rmdir()
    else:
        part.rename(_folder(home, name))
    _sync(home.models)
    return name


def _folder(home: Home, name: str) -> Path:
    return home.models / name


def _card(home: Home, name: str) -> dict[str, Any]:
    try:
        card = json.loads((_folder(home, name) / CARD_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(sentence: str, file: str) -> ReaderError:
    return ReaderError("reader.damaged", sentence, remedy=_BACK, file=f"models/{file}")
