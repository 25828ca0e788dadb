"""The gate: the only way from what was measured to what may be shown.

For every closed window of every stream that has not been released: the organisation's tree is frozen, the people who took part are
counted, the groups that may be published are decided from those counts alone (``tree_rule``, ``margins``), only then
are the indicators measured, on exactly those groups, and the table is sealed into the ledger. Nothing is computed for
any other group, so there is nothing else that could leak.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import inf
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.engines import DuckDB
from lilyroot.measure.answers import ANSWERS
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import CELL_OF
from lilyroot.measure.indicators import Indicator
from lilyroot.measure.streams import TALK, Placed, Stream
from lilyroot.model.basis import COUNTED
from lilyroot.release.contributors import blocks_of, showing
from lilyroot.release.ledger import Ledger, stream_of
from lilyroot.release.margins import Cut, by_function, by_kind, functions_may_show, kinds_may_show
from lilyroot.release.not_read import NotRead, not_read
from lilyroot.release.reading import Readings
from lilyroot.release.released import SCHEMA, SHOWN, TOO_LITTLE, WITHHELD
from lilyroot.release.tree_rule import AUTHORS, Group, K, People, joined, organisation, publishable, together
from lilyroot.store.lock import held
from lilyroot.store.store import Store

BANDS: Final = ((5, 9), (10, 19), (20, 49), (50, 99), (100, 249), (250, 499))
CLAMPED_BELOW: Final = 20
CLAMP: Final = 0.005
_DIGITS: Final = 3
STREAMS: Final = (TALK, ANSWERS)
_FEW_CONTRIBUTORS: Final = f"Kept private: fewer than {K} people who contributed to it could be told apart."
_NOT_EVEN_ONE: Final = f"fewer than {K} people took part, or one person said more than half of it"
_BEING_AUDITED: Final = "is being audited; close the audit first: lilyroot audit close"
_LATE: Final = "was released before; messages that came after that do not count"
_NO_FUNCTION: Final = "no function given"

Told = Callable[[str], None]


def families_of(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """The families of figures that these indicators are of, that of everyone who took part included."""
    return tuple(sorted({AUTHORS, *(indicator.contributors for indicator in indicators)}))


FAMILIES: Final = families_of(TALK.indicators)


def band(n: int) -> str:
    """The number of people as a band: "5–9", "10–19", ... "500+"."""
    for low, high in BANDS:
        if n <= high:
            return f"{low}–{high}"
    return "500+"


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that is published: where it stands, who takes part, and the base cells it is made of."""

    cut: str
    key: str
    label: str
    parent: str
    depth: int
    people: People
    teams: frozenset[str]
    functions: frozenset[str]
    kinds: frozenset[str]
    families: frozenset[str]  # the families of figures it may show


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is published of a period, and in words what is not."""

    period: str
    cells: tuple[Cell, ...]
    base: tuple[tuple[str, str, str], ...]
    withheld: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    parents: Mapping[str, str]
    blocks: int


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
    without dates is one period, which is closed when this is called.
    """
    with held(store.lock, wait=True):  # what is measured must not change meanwhile
        store.spill.mkdir(exist_ok=True, mode=0o700)
        return [outcome for stream in STREAMS for outcome in _release(stream, store, ledger, today, name, tell)]


def _release(stream: Stream, store: Store, ledger: Ledger, today: date, name: str, tell: Told) -> list[Outcome]:
    done = {manifest["period"] for manifest in ledger.manifests() if stream_of(manifest) == stream.name}
    with DuckDB(memory="2GB", spill=store.spill) as engine:
        tell(f"gathering {stream.name}")
        present = stream.gather(store, engine)
        closed = [period for period in present if stream.closed(store, period, today)]
        waiting = set(stream.audited_now(store)) - done
        due = [period for period in closed if period not in done | waiting]
        stream.place(store, engine, closed)
        outcomes = [_not(stream, p, "is not over yet") for p in present if p not in done and p not in closed]
        outcomes += [_not(stream, p, _BEING_AUDITED) for p in closed if p in waiting]
        tell("deciding what may be published")
        patterns = _patterns(stream, store, engine, due, name)
        outcomes += [_not(stream, p, _NOT_EVEN_ONE) for p in due if p not in patterns]
        outcomes += [_not(stream, p, _LATE) for p in _with_late_messages(stream, engine, ledger)]
        tell("measuring")
        figures = _measure(stream, engine, list(patterns.values()))
        said = stream.languages(engine, list(patterns))
        readings = Readings(store, ledger, stream.readers(engine), stream.name)
        audits = stream.audits(engine, list(patterns))
        beside = stream.beside(engine, list(patterns))
        for period, pattern in patterns.items():
            of_period = said.filter(pc.equal(said["period"], period)).to_pylist()
            shares = not_read(of_period) if of_period else []
            audit = audits.get(period, Verdict(None))
            table = _table(stream, pattern, figures.get(period, []), shares, audit)
            manifest = _manifest(pattern, table, readings, stream.outside(engine, period), audit)
            files = {name: rows.filter(pc.equal(rows["period"], period)) for name, rows in beside.items()}
            ledger.append(period, table, manifest, stream=stream.name, files=files)
            sentence = f"{len(pattern.cells)} groups{readings.remark(period)}"
            outcomes.append(Outcome(period, True, sentence, stream.name))
    return sorted(outcomes, key=lambda outcome: outcome.period)


