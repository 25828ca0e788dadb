"""Figures of talk, corrected by the audit of their period, or widened by what is known of the reader.

Of each predicted label the audit knows which part is truly what (the error matrix). The organisation's figure is the
stratified estimate; a group's is what the reader said of it, carried over by the same matrix, and widened where a
test finds that the reader errs differently in different functions or kinds of talk. Only shares of messages are
corrected: a sample of messages does not say how threads would have been counted, so figures of threads stay the
reader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.audit.agreement import ORIENTATION, Agreement
from lilyroot.measure.audit.known_band import (
    Band,
    attenuation,
    band_of_centric,
    band_of_customers,
    band_of_flag,
    plausible_orientations,
    widened,
)
from lilyroot.measure.audit.outcome import BASE, Cell, Outcome
from lilyroot.measure.estimators.estimate import Floats, z_of
from lilyroot.measure.estimators.prevalence import wilson_distances
from lilyroot.measure.estimators.transport import corrected as carried_over
from lilyroot.measure.estimators.transport import same_errors
from lilyroot.measure.facts import FIGURES
from lilyroot.model.basis import AUDITED, READER_ONLY
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.known_error import KnownError, known_errors

Counts = NDArray[np.int64]

MAY_DIFFER: Final = 0.02
"""How many messages more or fewer than when the sample was drawn, as a share, before an audit no longer counts."""

PEOPLE_DO_NOT_AGREE: Final = (
    "People do not agree on it: two who labelled the same messages said too different things."
)
NO_AUDIT: Final = "No sample of these readings has been labelled by people."
ANOTHER_READER: Final = "The reader has changed since the sample was drawn."
OTHER_MESSAGES: Final = "Messages came or went after the sample was drawn."
TOO_FEW_SECOND: Final = "Too few messages were labelled twice to tell whether people agree on it."
NOT_SAMPLED: Final = "The sample holds no message that the reader labelled like this."
ONLY_THREADS: Final = "The audit samples messages; it does not say how threads would have been counted."

# indicator -> on whose labels it rests; those of threads cannot be corrected, but are nothing where people disagree
_CORRECTED: Final = {
    "salience": ORIENTATION,
    "centric_share": ORIENTATION,
    **{f"rate_{flag}": flag for flag in FLAGS},
}
_OF_THREADS: Final = ("customer_threads", "customer_driver", "engagement_replies", "engagement_participants")
_RESTS_ON: Final = {**_CORRECTED, **dict.fromkeys(_OF_THREADS, ORIENTATION)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit does for one period: which indicators it corrects, withholds, or leaves the reader's, and why."""

    outcome: Outcome | None
    corrects: tuple[str, ...] = ()
    withholds: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, str] = field(default_factory=dict)

    def manifest(self) -> dict[str, Any] | None:
        """What a release says of it; None where nothing was corrected."""
        if self.outcome is None or not self.corrects:
            return None
        agreed = {name: one.kappa for name, one in self.outcome.agreement.items() if one.kappa is not None}
        return {
            "drawn": self.outcome.drawn,
            "closed": self.outcome.closed,
            "labelled": self.outcome.labelled,
            "labelled_twice": self.outcome.agreement[ORIENTATION].pairs,
            "kappa": {name: round(kappa, 2) for name, kappa in agreed.items()},
            "corrects": list(self.corrects),
            "withholds": dict(self.withholds),
            "leaves": dict(self.leaves),
        }

    def notes(self) -> Iterator[str]:
        """Sentences for whoever reads the release: what the audit did, and what it could not do."""
        if self.outcome is None:
            return
        if self.corrects:
            yield (
                f"People labelled {self.outcome.labelled:,} messages of this period, drawn by chance; "
                "shares of messages are corrected by what they found."
            )
        for why in sorted({*self.leaves.values(), *self.withholds.values()}):
            left = [name for name, reason in {**self.leaves, **self.withholds}.items() if reason == why]
            yield f"Not corrected by the audit: {', '.join(left)}. {why}"


def judge(outcome: Outcome | None, readers: Sequence[str], messages: int) -> Verdict:
    """What the audit of a period may do: for figures made of readings by ``readers``, over so many ``messages``."""
    reason = _why_not(outcome, readers, messages)
    if outcome is None or reason:
        return Verdict(outcome, leaves=dict.fromkeys(_RESTS_ON, reason))
    withholds = {
        name: PEOPLE_DO_NOT_AGREE
        for name, target in _RESTS_ON.items()
        if outcome.agreement[target].verdict == "disagree"
    }
    leaves = {
        name: why
        for name, target in _RESTS_ON.items()
        if name not in withholds and (why := _left(outcome, name, outcome.agreement[target]))
    }
    corrects = tuple(name for name in _CORRECTED if name not in withholds and name not in leaves)
    return Verdict(outcome, corrects, withholds, leaves)


