"""A small organisation whose two months are taken in, with what is true of each message."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from audited_months import MONTH
from click.testing import CliRunner, Result

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.store.keys import Keys


@dataclass(frozen=True)
class Harbour:
    """A home with two months of talk, and the sample's truth."""

    home: Home
    sample: Path

    def run(self, *arguments: object, status: int = 0, typed: str = "") -> str:
        """What the command prints; it must end with ``status``."""
        done = self.tried(*arguments, typed=typed)
        assert done.exit_code == status, f"{done.output}\n{done.exception!r}"
        return done.output

    def tried(self, *arguments: object, typed: str = "") -> Result:
        environment = {"LILYROOT_HOME": str(self.home.root)}
        return CliRunner().invoke(verbs, [*map(str, arguments)], env=environment, input=typed)

    def draw(self, period: str = MONTH, *more: object) -> str:
        return self.run("audit", "draw", period, "--auditor", "ines", "--auditor", "tomas", *more)

    @property
    def truth(self) -> dict[str, dict[str, Any]]:
        """What each item of an audit truly is."""
        keys = Keys.open(self.home)
        rows = pq.read_table(self.sample / "truth.parquet").to_pylist()
        return {
            keys.place(row["period"], "audit item", keys.place(row["source"], "message", row["external_id"])): row
            for row in rows
        }


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    folder = tmp_path_factory.mktemp("harbour")
    harbour = Harbour(Home(folder / "home"), folder / "out")
    plan = ("--people", "120", "--months", "2", "--until", MONTH, "--only", "chat")
    harbour.run("sample", harbour.sample, *plan)
    harbour.run("organisation", harbour.sample / "hris.csv")
    export = harbour.sample / "chat" / "slack-export.zip"
    harbour.run("listen", export, "--as", "slack", "--reader", "fast")
    return harbour


@pytest.fixture
def harbour(taken_in: Harbour, tmp_path: Path) -> Harbour:
    """The same in a folder of its own."""
    shutil.copytree(taken_in.home.root, tmp_path / "home")
    return Harbour(Home(tmp_path / "home"), taken_in.sample)


Said = Callable[[str, dict[str, Any]], Any]
