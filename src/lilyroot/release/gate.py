"""The gate: the only way from what was measured to what may be shown.

For every closed window of every stream that has not been released: the organisation's tree is frozen, the people who
took part are counted, the groups that may be published are decided from those counts alone (``pattern``), only then
are the indicators measured, on exactly those groups, and the table is sealed into the ledger with its proof. Nothing
is computed for any other group, so there is nothing else that could leak.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from lilyroot.engines import DuckDB
from lilyroot.measure.answers import ANSWERS
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import CELL_OF, MAY_SHOW
from lilyroot.measure.records.stream import RECORDS
from lilyroot.measure.streams import TALK, Stream
from lilyroot.model.round_steps import STEP
from lilyroot.release.anchor import agree, grown_since, released_windows, remember, remember_size
from lilyroot.release.beside_talk import beside_talk, no_words
from lilyroot.release.lattice import certificate_file
from lilyroot.release.ledger import Ledger
from lilyroot.release.not_read import not_read
from lilyroot.release.pattern import Pattern, decide, exact_families, families_of
from lilyroot.release.policy import policy_for
from lilyroot.release.reading import Readings
from lilyroot.release.rows import band, table_of
from lilyroot.release.steps import in_threes
from lilyroot.release.tree_rule import AUTHORS
from lilyroot.store.certificates import keep_certificate
from lilyroot.store.lock import held
from lilyroot.store.objections import delete_held
from lilyroot.store.store import Store

STREAMS: Final = (TALK, ANSWERS, RECORDS)
_NOT_EVEN_ONE: Final = "too few people took part, or more than half of the {counted} are one person's"
_BEING_AUDITED: Final = "is being audited; close the audit first: lilyroot audit close"
_LATE: Final = "was released before; {counted} that came after that do not count"

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One period after a run: released, or why not."""

    period: str
    released: bool
    sentence: str
    stream: str = TALK.name


def release_closed_periods(store: Store, ledger: Ledger, *, today: date, name: str, tell: Told) -> list[Outcome]:
    """Publish every closed window of every stream that has not been published. What was published stays as it is.

    ``name`` is what the organisation is called at the top of the tree. A month is closed when it is over; talk
    without dates is one period, which is closed when this is called. Raises ``StoreError`` for a ledger that lacks
    a release the catalogue knows of.
    """
    with held(store.lock, wait=True):  # what is measured must not change meanwhile
        store.spill.mkdir(exist_ok=True, mode=0o700)
        agree(store.catalogue, ledger)
        delete_held(store)  # whoever objected meanwhile is in no figure
        return [outcome for stream in STREAMS for outcome in _release(stream, store, ledger, today, name, tell)]


def _release(stream: Stream, store: Store, ledger: Ledger, today: date, name: str, tell: Told) -> list[Outcome]:
    done = released_windows(store.catalogue, stream.name)
    with DuckDB(memory="2GB", spill=store.spill) as engine:
        tell(f"gathering {stream.name}")
        present = stream.gather(store, engine)
        closed = [period for period in present if stream.closed(store, period, today)]
        waiting = set(stream.audited_now(store)) - done
        due = [period for period in closed if period not in done | waiting]
        stream.place(store, engine, closed)
        outcomes = [_not(stream, p, "is not over yet") for p in present if p not in done and p not in closed]
        outcomes += [_not(stream, p, f"{_BEING_AUDITED} {p}") for p in closed if p in waiting]
        sizes = stream.sizes(store)
        late = _LATE.format(counted=stream.counted)
        outcomes += [_not(stream, p, late) for p in _with_late(stream, store, sizes, engine, ledger)]
        readings = Readings(store, ledger, stream.readers(engine), stream.name)
        for period in due:
            tell(f"releasing {stream.name} {period}")
            stream.prepare(engine, [period])
            pattern = _pattern(stream, store, engine, period, name, today)
            if pattern is None:
                outcomes.append(_not(stream, period, _NOT_EVEN_ONE.format(counted=stream.counted)))
                continue
            table, manifest, files = _measured(stream, store, engine, pattern, readings)
            remember(store.catalogue, ledger.append(period, table, manifest, stream=stream.name, files=files))
            if period in sizes:
                remember_size(store.catalogue, stream.name, period, sizes[period])
            sentence = f"{len(pattern.cells)} groups{readings.remark(period)}"
            outcomes.append(Outcome(period, True, sentence, stream.name))
    return sorted(outcomes, key=lambda outcome: outcome.period)


