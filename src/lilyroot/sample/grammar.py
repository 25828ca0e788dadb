"""The phrase grammar: reads ``phrases/*.toml`` and makes sentences whose label is known.

A phrase is a line with slots in braces. ``{product}`` is filled from the words of that name, ``{Product}`` the
same with a capital. Words under ``[scene]`` are drawn once per thread, so that people talk about one thing;
all others are drawn each time. Phrases may be kept to an area (what a department talks about), to a kind of
conversation, or to answers; those of the own kind and area are taken more often.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lilyroot.sample.company import Team
from lilyroot.sample.drawing import Label
from lilyroot.sample.people import Person

_SLOT: Final = re.compile(r"\{([A-Za-z_]+)\}")
_OWN_AREA: Final = 0.7  # how often a phrase of the department's own area is taken where there is one
_ANSWERING: Final = 0.4  # how often an answer without customers is a plain answering phrase
_OWN_KIND: Final[Mapping[str, float]] = {"chat": 0.2, "meeting": 0.2, "mail": 0.2, "ticket": 0.6}
_MORE: Final[Mapping[str, float]] = {"chat": 0.05, "meeting": 0.15, "mail": 0.40, "ticket": 0.03}

Parts = tuple[str, ...]  # text, slot, text, slot, ..., text

# Slots that are counted or dated, not listed.
_FIGURES: Final[Mapping[str, Callable[[random.Random], str]]] = {
    "few": lambda rng: str(2 + int(rng.random() * 8)),
    "n": lambda rng: str(11 + int(rng.random() * 38)),
    "many": lambda rng: str(60 + int(rng.random() * 900)),
    "pct": lambda rng: str(2 + int(rng.random() * 88)),
    "age": lambda rng: str(5 * (6 + int(rng.random() * 7))),
    "money": lambda rng: f"{10 * (2 + int(rng.random() * 400)):,} pounds",
    "order": lambda rng: f"H{1_000_000 + int(rng.random() * 9_000_000)}",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the grammar with the label every sentence made from it carries."""

    label: Label
    area: str
    kind: str
    answer: bool
    parts: Parts


class Grammar:
    """All phrases and words."""

    def __init__(
        self, phrases: tuple[Phrase, ...], words: dict[str, tuple[Parts, ...]], scene: frozenset[str]
    ) -> None:
        self.phrases = phrases
        self.words = words
        self.scene = scene
        self._pools: dict[tuple[Label, str, str, bool], tuple[Phrase, ...]] = {}

    @classmethod
    @cache
    def shipped(cls) -> Grammar:
        """The grammar that comes with the package."""
        folder = files("lilyroot.sample") / "phrases"
        phrases: list[Phrase] = []
        words: dict[str, tuple[Parts, ...]] = {}
        scene: set[str] = set()
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".toml"):
                content = tomllib.loads(file.read_text(encoding="utf-8"))
                for block in content.get("lines", []):
                    phrases += _phrases(block)
                scene |= set(content.get("scene", {}))
                for name, text in {**content.get("scene", {}), **content.get("words", {})}.items():
                    words[name] = tuple(_parts(line) for line in text.strip().splitlines())
        return cls(tuple(phrases), words, frozenset(scene))

    def pool(self, label: Label, area: str, kind: str, answer: bool = False) -> tuple[Phrase, ...]:
        """The phrases for a label that are kept to that area and kind; "" gives those that suit every one."""
        key = (label, area, kind, answer)
        if key not in self._pools:
            self._pools[key] = tuple(
                phrase
                for phrase in self.phrases
                if phrase.label == label and phrase.area == area and phrase.kind == kind and phrase.answer == answer
            )
        return self._pools[key]


def _phrases(block: dict[str, Any]) -> list[Phrase]:
    label = Label(block["label"], tuple(block.get("flags", ())))
    area, kind, answer = block.get("area", ""), block.get("kind", ""), block.get("answer", False)
    return [Phrase(label, area, kind, answer, _parts(line)) for line in block["text"].strip().splitlines()]


