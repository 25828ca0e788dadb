"""The part of the page about real talk: orientation, groups of messages, flags, calibration, the unsure band."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lilyroot.model.labels import FLAGS, ORIENTATIONS

from .rates import (
    BINS,
    Rate,
    calibration_error_by_chance,
    kappa,
    macro_f1,
    mean_calibration_error,
    rate,
    with_interval,
)
from .reading import Row
from .seen import Seen, by_group, differing, marked, table, told, wrong_orientation

TOO_RARE = 30  # positives below which an interval of precision or recall is wider than 0.35
LENGTHS = {"1 to 7 words": 8, "8 to 15": 16, "16 to 30": 31, "31 and more": 10**9}

SOURCES = {
    "elitr": "project meetings",
    "enron": "public-record company mail",
    "handbook": "company handbooks",
    "qmsum-academic": "research meetings",
    "qmsum-committee": "parliament committees",
    "qmsum-product": "product-design meetings",
    "slack-se": "developer chat",
    "tc39": "standards notes",
}


def source(row: Row) -> str:
    return SOURCES.get(row["source"], str(row["source"]))


def length(row: Row) -> str:
    words = len(row["text"].split())
    return next(name for name, end in LENGTHS.items() if words < end)


GROUPS: dict[str, Callable[[Row], str]] = {
    "source": source,
    "length": length,
    "picked": lambda row: "picked for being hard or about customers" if row.get("enriched") else "as it came",
    "context": lambda row: "with context" if row["context"] else "without context",
}


def orientation(rows: list[Row], seen: list[Seen]) -> str:
    gold = [row["orientation"] for row in rows]
    lines = []
    for each in seen:
        said = [str(reading["orientation"]) for reading in each.readings["dev"]]
        plain = [(g, s) for row, g, s in zip(rows, gold, said, strict=True) if not row.get("enriched")]
        both = [(g, s) for g, s in zip(gold, said, strict=True) if "none" not in (g, s)]
        lines.append(
            [
                each.name,
                with_interval(macro_f1, gold, said),
                with_interval(kappa, gold, said),
                with_interval(macro_f1, *_columns(plain)),
                f"{with_interval(kappa, *_columns(both))}, n = {len(both)}",
            ]
        )
    head = ["reader", "macro-F1", "kappa", "macro-F1, not picked", "kappa of centric against focused"]
    return table(head, lines) + "\n" + _by_label(gold, seen)


def _columns(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def _by_label(gold: list[str], seen: list[Seen]) -> str:
    lines = []
    for label in ORIENTATIONS:
        for each in seen:
            said = [reading["orientation"] for reading in each.readings["dev"]]
            found = rate([g == label for g, s in zip(gold, said, strict=True) if s == label])
            there = rate([s == label for g, s in zip(gold, said, strict=True) if g == label])
            lines.append([label, str(there.of), each.name, str(found), str(there)])
    return table(["label", "n", "reader", "precision", "recall"], lines)


def groups(rows: list[Row], seen: list[Seen], name: str, differences: list[str]) -> str:
    """Error rates by one way of grouping; what is beyond noise is bold and goes to ``differences``."""
    group = GROUPS[name]
    errors = [by_group(rows, each.readings["dev"], group, wrong_orientation) for each in seen]
    stand = [differing(rows, each.readings["dev"], group, wrong_orientation, "orientation") for each in seen]
    about: dict[str, list[bool]] = {}
    for row in rows:
        about.setdefault(group(row), []).append(row["orientation"] != "none")
    lines = []
    for key in [key for key in LENGTHS if key in about] or sorted(about):
        cells = [marked(e[key], key in s) for e, s in zip(errors, stand, strict=True)]
        lines.append([key, str(len(about[key])), f"{np.mean(about[key]):.0%}", *cells])
    for each, gaps in zip(seen, stand, strict=True):
        differences += told(each.name, f"real talk by {name}", gaps)
    return table([name, "n", "about customers", *[f"wrong, {each.name}" for each in seen]], lines)


def flags(rows: list[Row], seen: list[Seen]) -> str:
    lines = []
    for flag in FLAGS:
        there = [flag in row["flags"] for row in rows]
        for each in seen:
            found = [flag in reading["flags"] for reading in each.readings["dev"]]
            hits = sum(a and b for a, b in zip(there, found, strict=True))
            verdict = "too rare to claim" if sum(there) < TOO_RARE else "see the intervals"
            rates = [str(Rate(hits, sum(found))), str(Rate(hits, sum(there)))]
            lines.append([flag, str(sum(there)), each.name, str(sum(found)), *rates, verdict])
    return table(["flag", "n", "reader", "found", "precision", "recall", ""], lines)


def calibration(rows: list[Row], seen: list[Seen]) -> str:
    lines = []
    for name in ["all", *sorted(set(map(source, rows)))]:
        picks = [i for i, row in enumerate(rows) if name in ("all", source(row))]
        cells = [_calibration_cell([rows[i] for i in picks], [r.readings["dev"][i] for i in picks]) for r in seen]
        lines.append([name, str(len(picks)), *cells])
    return table(["source", "n", *[each.name for each in seen]], lines)


def _calibration_cell(rows: list[Row], readings: list[Row]) -> str:
    """The error, and what perfect calibration would stay under."""
    pairs = [(row, reading) for row, reading in zip(rows, readings, strict=True) if reading["orientation"]]
    p = np.array([[reading["p"][label] for label in ORIENTATIONS] for _, reading in pairs], float)
    truth = np.array([ORIENTATIONS.index(row["orientation"]) for row, _ in pairs])
    return f"{mean_calibration_error(p, truth):.3f} (chance {calibration_error_by_chance(p):.3f})"


def reliability(rows: list[Row], seen: list[Seen]) -> str:
    """Of the label that was given: the probability stated and how often it was right."""
    lines = []
    for place in range(3, BINS):
        cells = []
        for each in seen:
            found = [
                (reading["p"][reading["orientation"]], not wrong_orientation(row, reading))
                for row, reading in zip(rows, each.readings["dev"], strict=True)
                if reading["orientation"]
            ]
            inside = [(p, right) for p, right in found if min(int(p * BINS), BINS - 1) == place]
            shown = f"{np.mean([p for p, _ in inside]):.2f}" if inside else "–"
            cells += [str(len(inside)), shown, str(rate([right for _, right in inside]))]
        lines.append([f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}", *cells])
    head = [f"{each.name}: {what}" for each in seen for what in ("n", "stated", "right")]
    return table(["probability", *head], lines)


def unsure(rows: list[Row], seen: list[Seen]) -> str:
    lines = []
    for each in seen:
        for name, picked in (("all", (True, False)), ("as it came", (False,))):
            pairs = [
                (reading["unsure"], wrong_orientation(row, reading))
                for row, reading in zip(rows, each.readings["dev"], strict=True)
                if bool(row.get("enriched")) in picked
            ]
            inside, outside = ([wrong for doubt, wrong in pairs if doubt is side] for side in (True, False))
            caught = Rate(sum(inside), sum(inside) + sum(outside))
            share = Rate(len(inside), len(pairs))
            lines.append([each.name, name, str(share), str(rate(inside)), str(rate(outside)), str(caught)])
    head = ["reader", "messages", "unsure", "wrong where unsure", "wrong where sure", "of all errors, where unsure"]
    return table(head, lines)
