"""The sample of an audit: who can be in it, how it is drawn, and with what chances.

**The correcting sample** has two parts, both uniformly random within their strata:

- a *base*, from each orientation the reader gave: the square root of a stratum's size decides its part, at least 40
  (or all) of each (power allocation, Bankier 1988), so that rare labels are seen often enough and common ones govern
  the precision of the whole;
- for each flag a *set* from all messages that the reader gave the flag, because a base sample would hardly meet one.

A message may be in several; it is labelled once. Nothing that would bias enters the choice: not the probability, not
the unsure band, not the length, the person or the team. **The refining sample** may: it prefers unsure readings, is
kept apart and enters no correction.
"""

from __future__ import annotations

import json
import math
import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pyarrow as pa

from lilyroot.audit.box import AuditBox, Sampled, box_file, closed_file
from lilyroot.engines import DuckDB
from lilyroot.errors import AuditError
from lilyroot.measure.audit.outcome import BASE
from lilyroot.measure.audit.redaction import Redact
from lilyroot.measure.gather import load_segments, load_who, place
from lilyroot.measure.profile import BETWEEN
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import MESSAGES, READINGS, TEXTS
from lilyroot.store.audit_texts import HELD_DAYS
from lilyroot.store.lock import held
from lilyroot.store.objections import delete_held
from lilyroot.store.organisation import UNDATED, period_days
from lilyroot.store.policy import in_force
from lilyroot.store.store import Store

SIZE: Final = 300
FEWEST_OF_AN_ORIENTATION: Final = 40
SECOND_SHARE: Final = 0.2
UNSURE: Final = "unsure"
_OF_EACH_FLAG: Final = 0.04  # of the sample
_SECOND_OF_FLAGS: Final = 0.4
_MAY_BE_GONE: Final = 0.05

# Every message that a figure of the period counts, with what the reader said and whether its text is held.
_FRAME: Final = f"""
    SELECT m.message AS message, m.revision AS revision, m.source AS source, m.kind AS kind,
           p.person AS person, split_part(p.function, '{BETWEEN}', 1) AS function, r.reader AS reader,
           r.orientation AS orientation,
           {", ".join(f"r.{flag} AS {flag}" for flag in FLAGS)}, r.unsure AS unsure,
           t.message IS NOT NULL AS held
    FROM stored_message AS m
    JOIN stored_reading AS r ON r.message = m.message AND r.revision = m.revision
    LEFT JOIN who AS w ON w.speaker = m.speaker
    LEFT JOIN replaced AS s ON s.message = m.message AND s.revision = m.revision
    LEFT JOIN stored_text AS t ON t.message = m.message AND t.revision = m.revision
    JOIN asked AS a ON a.period = COALESCE(strftime(m.sent, '%Y-%m'), '{UNDATED}')
    JOIN placement AS p ON p.person = COALESCE(w.person, m.speaker) AND p.period = a.period
    WHERE s.message IS NULL AND r.orientation IS NOT NULL
"""  # noqa: S608 - constants

_SIZES: Final = f"""
    SELECT orientation, COUNT(*) AS messages, COUNT(CASE WHEN held THEN 1 END) AS held,
           {", ".join(f"COUNT(CASE WHEN {flag} THEN 1 END) AS {flag}" for flag in FLAGS)}
    FROM frame GROUP BY orientation
"""  # noqa: S608 - constants

_PLACES: Final = f"""
    SELECT f.*,
           ROW_NUMBER() OVER (PARTITION BY f.orientation ORDER BY md5(seed.base || f.message)) AS in_base,
           {
    ", ".join(
        f"ROW_NUMBER() OVER (PARTITION BY f.{flag} ORDER BY md5(seed.{flag} || f.message)) AS in_{flag}"
        for flag in FLAGS
    )
},
           ROW_NUMBER() OVER (PARTITION BY f.unsure ORDER BY md5(seed.unsure || f.message)) AS in_unsure
    FROM frame AS f, seed WHERE f.held
"""  # noqa: S608 - constants