def _not(stream: Stream, period: str, why: str) -> Outcome:
    return Outcome(period, False, why, stream.name)


def _with_late_messages(stream: Stream, engine: DuckDB, ledger: Ledger) -> list[str]:
    """Released periods that have more messages in the store than when they were released."""
    released = ledger.released(stream.name).rows(cut="organisation", indicator=AUTHORS)
    then = {row["period"]: row["base"] for row in released}
    if not then:
        return []
    now = stream.population(engine, list(then)).group_by("period").aggregate([(AUTHORS, "sum")]).to_pylist()
    return sorted(row["period"] for row in now if row[f"{AUTHORS}_sum"] > then[row["period"]])


# --- what may be published -------------------------------------------------------------------------------------


def _patterns(stream: Stream, store: Store, engine: DuckDB, periods: Sequence[str], name: str) -> dict[str, Pattern]:
    found: dict[str, Pattern] = {}
    took_part = stream.population(engine, periods)
    families = families_of(stream.indicators)
    for period in periods:
        of_period = took_part.filter(pc.equal(took_part["period"], period))
        parents, placed = stream.parents(store, period), stream.staff(store, period)
        pattern = decide(period, of_period, parents, name, placed, families)
        if pattern:
            found[period] = pattern
    return found


def decide(
    period: str,
    took_part: pa.Table,
    parents: Mapping[str, str],
    name: str,
    placed: Placed | None = None,
    families: Sequence[str] = FAMILIES,
) -> Pattern | None:
    """Which groups of a period are published, from the counts of who took part; None if nobody may be shown.

    ``took_part`` has a row for each (team, function, kind, person) with what they contributed, by family;
    ``placed`` says how many people each team and each function has, whether they took part or not.
    """
    rows = took_part.to_pylist()
    teams = _people(rows, "team", families)
    functions, kinds = _people(rows, "function", families), _people(rows, "kind", families)
    for silent in (placed or {}).get("function", {}).keys() - functions.keys():
        functions[silent] = People({})
    staff = (placed or {}).get("team")
    root = publishable(organisation(_complete(parents, teams), teams, name, staff))
    if root is None:
        return None
    blocks = {person: leaf.key for leaf in root.leaves() for person in leaf.people.messages}
    of_function = {person: function for function, people in functions.items() for person in people.messages}
    function_cut, kind_cut = by_function(blocks, of_function, functions), by_kind(kinds)
    cells = [
        *_tree_cells(root, frozenset(functions), frozenset(kinds), families),
        *_function_cells(function_cut, functions, root, frozenset(kinds), families),
        *_kind_cells(kind_cut, kinds, root, frozenset(functions), families),
    ]
    base = sorted({(row["team"], row["function"], row["kind"]) for row in rows})
    return Pattern(
        period,
        tuple(cells),
        tuple(base),
        tuple(_withheld(root)),
        _notes(function_cut, kind_cut),
        dict(parents),
        len(root.leaves()),
    )


def _complete(parents: Mapping[str, str], teams: Iterable[str]) -> dict[str, str]:
    """Every team with its parent; one that no line of reporting leads to from the top stands at the top itself."""
    complete = {**dict.fromkeys(teams, ""), **parents}
    for team in sorted(complete):
        seen, above = {team}, complete[team]
        while above and above not in seen:
            seen.add(above)
            above = complete.get(above, "")
        if above:
            complete[team] = ""
    return complete