def _parts(line: str) -> Parts:
    return tuple(_SLOT.split(line))


class Scene:
    """What one thread is about: makes its sentences and remembers what was drawn for all of it."""

    def __init__(self, grammar: Grammar, rng: random.Random, team: Team, people: tuple[Person, ...]) -> None:
        self._grammar = grammar
        self._rng = rng
        self._team = team
        self._people = people
        self._bound: dict[str, str] = {}
        self._said: set[int] = set()
        self._speaker = people[0]

    def say(self, label: Label, kind: str, speaker: Person, *, first: bool) -> tuple[str, str]:
        """Words that carry that label, in plain spelling, and at times another matter, else "".

        The other matter has no customer and no flag in it, so it leaves the label of the whole as it is.
        """
        self._speaker = speaker
        plain = label == _PLAIN
        if plain and not first and kind != "mail" and self._rng.random() < _ANSWERING:
            pool = self._grammar.pool
            answers = pool(label, "", kind, answer=True) or pool(label, "", "", answer=True)
            return self._fill(self._choose(answers)), ""
        text = self._fill(self._phrase(label, kind))
        more = self._fill(self._phrase(_PLAIN, kind)) if self._rng.random() < _MORE[kind] else ""
        return text, more

    def word(self, name: str) -> str:
        """One of the words of that name, as this thread would say it."""
        return self._word(name)

    def _phrase(self, label: Label, kind: str) -> Phrase:
        pool = self._grammar.pool
        of_kind = pool(label, "", kind)
        if of_kind and self._rng.random() < _OWN_KIND[kind]:
            return self._choose(of_kind)
        own = pool(label, self._team.area, "")
        everybody = pool(label, "", "")
        if own and self._rng.random() < (_OWN_AREA if everybody else 1.0):
            return self._choose(own)
        return self._choose(everybody)

    def _choose(self, pool: tuple[Phrase, ...]) -> Phrase:
        """A phrase that this thread has not heard, as far as three tries help."""
        size = len(pool)
        for _ in range(3):
            phrase = pool[int(self._rng.random() * size)]
            if id(phrase) not in self._said:
                break
        self._said.add(id(phrase))
        return phrase

    def _fill(self, phrase: Phrase) -> str:
        text = self._expand(phrase.parts)
        return text[:1].upper() + text[1:]

    def _expand(self, parts: Parts) -> str:
        if len(parts) == 1:
            return parts[0]
        out = list(parts)
        for index in range(1, len(parts), 2):
            slot = parts[index]
            name = slot.lower()
            text = self._word(name)
            out[index] = text if slot == name else text[:1].upper() + text[1:]
        return "".join(out)

    def _word(self, name: str) -> str:
        if name in self._bound:
            return self._bound[name]
        if name in _FIGURES:
            return _FIGURES[name](self._rng)
        if name == "colleague":
            return self._colleague()
        if name in _PRONOUNS:
            self._meet_customer()
            return self._bound[name]
        choices = self._grammar.words[name]
        text = self._expand(choices[int(self._rng.random() * len(choices))])
        if name == "other_team" and text.removeprefix("the ") in self._team.department:
            return self._word(name)
        if name in self._grammar.scene:
            self._bound[name] = text
        return text

    def _colleague(self) -> str:
        """Somebody of the team, not the speaker."""
        people = self._people
        for _ in range(3):
            one = people[int(self._rng.random() * len(people))]
            if one is not self._speaker:
                break
        return one.first

    def _meet_customer(self) -> None:
        choices = self._grammar.words["customer"]
        line = self._expand(choices[int(self._rng.random() * len(choices))])
        who, they, them, their = (word.strip() for word in line.split("|"))
        was = "were" if they == "they" else "was"
        self._bound.update(customer=who, they=they, them=them, their=their, was=was)


_PLAIN: Final = Label("none")
_PRONOUNS: Final = frozenset(("customer", "they", "them", "their", "was"))
