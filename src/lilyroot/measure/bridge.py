"""The bridge from one version of the reader to another: the same messages, read by both.

When the reader changes, figures before and after are not comparable: what changed may be the reader. The bridge says
by how much the reader alone moves the figures of the whole organisation. It is made once for two versions and kept.
A reader is a pure function, so what the version before has read of a message is what it would read today; its model
need not be there any more.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.engines import DuckDB
from lilyroot.errors import InputError, ReleaseRefused
from lilyroot.listen.intake import read_texts
from lilyroot.measure.panel import NOT_READ, draw
from lilyroot.model.labels import ORIENTATIONS
from lilyroot.model.tables import TEXTS
from lilyroot.read.reader import Reader
from lilyroot.store.store import Store

FEWEST_MESSAGES: Final = 100
FEWEST_PEOPLE: Final = 5
PANEL_SIZE: Final = 2_000
_DRAWS, _SEED = 2_000, 23
_NAMES: Final = (*ORIENTATIONS, NOT_READ)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Change:
    """A share (0..1) before and after, and their difference with its 95 % interval, on ``n`` messages."""

    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def within_noise(self) -> bool:
        """Whether no change at all is as good an explanation."""
        return self.low <= 0 <= self.high

    def difference(self) -> str:
        """Only how far it moves, without the level."""
        noise = "within noise" if self.within_noise else "more than noise"
        return (
            f"{100 * (self.after - self.before):+.1f} points "
            f"(95 % {100 * self.low:+.1f} to {100 * self.high:+.1f}, n = {self.n:,}): {noise}"
        )


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a change of the reader does to the figures of the whole organisation.

    ``table``: of the messages that both read, the share (0..1) that ``before`` calls one orientation (rows, in the
    order of ORIENTATIONS) and ``after`` another (columns). ``centric_share`` is None when fewer than five people
    spoke of customers.
    """

    before: str
    after: str
    made: str
    panel: str
    messages: int
    table: tuple[tuple[float, ...], ...]
    salience: Change
    centric_share: Change | None

    @property
    def agreement(self) -> float:
        """The share (0..1) of messages that both versions give the same orientation."""
        return sum(self.table[place][place] for place in range(len(self.table)))

    def sentence(self) -> str:
        """In one sentence, for the notes of a release.

        It says what the reader changes and no level: the panel's level, compared with a published one, could say
        something of the few whose messages are in no published figure.
        """
        centric = f"; centric share {self.centric_share.difference()}" if self.centric_share else ""
        salience = f"salience {self.salience.difference()}"
        return f"By the reader alone, on the same {self.messages:,} messages: {salience}{centric}."


def bridges(store: Store) -> list[Bridge]:
    """All bridges that were made, oldest first."""
    rows = store.catalogue.connection.execute(
        "SELECT before, after, made, panel, figures FROM bridge ORDER BY made, before, after"
    )
    return [_kept(*row) for row in rows]


def bridge_between(store: Store, before: str, after: str) -> Bridge | None:
    """The bridge between two versions, None if none was made."""
    row = store.catalogue.connection.execute(
        "SELECT before, after, made, panel, figures FROM bridge WHERE before = ? AND after = ?", (before, after)
    ).fetchone()
    return _kept(*row) if row else None


def version_before(store: Store, after: str) -> str:
    """The version, other than ``after``, that has read most of the exports whose texts are held.

    Raises ``InputError`` when nothing was read by another version.
    """
    row = store.catalogue.connection.execute(
        """SELECT reader FROM segment WHERE tab = 'readings' AND reader <> ?
           GROUP BY reader
           ORDER BY SUM(rows * (export IN (SELECT export FROM segment WHERE tab = 'texts'))) DESC,
                    SUM(rows) DESC, reader
           LIMIT 1""",
        (after,),
    ).fetchone()
    if row is None:
        remedy = "A bridge is needed only after the reader has changed."
        raise InputError("bridge.none", f"Nothing was read by a version other than {after}.", remedy=remedy)
    return str(row[0])


def build(store: Store, reader: Reader, before: str, *, size: int = PANEL_SIZE) -> Bridge:
    """The bridge from ``before`` to ``reader``: the one that was made, or a new one, which is then kept.

    Raises ``InputError`` when fewer than 100 messages of ``before`` still have their text or are read by both,
    ``ReleaseRefused`` when they come from fewer than five people.
    """
    made = bridge_between(store, before, reader.version)
    if made:
        return made
    store.spill.mkdir(exist_ok=True, mode=0o700)
    with DuckDB(memory="2GB", spill=store.spill) as engine:
        panel = draw(store, engine, before, size)
    _enough(panel.num_rows, before)
    now = read_texts(panel.select(TEXTS.names).cast(TEXTS), reader)
    bridge = _measured(panel, now, before, reader.version)
    _keep(store, bridge, panel)
    return bridge


