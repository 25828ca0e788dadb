"""From planted rates to the label of one message: which labels there are, and how likely each is.

A message carries no flag, one flag, or one of a few pairs that go together in life. The pairs take a share of the
rarer flag, so that every flag keeps exactly its planted rate.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from lilyroot.model.labels import FLAGS, Orientation
from lilyroot.sample.story import Rates


class Label(NamedTuple):
    """The true reading of a message. Flags are in the order of the codebook."""

    orientation: Orientation
    flags: tuple[str, ...] = ()


_Places = Mapping[Orientation, float]

# Where a flag stands when it stands alone: share over the orientations.
_ALONE: Final[Mapping[str, _Places]] = {
    "blame": {"none": 0.60, "focused": 0.20, "centric": 0.20},
    "brush_off": {"focused": 0.50, "centric": 0.50},
    "recognition": {"none": 0.60, "focused": 0.22, "centric": 0.18},
    "customer_voice": {"focused": 0.25, "centric": 0.75},
    "commitment": {"focused": 0.50, "centric": 0.50},
    "politics": {"none": 0.70, "focused": 0.30},
    "sales_pressure": {"focused": 0.88, "centric": 0.12},
}
# Flags that come together: share of the rarer of the two, and where the pair stands.
_TOGETHER: Final[Mapping[tuple[str, str], tuple[float, _Places]]] = {
    ("customer_voice", "commitment"): (0.20, {"centric": 1.0}),
    ("brush_off", "customer_voice"): (0.25, {"centric": 0.7, "focused": 0.3}),
    ("recognition", "customer_voice"): (0.12, {"centric": 0.6, "focused": 0.4}),
    ("recognition", "commitment"): (0.10, {"centric": 1.0}),
    ("recognition", "sales_pressure"): (0.15, {"focused": 1.0}),
    ("blame", "brush_off"): (0.12, {"centric": 0.5, "focused": 0.5}),
    ("blame", "politics"): (0.15, {"none": 1.0}),
    ("politics", "sales_pressure"): (0.12, {"focused": 1.0}),
}


def label_shares(rates: Rates) -> dict[Label, float]:
    """The share of every label among all messages; they add up to 1.

    Where rates leave too little room (flags that need the customer's side in a team that hardly takes it), a
    share would be negative: the story must not be written like that, and a test walks through all of it.
    """
    shares: dict[Label, float] = {}
    alone = {flag: rates.flags[flag] for flag in FLAGS}
    for (first, second), (part, places) in _TOGETHER.items():
        rate = part * min(rates.flags[first], rates.flags[second])
        alone[first] -= rate
        alone[second] -= rate
        _spread(shares, (first, second), rate, places)
    for flag, rate in alone.items():
        _spread(shares, (flag,), rate, _ALONE[flag])
    whole = {
        "none": 1 - rates.salience,
        "centric": rates.salience * rates.centric_share,
        "focused": rates.salience * (1 - rates.centric_share),
    }
    plain = {Label("none"): whole["none"], Label("centric"): whole["centric"], Label("focused"): whole["focused"]}
    for label, share in shares.items():
        plain[Label(label.orientation)] -= share
    return {**plain, **shares}


def _spread(shares: dict[Label, float], flags: tuple[str, ...], rate: float, places: _Places) -> None:
    ordered = tuple(flag for flag in FLAGS if flag in flags)
    for orientation, part in places.items():
        shares[Label(orientation, ordered)] = rate * part


def every_label() -> tuple[Label, ...]:
    """All labels a sample message can carry."""
    flags = dict.fromkeys(FLAGS, 0.01)
    return tuple(label_shares(Rates(0.5, 0.5, flags, 1.0)))


class LabelUrn:
    """Draws labels at the planted shares, given whether the message is about customers."""

    def __init__(self, rates: Rates) -> None:
        shares = label_shares(rates)
        self._about = _urn({label: share for label, share in shares.items() if label.orientation != "none"})
        self._other = _urn({label: share for label, share in shares.items() if label.orientation == "none"})

    def draw(self, rng: random.Random, *, about_customers: bool) -> Label:
        labels, edges = self._about if about_customers else self._other
        return labels[bisect(edges, rng.random() * edges[-1], 0, len(edges) - 1)]


def _urn(shares: dict[Label, float]) -> tuple[tuple[Label, ...], tuple[float, ...]]:
    return tuple(shares), tuple(accumulate(shares.values()))
