"""The command line at work on a home, the sample it works on, and what should come out, reckoned another way."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.model.labels import FLAGS
from lilyroot.model.tables import READER_INPUT, TEXTS
from lilyroot.read.shelf import reader_for
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released
from lilyroot.store.organisation import period_days
from lilyroot.store.store import Store

NAME = "Hazel & Thatch"


@dataclass(frozen=True)
class Job:
    """A home, and the command line working on it."""

    home: Home

    def run(self, *arguments: object) -> str:
        """What the command prints; it must succeed."""
        done = CliRunner().invoke(
            verbs, [*map(str, arguments)], env={"LILYROOT_HOME": str(self.home.root)}, catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.stdout

    def release(self) -> str:
        return self.run("release", "--name", NAME)

    def copy(self, to: Path) -> Job:
        """The same home in another folder, to go on from."""
        shutil.copytree(self.home.root, to)
        return Job(Home(to))

    def store(self) -> Store:
        return Store.open(self.home, today=date.min)

    def released(self) -> Released:
        return Ledger(self.home.releases).released()

    def tables(self) -> dict[str, bytes]:
        """The bytes of every released table, by the name of its release."""
        return {path.parent.name: path.read_bytes() for path in sorted(self.home.releases.glob("*/table.parquet"))}

    def texts(self) -> pa.Table:
        """All raw text that is held."""
        store = self.store()
        held = [pq.read_table(path) for path in store.segment_paths("texts")]
        store.close()
        return pa.concat_tables([TEXTS.empty_table(), *held])

    def contents(self) -> tuple[list[str], list[str]]:
        """Every row of the catalogue and the name of every other file: what a run may have changed."""
        store = self.store()
        rows = sorted(store.catalogue.connection.iterdump())
        store.close()
        files = (path for path in self.home.data.rglob("*") if path.is_file())
        return rows, sorted(path.name for path in files if not path.name.startswith("catalogue.sqlite"))


@dataclass(frozen=True)
class Sample:
    """What ``lilyroot sample`` wrote."""

    folder: Path

    @property
    def listens(self) -> dict[str, tuple[object, ...]]:
        """By source, the arguments of the command that takes it in."""
        tickets, mapping = self.folder / "tickets" / "tickets.csv", self.folder / "tickets" / "mapping.toml"
        return {
            "slack": ("listen", self.folder / "chat" / "slack-export.zip", "--as", "slack"),
            "vtt": ("listen", self.folder / "meetings", "--as", "vtt"),
            "mail": ("listen", self.folder / "mail", "--as", "mail"),
            "tickets": ("listen", tickets, "--as", "table", "--mapping", mapping, "--source", "tickets"),
        }

    @cached_property
    def hris(self) -> list[dict[str, str]]:
        with (self.folder / "hris.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @cached_property
    def truth(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "truth.parquet").to_pylist()
        return rows

    def placements(self, period: str) -> dict[str, tuple[str, str]]:
        """Team and function in which each person ended a month, from the HRIS file alone."""
        first, last = period_days(period)
        stints = sorted(
            (row["start"], row["employee_id"], row["team"], row["function"])
            for row in self.hris
            if row["start"] <= last and (row["end"] or last) >= first
        )
        return {employee: (team, function) for _, employee, team, function in stints}


@dataclass(frozen=True)
class Said:
    """One message as the reader reads it, at its place in the organisation."""

    period: str
    team: str
    function: str
    kind: str
    orientation: str
    flags: frozenset[str]


def said(job: Job, sample: Sample) -> list[Said]:
    """Every message of the truth whose author has a place, with what the reader says of its text.

    It shares with the product the reader and the keys that find a message, nothing else: no readings that were
    stored, no SQL, no placement.
    """
    texts = job.texts()
    batch = pa.RecordBatch.from_arrays(
        [texts[name].combine_chunks() for name in ("message", "text", "context")], schema=READER_INPUT
    )
    read = reader_for(job.home).read(batch, spans=False)
    columns = [read[name].to_pylist() for name in ("id", "orientation", "flags")]
    readings = {key: (label, frozenset(flags)) for key, label, flags in zip(*columns, strict=True) if label}
    store = job.store()
    found = []
    places = {period: sample.placements(period) for period in {row["period"] for row in sample.truth}}
    for row in sample.truth:
        reading = readings.get(store.keys.place(row["source"], "message", row["external_id"]))
        place = places[row["period"]].get(row["employee_id"])
        if place and reading:  # what is in another language is not read
            found.append(Said(row["period"], *place, row["kind"], *reading))
    store.close()
    return found


def reckoned(messages: list[Said]) -> dict[str, float]:
    """The indicators about messages, straight from their definitions."""
    n = len(messages)
    by = Counter(message.orientation for message in messages)
    customers = by["centric"] + by["focused"]
    flags = Counter(flag for message in messages for flag in message.flags)
    return {
        "messages": float(n),
        "salience": customers / n,
        "centric_share": by["centric"] / customers if customers else float("nan"),
        **{f"rate_{flag}": flags[flag] / n for flag in FLAGS},
    }


def teams_of(cell: str, teams: list[dict[str, str]]) -> set[str]:
    """The teams of a published group, from its key: "A+B/own" is A with all below it, and B's own members."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for row in teams:
        below[row["parent"]].append(row["team"])

    def with_all_below(team: str) -> set[str]:
        return {team}.union(*(with_all_below(child) for child in below[team]))

    found: set[str] = set()
    for part in cell.split("+"):
        found |= {part.removesuffix("/own")} if part.endswith("/own") else with_all_below(part)
    return found