def _measured(panel: pa.Table, now: pa.Table, before: str, after: str) -> Bridge:
    was = _places(panel["orientation"].to_pylist())
    is_ = _places([name or NOT_READ for name in now["orientation"].to_pylist()])
    both = (was < len(ORIENTATIONS)) & (is_ < len(ORIENTATIONS))
    _enough(int(both.sum()), before)
    weight, people = panel["weight"].to_numpy(), np.array(panel["person"].to_pylist())
    if len(set(people)) < FEWEST_PEOPLE:
        raise ReleaseRefused(
            "bridge.people",
            f"The messages come from fewer than {FEWEST_PEOPLE} people.",
            remedy="A bridge is made for an organisation, never for a few people.",
        )
    times = _resampled(list(zip(panel["period"].to_pylist(), panel["orientation"].to_pylist(), strict=True)))
    counts = np.zeros((len(ORIENTATIONS),) * 2)
    np.add.at(counts, (was[both], is_[both]), weight[both])
    spoke = min(len(set(people[both & _customers(places)])) for places in (was, is_))
    return Bridge(
        before,
        after,
        datetime.now(UTC).isoformat(timespec="seconds"),
        _identity(panel),
        int(both.sum()),
        tuple(tuple(float(share) for share in row) for row in counts / counts.sum()),
        _change(weight, times, _customers(was), _customers(is_), both, both),
        _change(weight, times, was == 0, is_ == 0, both & _customers(was), both & _customers(is_))
        if spoke >= FEWEST_PEOPLE
        else None,
    )


def _places(names: list[str]) -> Places:
    return np.array([_NAMES.index(name) for name in names], np.int64)


def _customers(places: Places) -> NDArray[np.bool_]:
    return places < ORIENTATIONS.index("none")


def _resampled(strata: list[tuple[str, str]]) -> Floats:
    """For each draw how often each message stands in it; every stratum keeps its size."""
    rng = np.random.default_rng(_SEED)
    _, stratum = np.unique([f"{period} {orientation}" for period, orientation in strata], return_inverse=True)
    times = np.zeros((_DRAWS, len(strata)))
    for number in range(int(stratum.max()) + 1):
        members = np.flatnonzero(stratum == number)
        times[:, members] = rng.multinomial(len(members), np.full(len(members), 1 / len(members)), size=_DRAWS)
    return times


def _change(
    weight: Floats,
    times: Floats,
    was: NDArray[np.bool_],
    is_: NDArray[np.bool_],
    of_was: NDArray[np.bool_],
    of_is: NDArray[np.bool_],
) -> Change:
    """The share of ``was`` in ``of_was`` and of ``is_`` in ``of_is``, and how sure the difference is."""
    columns = np.column_stack([was & of_was, of_was, is_ & of_is, of_is]) * weight[:, None]
    before, after = _shares(columns.sum(axis=0, keepdims=True))
    drawn_before, drawn_after = _shares(times @ columns)
    low, high = np.nanquantile(drawn_after - drawn_before, (0.025, 0.975))
    return Change(float(before[0]), float(after[0]), float(low), float(high), int((of_was | of_is).sum()))


def _shares(sums: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 3]


def _enough(messages: int, before: str) -> None:
    if messages < FEWEST_MESSAGES:
        raise InputError(
            "bridge.few",
            f"Only {messages} messages that {before} has read still have their text and are read by both.",
            remedy=f"A bridge needs {FEWEST_MESSAGES}; make it before the raw text of the old readings is deleted.",
        )


def _identity(panel: pa.Table) -> str:
    """The panel's id: the hash of which messages are in it."""
    rows = zip(panel["message"].to_pylist(), panel["revision"].to_pylist(), strict=True)
    return hashlib.sha256("\n".join(f"{key} {revision}" for key, revision in sorted(rows)).encode()).hexdigest()[:12]


def _keep(store: Store, bridge: Bridge, panel: pa.Table) -> None:
    figures = {name: value for name, value in asdict(bridge).items() if name not in _COLUMNS}
    with store.catalogue.writing() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO bridge VALUES (?, ?, ?, ?, ?)",
            (bridge.before, bridge.after, bridge.made, bridge.panel, json.dumps(figures)),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO panel VALUES (?, ?, ?)",
            [
                (bridge.panel, key, revision)
                for key, revision in zip(panel["message"].to_pylist(), panel["revision"].to_pylist(), strict=True)
            ],
        )


_COLUMNS: Final = ("before", "after", "made", "panel")


def _kept(before: str, after: str, made: str, panel: str, figures: str) -> Bridge:
    found = json.loads(figures)
    table = tuple(tuple(row) for row in found["table"])
    centric = found["centric_share"]
    return Bridge(
        before,
        after,
        made,
        panel,
        found["messages"],
        table,
        Change(**found["salience"]),
        Change(**centric) if centric else None,
    )