def _why_not(outcome: Outcome | None, readers: Sequence[str], messages: int) -> str:
    if outcome is None:
        return NO_AUDIT
    if sorted(outcome.readers) != sorted(readers):
        return ANOTHER_READER
    return OTHER_MESSAGES if abs(messages - outcome.messages) > MAY_DIFFER * outcome.messages else ""


def _left(outcome: Outcome, name: str, agreement: Agreement) -> str:
    if name in _OF_THREADS:
        return ONLY_THREADS
    if agreement.verdict == "cannot tell":
        return TOO_FEW_SECOND
    target = _CORRECTED[name]
    sizes = _orientation_sizes(outcome) if target == ORIENTATION else _flag_sizes(outcome, target)
    labels = _orientation_labels(outcome.cells) if target == ORIENTATION else _flag_labels(outcome.cells, target)
    return NOT_SAMPLED if ((sizes > 0) & (labels.sum(axis=1) == 0)).any() else ""


# --- the error matrices


def _orientation_sizes(outcome: Outcome) -> Counts:
    return np.array([outcome.population["orientation"][name] for name in ORIENTATIONS])


def _orientation_labels(cells: Iterable[Cell]) -> Counts:
    """The base sample, predicted x true."""
    table = np.zeros((3, 3), np.int64)
    for cell in cells:
        if BASE in cell.sets:
            table[ORIENTATIONS.index(cell.orientation), ORIENTATIONS.index(cell.true_orientation)] += cell.n
    return table


def _flag_sizes(outcome: Outcome, flag: str) -> Counts:
    """Messages with the flag, then those without it by orientation, as the reader gave them."""
    with_it = outcome.population["flags"][flag]
    without = [outcome.population["orientation"][name] - with_it[name] for name in ORIENTATIONS]
    return np.array([sum(with_it.values()), *without])


def _flag_labels(cells: Iterable[Cell], flag: str) -> Counts:
    """By the same four predicted labels: messages that truly carry the flag, and those that do not.

    Messages with the flag count from its own set, which was drawn from all of them; those without it from the base.
    """
    table = np.zeros((4, 2), np.int64)
    for cell in cells:
        if flag in cell.flags and flag in cell.sets:
            table[0, int(flag not in cell.true_flags)] += cell.n
        elif flag not in cell.flags and BASE in cell.sets:
            table[1 + ORIENTATIONS.index(cell.orientation), int(flag not in cell.true_flags)] += cell.n
    return table


def _spread(outcome: Outcome, flag: str | None) -> Floats:
    """How much the true shares differ between functions or between kinds of talk, whichever differ more."""
    found = []
    for groups in ("function", "kind"):
        by_group = [
            [cell for cell in outcome.cells if getattr(cell, groups) == name]
            for name in sorted({getattr(cell, groups) for cell in outcome.cells})
        ]
        tables = [_flag_labels(cells, flag) if flag else _orientation_labels(cells) for cells in by_group]
        found.append(same_errors(tables, seed=f"{outcome.period}/{groups}/{flag}").spread)
    largest: Floats = np.maximum(*found)
    return largest


# --- the figures


class _Period:
    """The figures of one period as arrays over its cells, indicator by indicator; changed in place."""

    def __init__(self, rows: Counts, columns: dict[str, Any]) -> None:
        self._columns = columns
        own = columns["indicator"][rows]
        self._rows = {name: rows[own == name] for name in set(own.tolist())}
        self.cuts = columns["cut"][self._rows["messages"]]

    def of(self, indicator: str) -> tuple[Floats, Floats, Floats]:
        """Value, low and high in each cell; NaN where there is none."""
        rows = self._rows[indicator]
        value, low, high = (self._columns[name][rows] for name in ("value", "low", "high"))
        return value, low, high

    def put(self, indicator: str, value: Floats, ends: Band, basis: str, most: float = 1.0) -> None:
        rows = self._rows[indicator]
        low, high = np.clip(ends[0], 0.0, most), np.clip(ends[1], 0.0, most)
        for name, numbers in (("value", value), ("low", low), ("high", high)):
            self._columns[name][rows] = numbers
        self._columns["basis"][rows] = basis

    def withhold(self, indicator: str) -> None:
        for name in ("value", "low", "high"):
            self._columns[name][self._rows[indicator]] = np.nan

    def predicted(self) -> Counts:
        """Messages of each cell by the orientation the reader gave them."""
        messages, salience, centric = (np.nan_to_num(self.of(name)[0]) for name in _COUNTED)
        customers = np.rint(salience * messages)
        inside = np.rint(centric * customers)
        return np.column_stack([inside, customers - inside, messages - customers]).astype(np.int64)


_COUNTED: Final = ("messages", "salience", "centric_share")


