"""From closed waves to what is measured: sheets with a place, a row for each answer. Open waves are not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.engines import Engine
from lilyroot.model.survey import Item, needed, questionnaire
from lilyroot.store.sheets import sheets_of
from lilyroot.store.store import Store
from lilyroot.store.waves import snapshot, wave_named, waves

KIND: Final = "survey"

# One row per sheet of a closed wave. ``sheet`` is a random id that joins to nothing else.
SHEET: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "sheet", "team", "function", "kind")],
        pa.field("alike", pa.bool_(), nullable=False),
    ]
)
# One row per answer that was given, as it was given.
ANSWER: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "sheet", "item")],
        pa.field("value", pa.int64(), nullable=False),
    ]
)
# One row per item of the questionnaire.
ITEM: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("item", "family", "role")],
        pa.field("sign", pa.int64(), nullable=False),
    ]
)
# One row per wave and construct it asks: how many answers a sheet needs to count.
ENOUGH: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "family")],
        pa.field("answers", pa.int64(), nullable=False),
    ]
)


def gather(store: Store, engine: Engine) -> list[str]:
    """Make ``sheet``, ``answer``, ``item`` and ``enough`` in the engine; give all waves, open ones too, in order.

    Of an open wave nothing but its name is known here.
    """
    known = waves(store)
    sheets, answers = [SHEET.empty_table()], [ANSWER.empty_table()]
    enough: list[dict[str, object]] = []
    for wave in known:
        if wave.closed:
            rows = sheets_of(store, wave)
            sheets.append(_sheets(wave.name, rows))
            answers.extend(_answers(wave.name, rows, wave.asked))
            enough += _enough(wave.name, wave.asked)
    load(engine, pa.concat_tables(sheets), pa.concat_tables(answers), pa.Table.from_pylist(enough, schema=ENOUGH))
    return [wave.name for wave in known]


def load(engine: Engine, sheets: pa.Table, answers: pa.Table, enough: pa.Table) -> None:
    """Put sheets (SHEET), their answers (ANSWER) and what is enough (ENOUGH) into the engine."""
    engine.load("sheet", sheets)
    engine.load("answer", answers)
    engine.load("enough", enough)
    items = [
        {"item": item.id, "family": item.family, "role": item.role, "sign": item.sign}
        for item in questionnaire().items
    ]
    engine.load("item", pa.Table.from_pylist(items, schema=ITEM))


def closed(store: Store, window: str, today: date) -> bool:
    """Whether a wave has been closed; no day closes it by itself."""
    return bool(wave_named(store, window).closed)


def begins(store: Store, window: str) -> str:
    """The month in which a wave was opened: the policy of that month holds for it."""
    return wave_named(store, window).opened[:7]


def promised(store: Store, window: str) -> int:
    """The smallest group that was promised when a wave was opened."""
    return wave_named(store, window).k


def parents(store: Store, window: str) -> Mapping[str, str]:
    """Each team's parent, as the wave froze it."""
    return snapshot(store, window).parents


def staff(store: Store, window: str) -> Mapping[tuple[str, str], int]:
    """How many people stood in each team and function when the wave opened."""
    return snapshot(store, window).people


def place(store: Store, engine: Engine, windows: Sequence[str]) -> None:
    """Nothing to do: a sheet says itself where it stands."""


def _sheets(wave: str, rows: pa.Table) -> pa.Table:
    same = {"period": wave, "kind": KIND}
    columns = {name: pa.array([value] * rows.num_rows, pa.string()) for name, value in same.items()}
    columns |= {name: rows[name] for name in ("sheet", "team", "function", "alike")}
    return pa.table(columns).select(SHEET.names).cast(SHEET)


def _answers(wave: str, rows: pa.Table, asked: Iterable[Item]) -> Iterable[pa.Table]:
    for item in asked:
        given = rows.filter(pc.is_valid(rows[item.id]))
        yield pa.table(
            {
                "period": pa.array([wave] * given.num_rows, pa.string()),
                "sheet": given["sheet"],
                "item": pa.array([item.id] * given.num_rows, pa.string()),
                "value": given[item.id],
            }
        ).cast(ANSWER)


def _enough(wave: str, asked: Iterable[Item]) -> list[dict[str, object]]:
    items: defaultdict[str, int] = defaultdict(int)
    for item in asked:
        if item.role == "scale":
            items[item.family] += 1
    return [{"period": wave, "family": family, "answers": needed(n)} for family, n in items.items()]
