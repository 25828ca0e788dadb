"""The part of the page about the sets that ship: brush-off, traps, the paired messages; and spans."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .rates import Rate, beyond_noise_paired, clustered, rate
from .reading import Row, holds
from .seen import Seen, by_group, differing, marked, table, told, wrong_brush_off, wrong_orientation

HOLDS = 8  # of ten


def brush_off(rows: list[Row], seen: list[Seen]) -> str:
    lines = []
    for each in seen:
        flagged = ["brush_off" in reading["flags"] for reading in each.readings["brush_off"]]
        hits = sum(flag and row["brush_off"] for row, flag in zip(rows, flagged, strict=True))
        refused = sum(row["brush_off"] for row in rows)
        lines.append([each.name, str(Rate(hits, sum(flagged))), str(Rate(hits, refused))])
    return table(["reader", "precision", "recall"], lines)


def brush_off_kinds(rows: list[Row], seen: list[Seen], *, refused: bool) -> str:
    """By kind: refusals that were missed, or decoys that were taken for one."""
    chosen = [i for i, row in enumerate(rows) if row["brush_off"] is refused]
    picked = [rows[i] for i in chosen]
    rates = [
        by_group(
            picked, [each.readings["brush_off"][i] for i in chosen], lambda row: str(row["kind"]), wrong_brush_off
        )
        for each in seen
    ]
    what = "missed" if refused else "taken for one"
    lines = [[kind, str(rates[0][kind].of), *[str(r[kind]) for r in rates]] for kind in sorted(rates[0])]
    return table(["kind", "n", *[f"{what}, {each.name}" for each in seen]], lines)


def brush_off_groups(rows: list[Row], seen: list[Seen], name: str, differences: list[str]) -> str:
    """Wrong either way, by channel, style or sector; sectors of fewer than ten messages stand together."""
    sizes = {key: sum(row[name] == key for row in rows) for key in {row[name] for row in rows}}

    def group(row: Row) -> str:
        return str(row[name]) if sizes[row[name]] >= HOLDS + 2 else "others"

    rates = [by_group(rows, each.readings["brush_off"], group, wrong_brush_off) for each in seen]
    stand = [differing(rows, each.readings["brush_off"], group, wrong_brush_off, "brush_off") for each in seen]
    for each, gaps in zip(seen, stand, strict=True):
        differences += told(each.name, f"brush-off by {name}", gaps)
    lines = [
        [key, str(rates[0][key].of), *[marked(r[key], key in s) for r, s in zip(rates, stand, strict=True)]]
        for key in sorted(rates[0])
    ]
    return table([name, "n", *[f"wrong, {each.name}" for each in seen]], lines)


def flags(rows: list[Row], seen: list[Seen]) -> str:
    lines = []
    for flag in dict.fromkeys(row["flag"] for row in rows):
        there = [row["stands"] for row in rows if row["flag"] == flag]
        for each in seen:
            pairs = zip(rows, each.readings["flags"], strict=True)
            found = [flag in reading["flags"] for row, reading in pairs if row["flag"] == flag]
            hits = sum(a and b for a, b in zip(there, found, strict=True))
            sizes = [str(sum(there)), str(len(there) - sum(there))]
            lines.append([flag, *sizes, each.name, str(Rate(hits, sum(found))), str(Rate(hits, sum(there)))])
    return table(["flag", "n", "near misses", "reader", "precision", "recall"], lines)


def traps(rows: list[Row], seen: list[Seen]) -> str:
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    lines = [[kind.replace("_", " "), *[_trap(rows, each, kind) for each in seen]] for kind in kinds]
    twins = [
        str(rate([holds(a, b) for a, b in zip(rows, each.readings["traps"], strict=True) if a["twin"]]))
        for each in seen
    ]
    return table(["kind", *[each.name for each in seen]], [*lines, ["twins of all kinds (45)", *twins]])


def _trap(rows: list[Row], each: Seen, kind: str) -> str:
    pairs = zip(rows, each.readings["traps"], strict=True)
    found = rate([holds(a, b) for a, b in pairs if a["kind"] == kind and not a["twin"]])
    low, high = found.interval
    return f"{found.hits} of {found.of} ({low:.2f} to {high:.2f})" + (" falls" if found.hits < HOLDS else "")


def paired(rows: list[Row], seen: list[Seen], differences: list[str]) -> str:
    sides = {each.name: _stand(rows, each) for each in seen}
    lines = []
    for name in ("channel", "style"):
        for value in sorted({row[name] for row in rows}):
            picks = [i for i, row in enumerate(rows) if row[name] == value]
            cells = [
                marked(clustered(_wrong_by_content(rows, each, picks)), value in sides[each.name]) for each in seen
            ]
            lines.append([value, str(len(picks)), *cells])
    for reader, gaps in sides.items():
        differences += told(reader, "paired contents", gaps)
    alike = [str(rate(_alike(rows, each))) for each in seen]
    lines.append(["contents read alike in all eight forms", str(len(_alike(rows, seen[0]))), *alike])
    return table(["form", "n", *[f"wrong, {each.name}" for each in seen]], lines)


def _wrong_by_content(rows: list[Row], each: Seen, picks: list[int]) -> dict[str, list[bool]]:
    wrong: dict[str, list[bool]] = {}
    for place in picks:
        error = wrong_orientation(rows[place], each.readings["paired"][place])
        wrong.setdefault(rows[place]["content"], []).append(error)
    return wrong


def _stand(rows: list[Row], each: Seen) -> dict[str, float]:
    """Channels that differ from the mean of the content's other forms, and styles that differ from each other."""
    errors = [wrong_orientation(row, reading) for row, reading in zip(rows, each.readings["paired"], strict=True)]
    contents = list(dict.fromkeys(row["content"] for row in rows))

    def gaps(name: str, value: str) -> NDArray[np.float64]:
        def mean(content: str, inside: bool) -> float:
            chosen = [
                error
                for row, error in zip(rows, errors, strict=True)
                if row["content"] == content and (row[name] == value) is inside
            ]
            return float(np.mean(chosen))

        return np.array([mean(content, True) - mean(content, False) for content in contents])

    channels = sorted({row["channel"] for row in rows})
    stand = beyond_noise_paired({value: gaps("channel", value) for value in channels})
    return stand | beyond_noise_paired({"non-native": gaps("style", "non-native")})


def _alike(rows: list[Row], each: Seen) -> list[bool]:
    said: dict[str, set[str]] = {}
    for row, reading in zip(rows, each.readings["paired"], strict=True):
        said.setdefault(row["content"], set()).add(reading["orientation"])
    return [len(labels) == 1 for labels in said.values()]


def spans(seen: list[Seen]) -> str:
    lines = []
    for each in seen:
        for name, found in each.faithful.items():
            lines.append(
                [each.name, name, str(found.labels), str(found.spans.of), str(found.spans), str(found.others)]
            )
    head = ["reader", "set", "labels", "of them compared", "the spans' words gone", "as many other words gone"]
    return table(head, lines)