_DRAWN: Final = (
    "SELECT d.*, t.text AS text, t.context AS context FROM ({chosen}) AS d JOIN stored_text AS t "
    "ON t.message = d.message AND t.revision = d.revision ORDER BY d.message"
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: messages in the period, in the correcting and the refining sample, and labels wanted."""

    population: int
    correcting: int
    refining: int
    labels: int
    delete_after: date


def draw(
    store: Store,
    period: str,
    auditors: Sequence[str],
    redact: Redact,
    *,
    today: date,
    size: int = SIZE,
    unsure: int = 0,
    seed: str | None = None,
) -> Drawn:
    """Draw and seal the sample of a closed period. Waits for its turn.

    ``size``: messages in the correcting sample, about; ``unsure``: further ones for refining only. ``seed`` is for
    tests; without it chance decides, and nobody can know or repeat the choice. Raises ``AuditError`` when the period
    is not over, has no messages or too few texts left, or has been drawn before: a second sample would be a choice.
    """
    _refuse_unless_due(store, period, today)
    fewest = in_force(store.catalogue, "" if period == UNDATED else period, today).threshold
    with held(store.lock, wait=True):
        delete_held(store)
        store.spill.mkdir(exist_ok=True, mode=0o700)
        with DuckDB(memory="2GB", spill=store.spill) as engine:
            _load(store, engine, period)
            sizes = {row["orientation"]: row for row in engine.query(_SIZES).to_pylist()}
            _refuse_unless_held(period, sizes)
            rows = _chosen(engine, sizes, size, unsure, seed or secrets.token_hex(32))
            readers = [row["reader"] for row in engine.query(_READERS).to_pylist()]
            functions = {row["function"] for row in engine.query(_FUNCTIONS.format(fewest=fewest)).to_pylist()}
        wanted = _wanted_twice([row for row in rows if row["sets"]], seed)
        sample = [
            _sampled(store, period, row, functions, redact, 2 if row["message"] in wanted else 1) for row in rows
        ]
        secrets.SystemRandom().shuffle(sample)
        last = today + timedelta(days=HELD_DAYS)
        meta = {
            "period": period,
            "drawn": today.isoformat(),
            "delete_after": last.isoformat(),
            "readers": json.dumps(readers),
            "population": json.dumps(_population(sizes)),
        }
        AuditBox.create(store.home, period, auditors, sample, meta).close()
    correcting = sum(item.purpose == "correct" for item in sample)
    population = sum(row["messages"] for row in sizes.values())
    return Drawn(population, correcting, len(sample) - correcting, sum(item.wanted for item in sample), last)


_READERS: Final = "SELECT DISTINCT reader FROM frame ORDER BY reader"
_FUNCTIONS: Final = """
    SELECT function FROM frame GROUP BY function
    HAVING COUNT(DISTINCT person) >= {fewest}"""


def allotted(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many messages to take from each orientation: by the square root of how many there are.

    At least 40 of each, or all there are; at most all there are.

    >>> allotted({"centric": 600, "focused": 1100, "none": 6700}, 220)
    {'centric': 47, 'focused': 63, 'none': 110}
    >>> allotted({"centric": 10, "none": 5000}, 220)
    {'centric': 10, 'none': 210}
    """
    fewest = {name: min(n, FEWEST_OF_AN_ORIENTATION) for name, n in sizes.items()}
    taken, left = dict(fewest), size - sum(fewest.values())
    roots = {name: math.sqrt(n) for name, n in sizes.items()}
    wanted = {name: size * root / sum(roots.values()) for name, root in roots.items()}
    missing = {name: max(min(wanted[name], sizes[name]) - taken[name], 0.0) for name in sizes}
    short = sum(missing.values())
    for name in sizes:
        if left > 0 and short > 0:
            taken[name] += min(round(left * missing[name] / short), sizes[name] - taken[name])
    return taken


def _refuse_unless_due(store: Store, period: str, today: date) -> None:
    box = box_file(store.home, period)  # refuses what is no period
    if period != UNDATED and period_days(period)[1] >= today.isoformat():
        raise _refused("audit.not_over", f"{period} is not over yet.", "Draw when no more messages can come.")
    if box.exists():
        raise _refused("audit.open", f"An audit of {period} is open.", "Label it, then: lilyroot audit close")
    if closed_file(store.home, period).exists():
        sentence = f"{period} was audited before; a second sample could be chosen for what it says."
        raise _refused("audit.again", sentence, "Audit the next period.")


def _refuse_unless_held(period: str, sizes: Mapping[str, Mapping[str, Any]]) -> None:
    messages, kept = (sum(row[name] for row in sizes.values()) for name in ("messages", "held"))
    if not messages:
        remedy = "Take in its exports and the organisation first: lilyroot listen, lilyroot organisation."
        raise _refused("audit.empty", f"No figure of {period} counts any message.", remedy)
    if kept < (1 - _MAY_BE_GONE) * messages:
        sentence = f"Of {messages:,} messages of {period} only {kept:,} still have their text."
        remedy = "Draw within the retention of raw text (30 days), or keep it longer: listen --retention-days."
        raise _refused("audit.texts_gone", sentence, remedy)


def _load(store: Store, engine: DuckDB, period: str) -> None:
    load_segments(store, engine, "stored_message", "messages", MESSAGES)
    load_segments(store, engine, "stored_reading", "readings", READINGS)
    load_segments(store, engine, "stored_text", "texts", TEXTS)
    load_who(store, engine)
    place(store, engine, [period])
    engine.load("asked", pa.table({"period": pa.array([period], pa.string())}))
    engine.derive("frame", _FRAME)


def _chosen(
    engine: DuckDB, sizes: Mapping[str, Mapping[str, Any]], size: int, unsure: int, seed: str
) -> list[dict[str, Any]]:
    """The drawn messages with their texts, and ``sets``: which parts of the correcting sample each is in."""
    names = (BASE, *FLAGS, UNSURE)
    engine.load("seed", pa.table({name: pa.array([f"{seed}/{name}/"]) for name in names}))
    engine.derive("placed", _PLACES)
    of_flag = math.ceil(_OF_EACH_FLAG * size)
    flagged = sum(min(sum(row[flag] for row in sizes.values()), of_flag) for flag in FLAGS)
    base = allotted({name: row["held"] for name, row in sorted(sizes.items())}, max(size - flagged, 0))
    tests = {BASE: " OR ".join(f"(orientation = '{name}' AND in_base <= {n})" for name, n in base.items())}
    tests |= {flag: f"({flag} AND in_{flag} <= {of_flag})" for flag in FLAGS}
    correcting = " OR ".join(f"({test})" for test in tests.values())
    columns = ", ".join(f"({test}) AS set_{name}" for name, test in tests.items())
    chosen = f"SELECT *, {columns} FROM placed WHERE {correcting}"  # noqa: S608 - numbers and names of labels
    rows: list[dict[str, Any]] = engine.query(_DRAWN.format(chosen=chosen)).to_pylist()
    for row in rows:
        row["sets"] = [name for name in tests if row[f"set_{name}"]]
    if unsure:
        more = f"""SELECT * FROM placed WHERE unsure AND NOT ({correcting})
                   ORDER BY in_unsure LIMIT {int(unsure)}"""  # noqa: S608 - numbers and names of labels
        rows += [{**row, "sets": []} for row in engine.query(_DRAWN.format(chosen=more)).to_pylist()]
    return rows


def _wanted_twice(rows: Sequence[Mapping[str, Any]], seed: str | None) -> set[str]:
    """A fifth of the correcting sample gets a second label: two fifths of each set of a flag, the rest by chance.

    More of the flagged, because whether people agree on a flag cannot be told where nobody sees one.
    """
    chance = secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - a seed is for tests
    total = math.ceil(SECOND_SHARE * len(rows))
    twice: set[str] = set()
    by_set: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name in row["sets"]:
            by_set[name].append(row["message"])
    for flag in FLAGS:
        want = min(round(_SECOND_OF_FLAGS * len(by_set[flag])), max(total - len(twice), 0))
        twice |= set(chance.sample(by_set[flag], want))
    rest = sorted({row["message"] for row in rows} - twice)
    return twice | set(chance.sample(rest, min(max(total - len(twice), 0), len(rest))))


def _sampled(
    store: Store, period: str, row: Mapping[str, Any], functions: set[str], redact: Redact, wanted: int
) -> Sampled:
    reading = {
        "sets": row["sets"],
        "orientation": row["orientation"],
        "flags": [flag for flag in FLAGS if row[flag]],
        "function": row["function"] if row["function"] in functions else "",
        "kind": row["kind"],
    }
    return Sampled(
        store.keys.place(period, "audit item", row["message"]),
        row["source"],
        "correct" if row["sets"] else "refine",
        wanted,
        redact(row["text"]),
        redact(row["context"]),
        reading,
    )


def _population(sizes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Messages of the period by orientation, and by flag and orientation, as the reader gave them."""
    counted: Counter[str] = Counter({name: row["messages"] for name, row in sizes.items()})
    return {
        "orientation": {name: counted[name] for name in ORIENTATIONS},
        "flags": {
            flag: {name: int(sizes[name][flag]) if name in sizes else 0 for name in ORIENTATIONS} for flag in FLAGS
        },
    }


def _refused(code: str, sentence: str, remedy: str) -> AuditError:
    return AuditError(code, sentence, remedy=remedy)
