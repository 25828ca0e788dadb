"""A home in which a first wave of the survey was asked, closed and released: made once, copied by who changes it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.sample import Month, Plan, wave_names, write_sample

PLAN = Plan(Month(2026, 6), people=120, months=8, seed=3, only=("survey",))
FIRST, NEXT = wave_names(PLAN)


def run(home: Home, *arguments: object) -> Result:
    """A verb of the command line."""
    return CliRunner().invoke(verbs, [*map(str, arguments)], env={"LILYROOT_HOME": str(home.root)})


def worked(home: Home, *arguments: object) -> str:
    """What a verb printed that has to work."""
    done = run(home, *arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def answers_of(folder: Path, wave: str) -> Path:
    """The file of answers to a wave of the sample."""
    return folder / "survey" / f"survey-{wave}.csv"


def asked_once(folder: Path) -> Home:
    """People and teams are in, the first wave is released; the exports of the sample lie in ``folder / "shop"``."""
    home, shop = Home(folder / "home"), folder / "shop"
    write_sample(shop, PLAN)
    worked(home, "organisation", shop / "hris.csv")
    worked(home, "survey", "open", FIRST, "--stands", "2025-12-31")
    worked(home, "survey", "take-in", FIRST, answers_of(shop, FIRST))
    worked(home, "survey", "close", FIRST)
    worked(home, "release", "--name", "Hazel & Thatch")
    return home


def declared(home: Home, by: str = "Ada Larch") -> None:
    """The survey as a declared source: from here on the rules of sources hold."""
    notice = home.root / "notice.txt"
    notice.write_text("We ask how customers come up. A sheet names a team and nobody.\n")
    words = ("--as", "survey", "--purpose", "To hear people.", "--ground", "agreement", "--contact", "The council")
    worked(home, "source", "declare", "survey", *words, "--notice", notice, "--by", by)