def _people(rows: Iterable[Mapping[str, Any]], column: str, families: Sequence[str]) -> dict[str, People]:
    messages: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    contributors: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        messages[row[column]][row["person"]] += row[AUTHORS]
        for family in families:
            if family != AUTHORS and row[family]:
                contributors[row[column]][family].add(row["person"])
    return {
        value: People(dict(people), {family: frozenset(who) for family, who in contributors[value].items()})
        for value, people in messages.items()
    }


def _tree_cells(
    root: Group, functions: frozenset[str], kinds: frozenset[str], families: Sequence[str]
) -> Iterator[Cell]:
    shown = {family: showing(root, family) for family in families}

    def cell(cut: str, key: str, group: Group, parent: str, depth: int) -> Cell:
        may = frozenset(family for family in families if group.key in shown[family])
        return Cell(cut, key, group.label, parent, depth, group.people, group.teams, functions, kinds, may)

    def below(group: Group, parent: str, depth: int) -> Iterator[Cell]:
        for child in group.children:
            yield cell("team", child.key, child, parent, depth)
            yield from below(child, child.key, depth + 1)

    yield cell("organisation", "organisation", root, "", 0)
    yield from below(root, "organisation", 1)


def _function_cells(
    cut: Cut, people: Mapping[str, People], root: Group, kinds: frozenset[str], families: Sequence[str]
) -> Iterator[Cell]:
    groups = [together(people[value] for value in values) for values in cut.groups]
    may = frozenset(
        family
        for family in families
        if functions_may_show(blocks_of(root, family), [group.of(family) for group in groups])
    )
    for values, group in zip(cut.groups, groups, strict=True):
        key, label = _named(values)
        yield Cell("function", key, label, "organisation", 1, group, root.teams, frozenset(values), kinds, may)


def _kind_cells(
    cut: Cut, people: Mapping[str, People], root: Group, functions: frozenset[str], families: Sequence[str]
) -> Iterator[Cell]:
    groups = [together(people[value] for value in values) for values in cut.groups]
    may = frozenset(family for family in families if kinds_may_show([group.of(family) for group in groups]))
    for values, group in zip(cut.groups, groups, strict=True):
        key, label = _named(values)
        yield Cell("kind", key, label, "organisation", 1, group, root.teams, functions, frozenset(values), may)


def _named(values: Sequence[str]) -> tuple[str, str]:
    names = [value or _NO_FUNCTION for value in values]
    return "+".join(names), joined(names)


def _withheld(root: Group) -> Iterator[dict[str, str]]:
    """Teams that do not appear by themselves, and with whom their people are counted."""
    groups = list(_every(root))
    alone = {team for group in groups if not group.merged for team in group.teams if len(group.teams) == 1}
    for team in sorted(root.teams - alone):
        holder = min((group for group in groups if team in group.teams), key=lambda g: (len(g.teams), g.key))
        yield {"cut": "team", "label": team, "shown_in": holder.label}


def _every(group: Group) -> Iterator[Group]:
    yield group
    for child in group.children:
        yield from _every(child)


def _notes(*cuts: Cut) -> tuple[str, ...]:
    return tuple(cut.reason for cut in cuts if cut.reason)


# --- measuring exactly that ------------------------------------------------------------------------------------


def _measure(stream: Stream, engine: DuckDB, patterns: Sequence[Pattern]) -> dict[str, list[dict[str, Any]]]:
    rows = [
        (pattern.period, cell.cut, cell.key, team, function, kind)
        for pattern in patterns
        for cell in pattern.cells
        for team, function, kind in pattern.base
        if team in cell.teams and function in cell.functions and kind in cell.kinds
    ]
    names = ("period", *CELL_OF.names)
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    cell_of = pa.table([list(column) for column in columns], schema=schema)
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for figure in stream.evaluate(engine, [pattern.period for pattern in patterns], cell_of).to_pylist():
        found[figure["period"]].append(figure)
    return dict(found)


