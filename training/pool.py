"""Messages that we labelled ourselves, beside the gold: found again in the data, joined with their labels.

The texts are other people's and stay where they are; ``labels/pool.csv`` has a hash of each and what was decided.
They come from conversations that messages of train.jsonl come from, never from one that dev.jsonl touches:

contexts   what stood before a message of train.jsonl
meetings   turns of the design meetings, in runs of at least 18 words of one speaker
handbook   one to three sentences of the handbooks' pages

How they were labelled: two rounds by language models under the codebook, each message by two annotators; the second
round after reading some 200 messages of train.jsonl as examples. Against 640 messages of train.jsonl hidden among
them the first round had kappa 0.76, the second 0.85 (a third of each label, harder than natural talk). The label is
what the two and an encoder trained on the gold together make likeliest.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as parquet

from lilyroot.model.labels import FLAGS, ORIENTATIONS

LABELS = Path(__file__).parent / "labels" / "pool.csv"
FEWEST_WORDS, MOST_WORDS = 5, 110
CONTEXT_CHARACTERS = 200
HANDBOOK_SEED = 11

Row = dict[str, str]


@dataclass(frozen=True)
class Unit:
    """A message nobody had labelled: where it is from, what stood before, what it says."""

    source: str
    context: str
    text: str

    @property
    def key(self) -> str:
        """A hash that finds it again; nothing of the text can be told from it."""
        return hashlib.sha256(f"{self.source}\n{self.context}\n{self.text}".encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Labelled:
    """A unit, the chance of each orientation, and of each flag."""

    unit: Unit
    p: list[float]
    flags: list[float]


def labelled_pool(shared: Path) -> list[Labelled]:
    """Every message of ``labels/pool.csv``, in its order. Raises ``SystemExit`` when the data lacks some."""
    found = {unit.key: unit for unit in units(shared)}
    rows = list(csv.DictReader(LABELS.open(encoding="ascii")))
    missing = [row["key"] for row in rows if row["key"] not in found]
    if missing:
        raise SystemExit(f"{len(missing):,} of {len(rows):,} labelled messages are not in {shared}.")
    return [
        Labelled(found[row["key"]], [float(row[name]) for name in ORIENTATIONS], [float(row[flag]) for flag in FLAGS])
        for row in rows
    ]


def units(shared: Path) -> list[Unit]:
    """Every message there is to label, each text once, none of the gold's."""
    gold = {name: _rows(shared / "gold" / f"{name}.jsonl") for name in ("train", "dev", "composed")}
    taken = {bare(row["text"]) for rows in gold.values() for row in rows}
    taken |= {bare(row["context"]) for row in gold["dev"]}
    chosen = []
    for unit in (
        *_contexts(gold["train"]),
        *_meetings(shared / "data" / "ami" / "messages.parquet", gold),
        *_handbook(shared / "data" / "handbooks", gold),
    ):
        text = bare(unit.text)
        if FEWEST_WORDS <= len(text.split()) <= MOST_WORDS and text not in taken:
            taken.add(text)
            chosen.append(unit)
    return chosen


def bare(text: str) -> str:
    """Words only, so that two ways to write a thing are one."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _contexts(train: list[Row]) -> Iterator[Unit]:
    for row in train:
        text = row["context"].strip()
        named = re.match(r"^([^:]{2,40}): (.*)$", text, re.DOTALL)
        if text.startswith("Subject:"):
            continue
        if named and row["source"] not in ("handbook", "enron"):
            yield Unit(row["source"], "", named.group(2))
        elif len(text) >= CONTEXT_CHARACTERS - 5 and not named:  # cut from the left, perhaps inside a word
            yield Unit(row["source"], "", text.partition(" ")[2] or text)
        else:
            yield Unit(row["source"], "", text)


def _meetings(path: Path, gold: dict[str, list[Row]]) -> Iterator[Unit]:
    """Turns of the meetings that train.jsonl has messages of and dev.jsonl has none of."""
    meetings: dict[str, list[dict[str, object]]] = defaultdict(list)
    for turn in parquet.read_table(path).to_pylist():
        meetings[turn["conversation_id"]].append(turn)
    said = {name: " ".join(bare(str(turn["text"])) for turn in turns) for name, turns in meetings.items()}
    known, kept_apart = (_sources_of(gold[name], said) for name in ("train", "dev"))
    for name in sorted(known - kept_apart):
        runs = _runs(sorted(meetings[name], key=lambda turn: float(str(turn["t_offset_s"]))))
        for before, run in pairwise(runs):
            if 7 <= run.words <= 70:
                context = f"{before.role}: {before.text}"[-CONTEXT_CHARACTERS:]
                yield Unit("qmsum-product", context, run.text)


def _sources_of(rows: list[Row], said: dict[str, str]) -> set[str]:
    """The meetings that a text or context stands in, and stands in no other."""
    found: Counter[str] = Counter()
    for row in rows:
        if row["source"] == "qmsum-product":
            for text in (bare(row["text"]), bare(row["context"])):
                places = [name for name, words in said.items() if text[:45] in words] if len(text) >= 25 else []
                found.update(places if len(places) == 1 else [])
    return set(found)


@dataclass
class _Run:
    speaker: object
    role: object
    text: str
    words: int


def _runs(turns: list[dict[str, object]]) -> list[_Run]:
    """What one speaker says until at least 18 words are said or another speaks."""
    runs: list[_Run] = []
    for turn in turns:
        text = str(turn["text"])
        if runs and runs[-1].speaker == turn["speaker"] and runs[-1].words < 18:
            runs[-1].text += f" {text}"
            runs[-1].words += len(text.split())
        else:
            runs.append(_Run(turn["speaker"], turn["role"], text, len(text.split())))
    return runs


def _handbook(folder: Path, gold: dict[str, list[Row]]) -> Iterator[Unit]:
    """One to three sentences of the pages that train.jsonl has messages of and dev.jsonl has none of."""
    known, kept_apart = (
        [bare(row["text"])[:60] for row in gold[name] if row["source"] == "handbook" and len(bare(row["text"])) > 25]
        for name in ("train", "dev")
    )
    chance = random.Random(HANDBOOK_SEED)  # noqa: S311 — how many sentences make a message
    for path in sorted(folder.glob("*/pages/**/*.md"), key=str):
        page = path.read_text("utf-8", errors="ignore")
        words = bare(page)
        if any(text in words for text in kept_apart) or not any(text in words for text in known):
            continue
        page = re.sub(r"^#+ .*$", "", re.sub(r"^---.*?---", "", page, flags=re.DOTALL), flags=re.MULTILINE)
        parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", page) if len(part.split()) >= 3]
        at, before = 0, ""
        while at < len(parts):
            count = chance.choice([1, 2, 2, 3])
            text = " ".join(parts[at : at + count])
            at += count
            if len(text.split()) <= 90:
                yield Unit("handbook", before[-CONTEXT_CHARACTERS:], text)
            before = text