def correct(figures: pa.Table, verdicts: Mapping[str, Verdict], readers: Mapping[str, Sequence[str]]) -> pa.Table:
    """The same figures (schema FIGURES) with the error of the reader taken into account.

    ``verdicts`` and ``readers`` (the versions that read it) are asked for each period. A corrected figure has
    ``basis`` audited; one that people do not agree on has no value; all others that rest on a reader keep its value
    and get wider ends. Values that were missing stay missing.
    """
    columns = {name: figures[name].to_numpy(zero_copy_only=False).copy() for name in ("value", "low", "high")}
    columns |= {name: np.array(figures[name].to_pylist(), object) for name in ("period", "cut", "indicator", "basis")}
    for period in sorted(set(columns["period"])):
        part = _Period(np.flatnonzero(columns["period"] == period), columns)
        _settle(part, verdicts[period], known_errors(readers.get(period, ())))
    for name in ("value", "low", "high", "basis"):
        kind = FIGURES.field(name)
        changed = pa.array(columns[name], kind.type, from_pandas=True)
        figures = figures.set_column(FIGURES.get_field_index(name), kind, changed)
    return figures


def _settle(part: _Period, verdict: Verdict, errors: Sequence[KnownError]) -> None:
    """Audited figures are worked out from the reader's before any of these is overwritten."""
    predicted = part.predicted()
    ready = [
        (name, *_audited(part, predicted, verdict.outcome, name)) for name in verdict.corrects if verdict.outcome
    ]
    bands = {name: _known(part, predicted, name, errors) for name in verdict.leaves}
    for name, value, ends in ready:
        part.put(name, value, ends, AUDITED)
    for name, ends in bands.items():
        part.put(name, part.of(name)[0], ends, READER_ONLY, np.inf if name.startswith("engagement") else 1.0)
    for name in verdict.withholds:
        part.withhold(name)


def _audited(part: _Period, predicted: Counts, outcome: Outcome, name: str) -> tuple[Floats, Band]:
    flag = None if _CORRECTED[name] == ORIENTATION else _CORRECTED[name]
    spread = _spread(outcome, flag)
    whole = part.cuts == "organisation"
    found = [np.full(len(predicted), np.nan) for _ in range(3)]
    for cells, doubt in ((whole, None), (~whole, spread)):
        if cells.any():
            own = [numbers[cells] for numbers in part.of(name)]
            ready = (
                _flag_corrected(own, predicted[cells], outcome, flag, doubt)
                if flag
                else _orientation_corrected(own, predicted[cells], outcome, name, doubt)
            )
            for column, numbers in zip(found, ready, strict=True):
                column[cells] = numbers
    return found[0], (found[1], found[2])


def _orientation_corrected(
    own: Sequence[Floats], predicted: Counts, outcome: Outcome, name: str, spread: Floats | None
) -> tuple[Floats, Floats, Floats]:
    whole = [0, 1] if name == "centric_share" else None
    part = [0] if name == "centric_share" else [0, 1]
    labels = _orientation_labels(outcome.cells)
    seed = f"{outcome.period}/{name}"
    found = carried_over(predicted, labels, part, whole, ends=(own[1], own[2]), spread=spread, seed=seed)
    rest = z_of(0.95) * np.sqrt(_left_to_chance(predicted, labels, found.estimate, centric=whole is not None))
    under, over = np.hypot(found.estimate - found.low, rest), np.hypot(found.high - found.estimate, rest)
    if spread is not None:
        otherwise = _by_error_rates(predicted, labels, _orientation_sizes(outcome), centric=whole is not None)
        under, over = _reaching(found.estimate, under, over, otherwise)
    return found.estimate, found.estimate - under, found.estimate + over


def _by_error_rates(predicted: Counts, labels: Counts, sizes: Counts, *, centric: bool) -> Floats:
    """What a group's share would be if the reader erred alike everywhere *by true label* (sensitivity and so on).

    The error matrix carried over says how often a predicted label is right; where customers are commoner than in the
    organisation, it is right more often. Neither holds exactly, and no audit is large enough to choose: a group's
    band reaches over both.
    """
    joint = sizes[:, None] * (labels / np.maximum(labels.sum(axis=1, keepdims=True), 1))
    said = (joint / np.maximum(joint.sum(axis=0), 1e-12)).T  # true by predicted
    shares = predicted / np.maximum(predicted.sum(axis=1, keepdims=True), 1)
    truth = np.clip(shares @ np.linalg.pinv(said), 0.0, None)
    truth /= np.maximum(truth.sum(axis=1, keepdims=True), 1e-12)
    customers = truth[:, 0] + truth[:, 1]
    share = truth[:, 0] / np.where(customers > 0, customers, np.nan) if centric else customers
    found: Floats = share
    return found


