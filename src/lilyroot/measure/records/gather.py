"""From the store to the engine: records that count, in the quarter they belong to, with the people they concern."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.facts import PLACEMENT
from lilyroot.measure.profile import function_of, profile
from lilyroot.measure.records.facts import FACTS, FEWEST, MILLIONTHS, PERFORMS
from lilyroot.model.records import quarter_of
from lilyroot.store.organisation import period_days, persons, placements
from lilyroot.store.policy import in_force
from lilyroot.store.store import Store

Content = Mapping[str, Any]
Row = tuple[str, dict[str, Any]]  # the table, and a row of it
_WHO_STANDS_BEHIND: Final = {
    "statements": "person",
    "decisions": "decided_by",
    "recognitions": "giver",
    "commitments": "owner",
}


def gather(store: Store, engine: Engine) -> list[str]:
    """Make the tables of FACTS in the engine and return the quarters there are records of, in order.

    A record belongs to the quarter of its day; a promise to the one it fell due in, a goal to the one in which its
    period begins: whatever somebody contributed counts once. Rules and metrics, which are nobody's contribution,
    belong to every quarter in which they hold and other records were made.
    """
    known = persons(store.catalogue)
    stored = store.catalogue.connection.execute(
        "SELECT kind, key, content FROM record WHERE content IS NOT NULL ORDER BY kind, key"
    ).fetchall()
    records = [(kind, key, json.loads(content)) for kind, key, content in stored]
    windows = sorted({window for kind, _, content in records if (window := _window_of(kind, content))})
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, key, content in records:
        own = _window_of(kind, content)
        for window in [own] if own else _while_it_holds(content, windows):
            for table, row in _facts(kind, key, content, known):
                rows[table].append({"period": window, **row})
    rows["claimed"] = _counted(rows["claimed"])
    for table, schema in FACTS.items():
        engine.load(table, pa.Table.from_pylist(rows[table], schema=schema))
    return windows


def sizes(store: Store) -> dict[str, int]:
    """By quarter, the revisions of all its records together: every new row and every correction adds to it."""
    found: Counter[str] = Counter()
    for kind, revision, content in store.catalogue.connection.execute(
        "SELECT kind, revision, content FROM record WHERE content IS NOT NULL"
    ):
        found[_window_of(kind, json.loads(content))] += revision
    return found


def place(store: Store, engine: Engine, windows: Sequence[str]) -> None:
    """Make ``placement`` in the engine: each person's one team and profile in each quarter; ``performs``; ``fewest``.

    Whom neither HRIS nor a map knows stands in the team that their own records name most often.
    """
    claims = engine.query("SELECT * FROM claimed ORDER BY period, records, team DESC, person").to_pylist()
    rows = []
    for window in windows:
        claimed = {row["person"]: (row["team"], "") for row in claims if row["period"] == window}
        placed = placements(store.catalogue, window)
        known = {who: (at.team, profile(at.function, at.segments)) for who, at in placed.items()}
        rows += [(window, person, *where) for person, where in sorted({**claimed, **known}.items())]
    periods, people, teams, profiles = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    engine.load("placement", pa.table([periods, people, teams, profiles], schema=PLACEMENT))
    functions = [function_of(each) for each in profiles]
    engine.load("performs", pa.table([periods, people, functions], schema=PERFORMS))
    # The policy of a dated window does not depend on the day.
    thresholds = [in_force(store.catalogue, period_days(window)[0][:7], date.max).threshold for window in windows]
    engine.load("fewest", pa.table([list(windows), thresholds], schema=FEWEST))


def _window_of(kind: str, content: Content) -> str:
    """The one quarter a record belongs to by its own days; "" for what holds until further notice."""
    if kind == "goals":
        return str(content["period"].split("/")[0])
    day = content.get("due") or content.get("date")
    return quarter_of(date.fromisoformat(day)) if day else ""


def _while_it_holds(content: Content, windows: Iterable[str]) -> Iterator[str]:
    for window in windows:
        first, last = period_days(window)
        if (content["start"] or first) <= last and (content["end"] or last) >= first:
            yield window


def _facts(kind: str, key: str, content: Content, known: Mapping[str, str]) -> Iterator[Row]:
    """Everything one record says, with the people it concerns as the organisation knows them."""
    behind = [known.get(speaker, speaker) for speaker in content.get(_WHO_STANDS_BEHIND.get(kind, "")) or ()]
    for person in sorted(set(behind)):
        yield "carrier", {"kind": kind, "record": key, "person": person}
        if content.get("team"):
            yield "claimed", {"person": person, "team": content["team"], "records": 1}
    if kind == "recognitions":
        for person in sorted({known.get(speaker, speaker) for speaker in content["receiver"]}):
            yield "received", {"recognition": key, "person": person}
    yield from _SAYS[kind](key, content)


def _statement(key: str, content: Content) -> Iterator[Row]:
    yield "statement", {"statement": key, "official": int(content["by"] == "official")}
    for value in content["values"]:
        yield "named", {"statement": key, "value": value, "names": len(content["values"])}


def _decision(key: str, content: Content) -> Iterator[Row]:
    prevailed = content["prevailed"] or ""
    tradeoff = int(len(content["values"]) > 1 and bool(prevailed))
    evidence = int(content["customer_evidence"])
    yield "decision", {"decision": key, "prevailed": prevailed, "tradeoff": tradeoff, "evidence": evidence}


def _incentive(key: str, content: Content) -> Iterator[Row]:
    scope = next((scope for scope in ("function", "team") if content[scope]), "")
    yield (
        "incentive",
        {
            "rule": key,
            "scope": scope,
            "name": content[scope] if scope else "",
            "value": content["value"],
            "weight": _millionths(content["weight"]),
        },
    )


def _recognition(key: str, content: Content) -> Iterator[Row]:
    yield "recognition", {"recognition": key, "value": content["value"]}


def _goal(key: str, content: Content) -> Iterator[Row]:
    yield "goal", {"goal": key, "team": content["team"], "customer": int(content["customer_outcome"])}


def _commitment(key: str, content: Content) -> Iterator[Row]:
    made, due = date.fromisoformat(content["made"]), date.fromisoformat(content["due"])
    ended = min(content["done"] or content["withdrawn"] or content["due"], content["due"])
    kept = bool(content["done"]) and content["done"] <= content["due"]
    late = not kept and ended == content["due"]
    elapsed = 1.0 if late else (date.fromisoformat(ended) - made).days / max((due - made).days, 1)
    yield "commitment", {"commitment": key, "kept": int(kept), "elapsed": elapsed}


def _metric(key: str, content: Content) -> Iterator[Row]:
    yield "metric", {"metric": key, "value": content["value"]}


def _agenda(key: str, content: Content) -> Iterator[Row]:
    meeting = content["meeting"] or ""
    minutes = _millionths(content["minutes"])
    item = {"item": key, "meeting": f"{content['date']} {meeting}", "value": content["value"], "minutes": minutes}
    yield "agenda", item


_SAYS: Final[Mapping[str, Callable[[str, Content], Iterator[Row]]]] = {
    "statements": _statement,
    "decisions": _decision,
    "incentives": _incentive,
    "recognitions": _recognition,
    "goals": _goal,
    "commitments": _commitment,
    "metrics": _metric,
    "agenda": _agenda,
}


def _millionths(amount: float) -> int:
    return max(round(amount * MILLIONTHS), 1)


def _counted(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter((claim["period"], claim["person"], claim["team"]) for claim in claims)
    return [
        {"period": period, "person": person, "team": team, "records": n}
        for (period, person, team), n in counts.items()
    ]
