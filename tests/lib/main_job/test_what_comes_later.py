"""After the first release: late data, the end of raw text, further months, and another machine."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from whole_job import Job, Sample

from lilyroot.home import Home
from lilyroot.release.steps import STEP

TEXTS = (
    "The customer needs the parcel before the weekend, so let us call her today.",
    "The customer count is four percent under plan.",
    "The printer on the second floor is out of paper again.",
)
COLUMNS = ("note_id", "ticket_id", "queue", "created_at", "agent_email", "text")


def notes(path: Path, sample: Sample, month: str, people: int = 30) -> Path:
    """A table of what colleagues who are still there noted in one month: six conversations, each person in three."""
    staff = [row["email"] for row in sample.hris if not row["end"]][:people]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, email in enumerate(staff):
            for turn, text in enumerate(TEXTS):
                case = f"case {(number + turn) % 6}"
                note, when = f"{month}-{number}-{turn}", f"{month}-{turn + 10}T{number % 24:02d}:00:00Z"
                writer.writerow((note, case, "desk", when, email, text))
    return path


def listen_to_notes(job: Job, sample: Sample, path: Path) -> str:
    mapping = sample.folder / "tickets" / "mapping.toml"
    return job.run("listen", path, "--as", "table", "--mapping", mapping, "--source", "desk")


def test_releasing_again_releases_nothing(done: Job, tmp_path: Path) -> None:
    job = done.copy(tmp_path / "home")
    head = (job.home.releases / "HEAD").read_text()

    printed = job.release()

    assert printed == "0 released, 8 in the ledger\n"
    assert job.tables() == done.tables()
    assert (job.home.releases / "HEAD").read_text() == head


def test_late_data_changes_nothing_that_was_released(done: Job, sample: Sample, tmp_path: Path) -> None:
    job = done.copy(tmp_path / "home")

    late = listen_to_notes(job, sample, notes(tmp_path / "late.csv", sample, "2025-03"))
    printed = job.release()
    job.run("report", "--out", tmp_path / "report.html")

    assert late.startswith("in 90 = committed 90 + duplicate 0 + quarantined 0\n")
    assert printed.splitlines() == [
        "2025-03: not released, was released before; messages that came after that do not count",
        "0 released, 8 in the ledger",
    ]
    assert job.tables() == done.tables()
    assert (tmp_path / "report.html").read_bytes() == (done.home.root.parent / "report.html").read_bytes()


def test_once_raw_text_is_gone_the_same_figures_are_released(listened: Job, done: Job, tmp_path: Path) -> None:
    job = listened.copy(tmp_path / "home")
    sentence = next(text for text in listened.texts()["text"].to_pylist() if len(text) > 60)

    printed = job.run("retain", "--everything")
    job.release()

    assert printed.splitlines()[-1] == "no raw text is held"
    assert job.texts().num_rows == 0
    assert list(job.home.segments.glob("texts/*")) == []
    files = [path for path in job.home.data.rglob("*") if path.is_file()]
    assert not any(sentence.encode() in path.read_bytes() for path in files)
    assert job.tables() == done.tables()


def test_further_months_are_released_after_raw_text_is_gone(done: Job, sample: Sample, tmp_path: Path) -> None:
    job = done.copy(tmp_path / "home")
    job.run("retain", "--everything")

    listen_to_notes(job, sample, notes(tmp_path / "july.csv", sample, "2025-07"))
    printed = job.release()

    assert printed.splitlines()[-1] == "1 released, 9 in the ledger"
    assert {name: job.tables()[name] for name in done.tables()} == done.tables()
    figures = {row["indicator"]: row["value"] for row in job.released().rows(cut="organisation", period="2025-07")}
    assert figures["messages"] == 90.0
    assert 0.3 <= figures["salience"] <= 0.8
    assert job.run("ledger", "verify").startswith("9 releases, chain unbroken")


def test_the_order_in_which_exports_are_taken_in_changes_no_byte(
    listened: Job, done: Job, sample: Sample, tmp_path: Path
) -> None:
    """With the same master key; the people may come last."""
    job = Job(Home(tmp_path / "home"))
    shutil.copytree(listened.home.keys, job.home.keys)

    for arguments in reversed(sample.listens.values()):
        job.run(*arguments)
    job.run("organisation", sample.folder / "hris.csv")
    job.release()

    assert job.tables() == done.tables()
    assert [manifest["tree_sha256"] for manifest in job.released().manifests] == [
        manifest["tree_sha256"] for manifest in done.released().manifests
    ]


def _may_differ(row: dict[str, Any]) -> float:
    """How far apart two ways of telling one figure may be."""
    if row["indicator"] == "messages":
        return STEP
    if row["indicator"].startswith("engagement"):
        return 0.0
    if row["base"] is None:
        return 0.2  # the widest round step of a group that may be shown, up or down
    return 2 * STEP / (row["base"] - STEP) + 0.001


def test_another_master_key_changes_nothing_but_how_figures_are_rounded(
    done: Job, sample: Sample, tmp_path: Path
) -> None:
    """Pseudonyms order the conversations that the bootstrap draws; the key decides which step a share is told in."""
    job = Job(Home(tmp_path / "home"))
    job.run("organisation", sample.folder / "hris.csv")
    for arguments in sample.listens.values():
        job.run(*arguments)
    job.release()

    here, there = job.released().table, done.released().table

    told = ["value", "low", "high", "base"]
    assert here.drop(told).equals(there.drop(told))
    for one, other in zip(here.to_pylist(), there.to_pylist(), strict=True):
        if one["value"] is not None:
            assert (one["base"] is None) == (other["base"] is None)
            assert one["base"] is None or abs(one["base"] - other["base"]) <= STEP
            assert one["value"] == pytest.approx(other["value"], abs=_may_differ(one))
    assert not here.equals(there), "another key was used"
