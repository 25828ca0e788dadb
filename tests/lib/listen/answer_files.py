"""A small house with two teams, waves of its survey, and files of answers written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from lilyroot.listen.people import take_in_hris
from lilyroot.model.survey import Form, questionnaire
from lilyroot.store.store import Store
from lilyroot.store.waves import Wave, open_wave

WAVE = "2026-03"
DAY = date(2026, 3, 31)
TEAMS = {"Harbour Desk": "Service", "Night Watch": "Service", "Chandlery": "Shop"}


def house(store: Store, folder: Path, people: int = 8) -> None:
    """An HRIS file with ``people`` in each team, taken in."""
    lines = ["employee_id,manager_id,team,function,name"]
    for team, function in TEAMS.items():
        lines += [f"{team[:2]}{n},,{team},{function},Canary {team[:2]} {n}" for n in range(people)]
    path = folder / "hris.csv"
    path.write_text("\n".join(lines) + "\n")
    take_in_hris(store, path)


def opened(store: Store, folder: Path, wave: str = WAVE, form: Form = "short") -> Wave:
    house(store, folder)
    return open_wave(store, wave, items=questionnaire().form(form), k=5, stands=DAY, today=DAY)


def row(wave: Wave, sheet: str, team: str = "Harbour Desk", answer: int = 4, **cells: object) -> dict[str, object]:
    """A sheet that agrees with everything that speaks for a construct, with what is given otherwise."""
    answers = {item.id: answer if item.sign > 0 else 6 - answer for item in wave.asked}
    return {"sheet": sheet, "team": team, "function": "", **answers, **cells}


def written(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    listed = list(rows)
    header = list(listed[0])
    body = [",".join(str(one[name]) for name in header) for one in listed]
    path.write_text("\n".join([",".join(header), *body]) + "\n", encoding="utf-8")
    return path