def _table(
    stream: Stream,
    pattern: Pattern,
    figures: Iterable[Mapping[str, Any]],
    shares: Iterable[NotRead],
    audit: Verdict,
) -> pa.Table:
    cells = {(cell.cut, cell.key): cell for cell in pattern.cells}
    known = {indicator.name: indicator for indicator in stream.indicators}
    rows = [
        _row(pattern.period, cells[figure["cut"], figure["cell"]], known[figure["indicator"]], figure, audit)
        for figure in figures
    ]
    rows += [_not_read_row(pattern, share) for share in shares]
    rows.sort(key=lambda row: (row["cut"], row["cell"], row["indicator"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(period: str, cell: Cell, indicator: Indicator, figure: Mapping[str, Any], audit: Verdict) -> dict[str, Any]:
    if indicator.contributors not in cell.families:
        status, reason = WITHHELD, _FEW_CONTRIBUTORS
    elif indicator.name in audit.withholds:
        status, reason = WITHHELD, audit.withholds[indicator.name]
    else:
        reason = figure.get("reason") or _too_little(figure)
        status = TOO_LITTLE if reason else SHOWN
    shown = status == SHOWN
    return {
        "period": period,
        "cut": cell.cut,
        "cell": cell.key,
        "label": cell.label,
        "parent": cell.parent,
        "depth": cell.depth,
        "indicator": indicator.name,
        **{
            name: _published(indicator, figure[name], cell.people.n) if shown else None
            for name in ("value", "low", "high")
        },
        "persons": band(cell.people.n),
        "base": figure["base"] if shown and not indicator.one_each else None,  # else it would count the people
        "status": status,
        "reason": reason,
        "basis": figure["basis"],
    }


def _not_read_row(pattern: Pattern, share: NotRead) -> dict[str, Any]:
    """A complete count has no interval. It is not clamped: to read everything says nothing of anybody."""
    whole = pattern.cells[0]
    value = round(share.messages / share.of, _DIGITS) if share.shown else None
    return {
        "period": pattern.period,
        "cut": whole.cut,
        "cell": whole.key,
        "label": whole.label,
        "parent": whole.parent,
        "depth": whole.depth,
        "indicator": share.indicator,
        **dict.fromkeys(("value", "low", "high"), value),
        "persons": band(share.people.n if share.messages else whole.people.n) if share.shown else "",
        "base": share.of if share.shown else None,
        "status": SHOWN if share.shown else WITHHELD,
        "reason": "" if share.shown else _FEW_CONTRIBUTORS,
        "basis": COUNTED,
    }


def _too_little(figure: Mapping[str, Any]) -> str:
    if figure["contributors"] < K:
        return f"Fewer than {K} people said anything this could be measured on."
    if any(figure[name] is None for name in ("value", "low", "high")):
        return "Too few conversations to say how certain this would be."
    return ""


def _published(indicator: Indicator, value: float, n: int) -> float:
    """Rounded; and in a small group never exactly all or none, which would say something of everybody in it.

    Where everyone counts once, all but one is as good as all: one person's weight is kept from both ends.
    """
    least, most = indicator.range
    rounded = round(float(value), _DIGITS if most <= 1 or most == inf else _DIGITS - 2)
    if n >= CLAMPED_BELOW or most == inf:
        return rounded
    margin = (most - least) * (1 / int(band(n).split("–")[0]) if indicator.one_each else CLAMP)
    return min(max(rounded, least + margin), most - margin)


# --- what the ledger says of it --------------------------------------------------------------------------------


def _manifest(
    pattern: Pattern, table: pa.Table, readings: Readings, outside: tuple[int, int], audit: Verdict
) -> dict[str, Any]:
    frozen = json.dumps([pattern.parents, sorted(pattern.base)], sort_keys=True).encode()
    notes = [*pattern.notes, *readings.notes(pattern.period), *_outside(*outside), *audit.notes()]
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "k": K,
        "reader": readings.versions(pattern.period),
        "audit": audit.manifest(),
        "tree_sha256": hashlib.sha256(frozen).hexdigest(),
        "certificate": {
            "rule": "tree rule with function and kind margins",
            "blocks": pattern.blocks,
            "groups": len(pattern.cells),
            "smallest_group": band(min(cell.people.n for cell in pattern.cells)),
        },
        "withheld": list(pattern.withheld),
        "notes": notes,
        "sources": [{"kind": kind} for kind in sorted({kind for _, _, kind in pattern.base})],
        "rows": table.num_rows,
    }


def _outside(messages: int, people: int) -> Iterator[str]:
    """In words, how much came from people who stand nowhere in the tree; nothing at all if they are fewer than k."""
    if people >= K:
        yield f"{messages:,} messages came from people who are in no team; they are left out."
