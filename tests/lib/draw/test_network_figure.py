"""The network and the words as figures: what they say, what they show, and what they leave out."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.draw import Figure, figures, svg
from lilyroot.release.ledger import Ledger
from lilyroot.release.network import EDGES, UNITS, WHOLE
from lilyroot.release.released import SCHEMA, SHOWN, Released
from lilyroot.release.vocabulary import WORDS

PERIOD = "2025-03"
WHOLE_ROW = {
    "period": PERIOD,
    "cut": "organisation",
    "cell": "organisation",
    "label": "Orchard",
    "parent": "",
    "depth": 0,
    "indicator": "salience",
    "value": 0.2,
    "low": 0.18,
    "high": 0.22,
    "persons": "100–249",
    "base": 4000,
    "status": SHOWN,
    "reason": "",
    "basis": "reader_only",
}


def unit(key: str, x: float, y: float, share: float | None = 0.3, *, silent: bool = False) -> dict[str, object]:
    ends = {"share": share, "low": share and share - 0.03, "high": share and share + 0.03}
    exchanges = "200–499" if share else None
    return {
        **{"period": PERIOD, "unit": key, "label": key.title(), "persons": "20–49", "x": x, "y": y},
        **{"exchanges": exchanges, **ends, "brokerage": 0.2, "silent_bridge": silent},
    }


def edge(source: str, target: str, exchanges: str = "50–99") -> dict[str, object]:
    return {
        **{"period": PERIOD, "source": source, "target": target, "exchanges": exchanges},
        **{"share": 0.3, "low": 0.2, "high": 0.4},
    }


def whole(figure: str, value: float | None, chance: float | None = None, p: float | None = None) -> dict[str, object]:
    numbers = {"value": value, "low": value, "high": value, "others": None, "chance": chance, "z": 2.5, "p": p}
    return {"period": PERIOD, "figure": figure, **numbers, "n": "500–999", "reason": "" if value else "Kept private."}


def word(cut: str, label: str, word_: str, place: int) -> dict[str, object]:
    names = {"period": PERIOD, "cut": cut, "cell": label, "label": label, "word": word_}
    return {**names, "persons": "10–19", "place": place}


UNIT_ROWS = [unit("stores", 0.0, 0.5), unit("desk", 0.5, 1.0), unit("lab", 1.0, 0.2)]
EDGE_ROWS = [edge("stores", "desk"), edge("desk", "stores", "200–499"), edge("desk", "desk"), edge("desk", "lab")]
WHOLE_ROWS = [whole("ei_units", 0.1, -0.2, 0.001), whole("voice_reach_1", 0.67, 0.9, 0.2)]


def released(tmp_path: Path, **tables: pa.Table) -> Released:
    ledger = Ledger(tmp_path / "releases")
    table = pa.Table.from_pylist([WHOLE_ROW], schema=SCHEMA)
    manifest = {"k": 5, "reader": "r-1", "audit": None, "sources": [{"kind": "chat"}]}
    ledger.append(PERIOD, table, manifest, files=tables)
    return ledger.released()


def of_network(
    tmp_path: Path, units: object = UNIT_ROWS, edges: object = EDGE_ROWS, rows: object = WHOLE_ROWS
) -> Figure:
    found = released(
        tmp_path,
        network_units=pa.Table.from_pylist(units, schema=UNITS),
        network_edges=pa.Table.from_pylist(edges, schema=EDGES),
        network=pa.Table.from_pylist(rows, schema=WHOLE),
    )
    return next(figure for figure in figures(found) if figure.key == "network")


def test_it_says_whether_customer_talk_crosses_borders_beyond_chance(tmp_path: Path) -> None:
    found = of_network(tmp_path)

    assert "crosses the borders of departments more often than chance" in found.sentence
    assert "passed on in threads with 67\u00a0% of the departments" in found.sentence


@pytest.mark.parametrize(("chance", "p"), [(-0.2, 0.4), (None, None)])
def test_without_a_difference_it_says_none(tmp_path: Path, chance: float | None, p: float | None) -> None:
    found = of_network(tmp_path, rows=[whole("ei_units", 0.1, chance, p)])

    assert "about as often as other talk" in found.sentence


def test_a_silent_bridge_is_named_and_gets_the_next_step(tmp_path: Path) -> None:
    found = of_network(tmp_path, units=[*UNIT_ROWS[:2], unit("lab", 1.0, 0.2, 0.05, silent=True)])

    assert "Lab connects others, but customers come up less there" in found.sentence
    assert found.next_step.startswith("Ask Lab")


def test_the_picture_has_a_mark_for_each_department_and_a_line_for_each_pair(tmp_path: Path) -> None:
    found = of_network(tmp_path)

    drawn = svg(found)
    assert all(name in drawn for name in ("Stores", "Desk", "Lab"))
    lines, points = found.spec["layer"][0], found.spec["layer"][1]
    data = found.spec["datasets"]
    assert [row["thick"] for row in data[lines["data"]["name"]]] == [3.0, 5.0]  # both directions are one line
    assert len(data[points["data"]["name"]]) == 3


def test_the_table_has_everything_in_words(tmp_path: Path) -> None:
    found = of_network(tmp_path, units=[*UNIT_ROWS[:2], unit("lab", 1.0, 0.2, None)])

    rows = {row[0]: row for row in found.rows}
    assert rows["Stores: exchanges with others"][1:3] == ("30\u00a0%", "27\u00a0% to 33\u00a0%")
    assert rows["Lab: exchanges with others"][1] == "–"
    assert rows["Desk to Lab"][5] == "50–99"
    assert "1 of 3 departments have too few people or conversations to give it." in found.notes


def test_what_is_withheld_of_the_whole_is_said_in_the_table(tmp_path: Path) -> None:
    found = of_network(tmp_path, rows=[whole("ei_units", None), whole("voice_reach_1", None)])

    assert found.sentence == "Too few people stand behind the figures of the whole network to show them."
    assert found.rows[0][-1] == "Kept private."


def test_where_no_department_talks_with_another_that_is_said_and_nothing_drawn(tmp_path: Path) -> None:
    alone = [unit(row["unit"], 0.5, 0.5, None) for row in UNIT_ROWS]
    rows = [{**whole("ei_units", -1.0, -1.0), "others": -1.0}, whole("voice_reach_1", 0.0)]
    found = of_network(tmp_path, alone, [edge("desk", "desk")], rows)

    assert found.sentence == (
        "Talk about customers stays within departments, and so does the other talk of its channels. "
        "No customer's own words were found in the threads that departments share."
    )
    assert (found.spec, found.narrow) == (None, None)
    assert [note for note in found.notes if "line" in note or "percentage" in note] == []
    assert found.notes[0].startswith("There is no picture")
    assert [row[0] for row in found.rows[2:]] == ["Within Desk"]


def test_without_a_network_there_is_no_figure(tmp_path: Path) -> None:
    assert {"network", "words"}.isdisjoint(figure.key for figure in figures(released(tmp_path)))


def test_words_are_a_table_by_group_the_organisation_first(tmp_path: Path) -> None:
    rows = [word("team", "Desk", "refund", 1), word("organisation", "Orchard", "waiting", 1)]
    rows += [word("organisation", "Orchard", f"word{n}", n + 2) for n in range(20)]

    found = next(
        figure
        for figure in figures(released(tmp_path, words=pa.Table.from_pylist(rows, schema=WORDS)))
        if figure.key == "words"
    )

    assert found.sentence.startswith("Where customers come up, people here say “waiting”, “word0”")
    assert [row[0] for row in found.rows] == ["Orchard", "Desk"]
    assert found.rows[0][1].endswith("word16 and 3 more")
    assert found.spec is None
