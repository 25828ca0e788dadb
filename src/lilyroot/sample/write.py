"""Writing a whole sample into a folder, and looking after the folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from lilyroot.errors import SettingsError
from lilyroot.sample.grammar import Grammar
from lilyroot.sample.guide import write_guide
from lilyroot.sample.hris import write_hris
from lilyroot.sample.mail import write_mail
from lilyroot.sample.people import found
from lilyroot.sample.plan import Plan
from lilyroot.sample.records import FOLDER as RECORDS_FOLDER
from lilyroot.sample.records import write_records
from lilyroot.sample.slack import write_slack
from lilyroot.sample.story import Story
from lilyroot.sample.survey import FOLDER, write_survey
from lilyroot.sample.talk import Talk
from lilyroot.sample.tickets import write_tickets
from lilyroot.sample.transcripts import write_transcripts
from lilyroot.sample.truth import Truth, TruthLog, planted, write_story

MARK: Final = ".lilyroot-sample"  # first to come and last to go: says that the rest of the folder is ours
OURS: Final = (
    "README.md",
    "chat",
    "hris.csv",
    "mail",
    "meetings",
    RECORDS_FOLDER,
    FOLDER,
    "tickets",
    "truth.json",
    "truth.parquet",
)


def write_sample(out: Path, plan: Plan, *, replace: bool = False) -> Truth:
    """Invent the company of ``plan`` and write its exports and the truth about them into the folder ``out``.

    The same plan gives the same bytes. Time is linear in messages; memory holds one month of one channel. Raises
    ``SettingsError`` when the folder holds anything else, or a former sample and ``replace`` is not set.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from lilyroot.sample import Month, Plan, write_sample
    >>> with TemporaryDirectory() as folder:
    ...     truth = write_sample(Path(folder), Plan(Month(2025, 6), people=60, months=1, only=("ticket",)))
    >>> sorted(truth.messages)
    ['tickets']
    """
    _make_room(out, replace=replace)
    organisation, story, grammar = found(plan), Story(plan), Grammar.shipped()
    talk = Talk(plan, organisation, story, grammar)
    write_hris(out / "hris.csv", organisation)
    with TruthLog(out / "truth.parquet", tuple(str(month) for month in plan.calendar)) as log:
        if "chat" in plan.only:
            (out / "chat").mkdir()
            write_slack(out / "chat" / "slack-export.zip", talk, log)
        if "meeting" in plan.only:
            write_transcripts(out / "meetings", talk, log)
        if "mail" in plan.only:
            write_mail(out / "mail", talk, grammar, log)
        if "ticket" in plan.only:
            write_tickets(out / "tickets", talk, log)
    if "survey" in plan.only:
        write_survey(out / FOLDER, plan, organisation, story)
    if "records" in plan.only:
        write_records(out / RECORDS_FOLDER, plan, organisation)
    truth = Truth(out, dict(log.counts), planted(plan, organisation, story, talk))
    write_story(out / "truth.json", truth.planted)
    write_guide(out / "README.md", truth, plan.only)
    return truth


def _make_room(out: Path, *, replace: bool) -> None:
    if out.exists() and not out.is_dir():
        raise SettingsError("sample.not_a_folder", "That is a file.", remedy="Name a folder.", file=str(out))
    out.mkdir(parents=True, exist_ok=True)
    if (out / MARK).exists():
        if not replace:
            raise SettingsError(
                "sample.exists",
                "The folder holds a sample already.",
                remedy="Add --force to replace it, or name another folder.",
                file=str(out),
            )
        _clear(out)
    elif any(out.iterdir()):
        raise SettingsError(
            "sample.not_empty",
            "The folder is not empty and holds no sample, so nothing in it is touched.",
            remedy="Name an empty or a new folder.",
            file=str(out),
        )
    (out / MARK).write_text("A sample organisation made by lilyroot sample.\n", encoding="utf-8")


def _clear(out: Path) -> None:
    """Remove what a former sample wrote; anything else in the folder stays."""
    for name in OURS:
        path = out / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