def _measured(
    stream: Stream, store: Store, engine: DuckDB, pattern: Pattern, readings: Readings
) -> tuple[pa.Table, dict[str, Any], dict[str, pa.Table | bytes]]:
    """What is sealed of one window: its table, its manifest, and the files beside it. Keeps its certificate."""
    period, threshold = pattern.period, pattern.policy.threshold
    engine.load("may_show", families_shown(pattern))
    figures = stream.evaluate(engine, [period], cells_of(pattern)).to_pylist()
    audit = stream.audits(engine, [period]).get(period, Verdict(None))
    shares = not_read(stream.languages(engine, [period]).to_pylist(), threshold)
    table = table_of(stream, pattern, figures, shares, audit, store.keys.chance)
    lot = store.keys.chance(period, "in no team")
    outside = _outside(stream.counted, *stream.outside(engine, period), threshold, lot)
    manifest = _manifest(pattern, table, readings, outside, audit)
    manifest["notes"] += no_words(store) if stream is TALK else ()
    manifest["begins"] = stream.begins(store, period)
    proof = certificate_file(pattern.proofs, stream.indicators, threshold)
    manifest["certificate_sha256"] = keep_certificate(store.home.certificates, proof)
    return table, manifest, {**stream.beside(engine, {period: threshold}), **_beside(stream, store, engine, pattern)}


def _not(stream: Stream, period: str, why: str) -> Outcome:
    return Outcome(period, False, why, stream.name)


def _with_late(stream: Stream, store: Store, sizes: Mapping[str, int], engine: DuckDB, ledger: Ledger) -> list[str]:
    """Released periods of which more is in the store than when they were released."""
    if sizes:
        return grown_since(store.catalogue, stream.name, sizes)
    released = ledger.released(stream.name).rows(cut="organisation", indicator=AUTHORS)
    then = {row["period"]: row["base"] for row in released}
    if not then:
        return []
    now = stream.amounts(engine, list(then))
    return sorted(period for period in then if now.get(period, 0) >= then[period] + STEP)


def _pattern(stream: Stream, store: Store, engine: DuckDB, period: str, name: str, today: date) -> Pattern | None:
    took_part = stream.population(engine, [period])
    parents, placed = stream.parents(store, period), stream.staff(store, period)
    policy = policy_for(stream, store, period, today)
    families, exact = families_of(stream.indicators), exact_families(stream.indicators)
    return decide(period, took_part, parents, name, placed, families, policy, exact)


def cells_of(pattern: Pattern) -> pa.Table:
    """Every base cell of every cell that is published: CELL_OF."""
    return pa.table([list(column) for column in zip(*_cell_of(pattern), strict=True)], schema=CELL_OF)


def families_shown(pattern: Pattern) -> pa.Table:
    """What every published cell may show, before anything of it is measured: MAY_SHOW."""
    rows = [(*cell.name, family) for cell in pattern.cells for family in sorted(cell.families)]
    columns = list(zip(*rows, strict=True)) or [()] * len(MAY_SHOW)
    return pa.table([list(column) for column in columns], schema=MAY_SHOW)


def _cell_of(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """Every base cell of every cell that is published."""
    of_team: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for team, profile, kind in pattern.base:
        of_team[team].append((profile, kind))
    for cell in pattern.cells:
        for team in sorted(cell.teams):
            for profile, kind in of_team[team]:
                if profile in cell.profiles and kind in cell.kinds:
                    yield cell.cut, cell.key, team, profile, kind


def _beside(stream: Stream, store: Store, engine: DuckDB, pattern: Pattern) -> dict[str, pa.Table]:
    """The network and the vocabulary of a month of talk."""
    if stream is not TALK:
        return {}
    policy = pattern.policy
    return beside_talk(
        store,
        engine,
        pattern.period,
        pattern.cells,
        threshold=policy.threshold,
        k_text=policy.text_threshold,
        band=band,
    )


def _manifest(
    pattern: Pattern, table: pa.Table, readings: Readings, left_out: Iterable[str], audit: Verdict
) -> dict[str, Any]:
    # The tree alone: who took part where would be guessed from a hash of it, one base cell after the other.
    frozen = json.dumps(pattern.parents, sort_keys=True).encode()
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "k": pattern.policy.k,
        "policy": pattern.policy.written(),
        "reader": readings.versions(pattern.period),
        "audit": audit.manifest(),
        "tree_sha256": hashlib.sha256(frozen).hexdigest(),
        "certificate": {
            "rule": "tree rule with function and kind margins, proven",
            "blocks": pattern.blocks,
            "groups": len(pattern.cells),
            "smallest_group": band(min(cell.people.n for cell in pattern.cells)),
        },
        "withheld": list(pattern.withheld),
        "notes": [*pattern.notes, *readings.notes(pattern.period), *left_out, *audit.notes()],
        "sources": [{"kind": kind} for kind in sorted({kind for _, _, kind in pattern.base})],
        "rows": table.num_rows,
    }


def _outside(counted: str, number: int, people: int, k: int, lot: float) -> Iterator[str]:
    """In words, how much came from people who stand nowhere in the tree, in steps like all counts; nothing if few."""
    if people >= k:
        told = in_threes(number, people, lot)  # each of them came with one at least
        yield f"{told:,} {counted} came from people who are in no team; they are left out."
