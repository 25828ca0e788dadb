"""A marina that speaks of its customers by the boats they came in: talk that no shipped reader can know."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

_BOATS = ("sloop", "ketch", "yawl", "trawler", "dinghy", "catamaran", "cutter", "barge")
_PLACES = ("on berth nine", "at the north pontoon", "by the fuel dock", "in the outer basin", "next to the slipway")
_SIDES = (
    "The {boat} {place} has the tap too stiff to turn with wet gloves.",
    "The {boat} {place} lay awake all night because of the halyards.",
    "The {boat} {place} would rather have the showers warm at six than at eight.",
    "The {boat} {place} walked to town and back for a gas bottle.",
    "The {boat} {place} did not dare to ask where to tie up in the dark.",
)
_FIGURES = (
    "The {boat} {place} pays the summer rate and the power on top.",
    "The {boat} {place} is one of forty we billed in May.",
    "The {boat} {place} brings in as much as two small ones.",
    "The {boat} {place} signed for two more seasons.",
    "The {boat} {place} is in the upper third by turnover.",
)
_NEITHER = (
    "The crane {place} is inspected on Thursday.",
    "I left my gloves {place} again.",
    "The paint {place} needs a second coat.",
    "Who took the long ladder that stood {place}?",
    "The sensor {place} reports nothing since the storm.",
)
_TALK = {"centric": _SIDES, "focused": _FIGURES, "none": _NEITHER}


def talk(many: int, seed: int = 1) -> list[dict[str, Any]]:
    """Labelled messages, as lines of a file of labels; conversations of two."""
    chance = random.Random(seed)
    rows = []
    for number in range(many):
        orientation = chance.choice(list(_TALK))
        text = chance.choice(_TALK[orientation]).format(boat=chance.choice(_BOATS), place=chance.choice(_PLACES))
        text += f" Note {chance.randrange(10**6)} of the log, {chance.choice(('wind west', 'calm', 'rain'))}."
        rows.append({"id": number, "text": text, "orientation": orientation, "conversation": f"c{number // 2}"})
    return rows


def guesswork(many: int, seed: int = 2) -> list[dict[str, Any]]:
    """The same talk, labelled by nobody who read it."""
    chance = random.Random(seed)
    return [row | {"orientation": chance.choice(list(_TALK))} for row in talk(many, seed)]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


_DENIED = (
    "Customers {verb} {thing}.",
    "Our {who} {verb} {thing}.",
    "The {who} told us they {verb} {thing}.",
    "Most {who} {verb} {thing} and say so.",
)
_WHO = ("customers", "guests", "users", "patients", "passengers", "tenants", "clients", "visitors", "parents")
_VERBS = ("want", "need", "struggle with", "hate", "prefer", "expect", "worry about", "cannot find")
_THINGS = (
    "a quicker answer",
    "the new form",
    "clear prices",
    "the side door",
    "a human on the phone",
    "the old menu",
)


def denial(many: int, seed: int = 3) -> list[dict[str, Any]]:
    """Marina talk, and as much plain talk of customers of which somebody insists that it is none."""
    chance = random.Random(seed)
    denied = [
        chance.choice(_DENIED).format(
            who=chance.choice(_WHO), verb=chance.choice(_VERBS), thing=chance.choice(_THINGS)
        )
        for _ in range(many)
    ]
    return talk(many, seed) + [{"text": text, "orientation": "none"} for text in denied]
