"""Compare readings with labels: macro-F1, kappa, each label, each flag by source, and calibration.

    lilyroot read dev.jsonl --out readings.jsonl
    python training/evaluate_reader.py --gold dev.jsonl --readings readings.jsonl

Intervals are 95 % by bootstrap over messages (2,000 draws, seed 7); of rates by Wilson's formula.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from calibration import calibration_error, macro_f1
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS

DRAWS = 2_000
Labels = NDArray[np.int64]


def kappa(labels: Labels, guesses: Labels) -> float:
    """Cohen's kappa: agreement beyond what the marginals would give by chance."""
    size = len(ORIENTATIONS)
    table = np.bincount(labels * size + guesses, minlength=size * size).reshape(size, size) / len(labels)
    chance = (table.sum(0) * table.sum(1)).sum()
    return float((np.trace(table) - chance) / (1 - chance))


def interval(measure: Callable[[Labels, Labels], float], labels: Labels, guesses: Labels) -> tuple[float, float]:
    draw = np.random.default_rng(7)
    picks = (draw.integers(len(labels), size=len(labels)) for _ in range(DRAWS))
    low, high = np.percentile([measure(labels[pick], guesses[pick]) for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def wilson(hits: int, of: int) -> str:
    """A rate with its 95 % interval, as text."""
    if of == 0:
        return "-"
    p, z = hits / of, 1.96
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return f"{p:.2f} ({max(0, middle - half):.2f} to {min(1, middle + half):.2f})"


def report_orientation(gold: list[dict[str, Any]], readings: list[dict[str, Any]]) -> None:
    labels = np.array([ORIENTATIONS.index(row["orientation"]) for row in gold])
    guesses = np.array([ORIENTATIONS.index(row["orientation"]) for row in readings])
    p = np.array([[row["p"][name] for name in ORIENTATIONS] for row in readings])
    for name, measure in (("macro-F1", macro_f1), ("kappa", kappa)):
        low, high = interval(measure, labels, guesses)
        print(f"{name:10} {measure(labels, guesses):.3f} ({low:.3f} to {high:.3f})")
    print(f"macro-F1 of the highest probability {macro_f1(labels, p.argmax(axis=1)):.3f}")
    for index, name in enumerate(ORIENTATIONS):
        hits = int(((labels == index) & (guesses == index)).sum())
        found, there = int((guesses == index).sum()), int((labels == index).sum())
        error = calibration_error(p[:, index], labels == index)
        f1 = 2 * hits / max(found + there, 1)
        rates = f"precision {wilson(hits, found)}  recall {wilson(hits, there)}"
        print(f"{name:10} F1 {f1:.3f}  {rates}  n {there}  calibration error {error:.3f}")


def report_flags(gold: list[dict[str, Any]], readings: list[dict[str, Any]]) -> None:
    for source in [*sorted({row["source"] for row in gold}), "all"]:
        pairs = [(g, r) for g, r in zip(gold, readings, strict=True) if source in ("all", g["source"])]
        for flag in FLAGS:
            there = sum(flag in g["flags"] for g, _ in pairs)
            found = sum(flag in r["flags"] for _, r in pairs)
            hits = sum(flag in g["flags"] and flag in r["flags"] for g, r in pairs)
            if there or found:
                rates = f"precision {wilson(hits, found):24} recall {wilson(hits, there):24}"
                print(f"{source:16} {flag:15} {rates} there {there} found {found}")
    for flag in FLAGS:
        p = np.array([row["p_flags"][flag] for row in readings])
        error = calibration_error(p, np.array([flag in row["flags"] for row in gold]))
        print(f"{flag:15} calibration error {error:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--readings", type=Path, required=True)
    options = parser.parse_args()
    gold, readings = (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in (options.gold, options.readings)
    )
    if [row["id"] for row in gold] != [row["id"] for row in readings]:
        raise SystemExit("The two files do not hold the same ids in the same order.")
    report_orientation(gold, readings)
    report_flags(gold, readings)


if __name__ == "__main__":
    main()