def _reaching(value: Floats, under: Floats, over: Floats, otherwise: Floats) -> Band:
    """Distances that reach to what the other assumption says as well; missing where it says nothing."""
    away = np.nan_to_num(otherwise - value)
    return np.hypot(under, np.maximum(-away, 0)), np.hypot(over, np.maximum(away, 0))


def _left_to_chance(predicted: Counts, labels: Counts, share: Floats, *, centric: bool) -> Floats:
    """The variance of a cell's true share that is left when its predicted labels and the error matrix are known.

    The truth of each message still varies within its predicted label. Where a cell has few messages that counts;
    the bootstrap of its conversations sees only what was predicted.
    """
    truly = labels / np.maximum(labels.sum(axis=1, keepdims=True), 1)
    messages = np.maximum(predicted.sum(axis=1), 1)
    weights = predicted / messages[:, None]
    customers = truly[:, 0] + truly[:, 1]
    if not centric:
        plain: Floats = weights @ (customers * (1 - customers)) / messages
        return plain
    ratio = np.nan_to_num(share)[:, None]
    squares = truly[:, 0] * (1 - ratio) ** 2 + truly[:, 1] * ratio**2
    bottom = np.maximum(weights @ customers, 1e-12)
    found: Floats = (weights * (squares - (truly[:, 0] - ratio * customers) ** 2)).sum(axis=1) / messages / bottom**2
    return found


def _flag_corrected(
    own: Sequence[Floats], predicted: Counts, outcome: Outcome, flag: str, spread: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """The stratified estimate with MOVER-Wilson distances, the cell's own conversations and the spread of groups.

    The reader's own rate q is the weight of the first stratum; what is without the flag is divided among the
    orientations as the cell's messages are.
    """
    rate, low, high = own
    labels, sizes = _flag_labels(outcome.cells, flag), _flag_sizes(outcome, flag)
    messages = np.maximum(predicted.sum(axis=1, keepdims=True), 1)
    weights = np.column_stack([rate, (1 - rate)[:, None] * (predicted / messages)])
    audited = labels.sum(axis=1)
    truly = labels[:, 0] / np.maximum(audited, 1)
    below, above = wilson_distances(truly, np.maximum(audited, 1).astype(np.float64))
    value = weights @ truly
    slope = truly[0] - (weights[:, 1:] @ truly[1:]) / np.maximum(weights[:, 1:].sum(axis=1), 1e-12)
    down, up = slope * (rate - low), slope * (high - rate)
    down, up = np.where(slope >= 0, down, -up), np.where(slope >= 0, up, -down)
    doubt = np.zeros(len(value)) if spread is None else z_of(0.95) * np.hypot.reduce(weights * spread[:, 0], axis=1)
    rest = z_of(0.95) ** 2 * (weights @ (truly * (1 - truly))) / messages[:, 0]  # as in _left_to_chance
    under = np.sqrt(np.hypot.reduce(weights * below, axis=1) ** 2 + down**2 + doubt**2 + rest)
    over = np.sqrt(np.hypot.reduce(weights * above, axis=1) ** 2 + up**2 + doubt**2 + rest)
    if spread is not None:
        there = sizes * truly
        found = there[0] / max(there.sum(), 1e-12)
        falsely = (sizes[0] - there[0]) / max(sizes.sum() - there.sum(), 1e-12)
        otherwise = np.clip((rate - falsely) / (found - falsely), 0, 1) if found > falsely else value
        under, over = _reaching(value, under, over, otherwise)
    return value, value - under, value + over


def _known(part: _Period, predicted: Counts, name: str, errors: Sequence[KnownError]) -> Band:
    """The ends of an uncorrected figure, widened; with several readers behind it, the widest."""
    value, *ends = part.of(name)
    bands = [widened(value, (ends[0], ends[1]), _band(part, predicted, name, error)) for error in errors]
    lows, highs = zip(*bands, strict=True) if bands else ([ends[0]], [ends[1]])
    return np.min(lows, axis=0), np.max(highs, axis=0)


def _band(part: _Period, predicted: Counts, name: str, error: KnownError) -> Band:
    value = part.of(name)[0]
    if name in ("salience", "centric_share", "customer_threads", "customer_driver"):
        messages = np.maximum(predicted.sum(axis=1, keepdims=True), 1)
        truth = plausible_orientations(error, predicted / messages)
        if name == "centric_share":
            return band_of_centric(truth)
        low, high = band_of_customers(truth)
        if name == "salience":
            return low, high
        salience = np.maximum(part.of("salience")[0], 1e-12)  # threads, as if they were messages
        return value * low / salience, value * high / salience
    if name.startswith("rate_"):
        flag = name.removeprefix("rate_")
        return band_of_flag(error.flags[flag], value, f"{error.reader}/{flag}")
    unpulled = np.maximum(1 + (value - 1) / attenuation(error), 0.0)
    return np.fmin(value, unpulled), np.fmax(value, unpulled)
