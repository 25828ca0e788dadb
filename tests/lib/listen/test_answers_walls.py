"""The wall between who answered and what was answered: nothing on disk leads from a sheet to a person."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from answer_files import DAY, TEAMS, WAVE, opened, row, written

from lilyroot.home import Home
from lilyroot.listen.answers import take_in
from lilyroot.model.tables import SHEETS
from lilyroot.store.sheets import close, sheets_of
from lilyroot.store.store import Store
from lilyroot.store.waves import wave_named

CANARY = "canarysheet"


def ballots(wave, folder: Path, many: int = 60) -> Path:
    """Sheets in a known order; their answers tell the place in it, as a linkage test needs."""
    rows = [
        row(
            wave,
            f"{CANARY}{place:03d}",
            list(TEAMS)[place % 3],
            enps=place % 11,
            ecx=place // 11 % 11,
            cp1=place // 121 + 1,
        )
        for place in range(many)
    ]
    return written(folder / f"{CANARY}-file.csv", rows)


def everything(home: Home) -> bytes:
    """Every byte in the home and all names of files; rows of Parquet files and the catalogue as text besides."""
    found = []
    for path in sorted(path for path in home.root.rglob("*") if path.is_file()):
        found += [str(path.relative_to(home.root)).encode(), path.read_bytes()]
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path).to_pylist()).encode())
    with sqlite3.connect(home.catalogue) as connection:
        found.append("\n".join(connection.iterdump()).encode())
    return b"\n".join(found)


def test_no_id_of_a_sheet_no_name_and_no_file_is_anywhere_once_a_wave_is_closed(store, tmp_path):
    wave = opened(store, tmp_path)
    path = ballots(wave, tmp_path)
    take_in(store, path, WAVE)
    hashed = [store.keys.place(f"survey:{WAVE}", "sheet", f"{CANARY}{place:03d}") for place in range(60)]
    people = [store.keys.speaker("hris", f"Ha{n}") for n in range(8)]
    open_wave = everything(store.home)

    close(store, WAVE, today=DAY)
    closed = everything(store.home)

    assert CANARY.encode() not in open_wave
    assert b"Canary Ha" not in open_wave
    assert all(token.encode() in open_wave for token in hashed), "the test looks where ids would be"
    assert not any(token.encode() in closed for token in hashed)
    assert not any(person in str(sheets_of(store, wave_named(store, WAVE)).to_pylist()) for person in people)
    assert all(person.encode() in closed for person in people), "people are known here, only not in the sheets"


def test_a_sheet_holds_a_team_a_function_answers_and_nothing_else():
    kinds = {field.name: str(field.type) for field in SHEETS}

    assert {name for name, kind in kinds.items() if kind != "int8"} == {"sheet", "team", "function", "alike"}
    assert not {"time", "person", "speaker", "sent", "position", "file", "wave"} & set(kinds)


def test_the_order_of_the_file_is_lost(store, tmp_path):
    """The place a sheet had in the file against its place on disk, and against its id: no better than chance.

    The order is drawn anew each time, so this fails by itself less than once in ten million runs.
    """
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path, 484), WAVE)
    frozen = sheets_of(store, close(store, WAVE, today=DAY)).to_pylist()
    came = np.array([sheet["cp1"] * 121 + sheet["ecx"] * 11 + sheet["enps"] for sheet in frozen], float)
    ids = np.array([int(sheet["sheet"][:12], 16) for sheet in frozen], float)

    bound = 5.5 / np.sqrt(len(frozen))
    assert abs(np.corrcoef(came, np.arange(len(came)))[0, 1]) < bound
    assert abs(np.corrcoef(came, np.argsort(np.argsort(ids)))[0, 1]) < bound
    assert len(set(ids)) == len(frozen) == 484


def test_ids_and_order_are_drawn_anew_when_a_wave_closes(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path), WAVE)
    (before,) = store.home.segments.glob("sheets/*")
    while_open = pq.read_table(before).to_pylist()

    frozen = sheets_of(store, close(store, WAVE, today=DAY)).to_pylist()

    def ids(sheets):
        return {sheet["sheet"] for sheet in sheets}

    def answers(sheets):
        return [tuple(value for name, value in sheet.items() if name != "sheet") for sheet in sheets]

    assert not ids(while_open) & ids(frozen)
    assert answers(while_open) != answers(frozen)
    assert sorted(answers(while_open), key=str) == sorted(answers(frozen), key=str)
    assert [path.stem for path in store.home.segments.glob("sheets/*")] == [wave_named(store, WAVE).segment]


def test_a_late_file_with_one_sheet_cannot_be_told_from_the_others(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path), WAVE)
    take_in(store, written(tmp_path / "late.csv", [row(wave, "late", ecx=10, enps=10)]), WAVE)

    close(store, WAVE, today=DAY)

    assert len(list(store.home.segments.glob("sheets/*"))) == 1
    assert store.catalogue.connection.execute("SELECT COUNT(*) FROM answer_file").fetchone() == (0,)
    assert store.catalogue.connection.execute("SELECT COUNT(*) FROM sheet_seen").fetchone() == (0,)


def test_days_are_kept_and_no_times(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path), WAVE)
    close(store, WAVE, today=DAY)

    (kept,) = store.catalogue.connection.execute("SELECT * FROM wave").fetchall()

    assert [value for value in kept if isinstance(value, str) and value.startswith("2026-03-")] == ["2026-03-31"] * 3
    assert not any(":" in str(value) for value in kept)


def test_opening_the_store_again_leaves_sheets_alone(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path), WAVE)
    store.close()

    again = Store.open(Home(store.home.root), today=DAY)
    closed = close(again, WAVE, today=DAY)
    again.close()
    last = Store.open(Home(store.home.root), today=DAY)

    assert sheets_of(last, closed).num_rows == 60
    last.close()


CLOSING = """
import sys
from datetime import date
from pathlib import Path
from lilyroot.home import Home
from lilyroot.store import sheets, segments
from lilyroot.store.store import Store

import os, signal
left = int(sys.argv[2])
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if left == 0:  # the new segment is written, nothing is committed
    sheets._SUMS = "committed = kill()"
store = Store.open(Home(Path(sys.argv[1])), today=date.min)
store.catalogue.connection.create_function("kill", 0, killed)
if left == 1:  # committed, the old segments not yet deleted
    Store.tidy = killed
sheets.close(store, "2026-03", today=date(2026, 3, 31))
"""


@pytest.mark.parametrize("place", [0, 1])
def test_killed_while_closing_a_wave_is_open_or_closed_and_whole(store, tmp_path, place):
    wave = opened(store, tmp_path)
    take_in(store, ballots(wave, tmp_path), WAVE)
    store.close()

    done = subprocess.run(
        [sys.executable, "-c", CLOSING, str(store.home.root), str(place)], check=False, env=os.environ
    )
    again = Store.open(Home(store.home.root), today=date.min)
    if place == 0:
        assert not wave_named(again, WAVE).closed
        close(again, WAVE, today=DAY)

    assert done.returncode == -signal.SIGKILL
    assert sheets_of(again, wave_named(again, WAVE)).num_rows == 60
    assert len(list(again.home.segments.glob("sheets/*"))) == 1
    again.close()
