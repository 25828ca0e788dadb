"""One invented organisation, taken through the whole main job once; tests look at it or go on from a copy."""

from __future__ import annotations

import pytest
from whole_job import Job, Said, Sample, said

from lilyroot.home import Home

SAMPLE = ("--people", "240", "--months", "8", "--seed", "11", "--until", "2025-06")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    Job(Home(folder)).run("sample", folder / "out", *SAMPLE)
    return Sample(folder / "out")


@pytest.fixture(scope="session")
def receipts() -> dict[str, str]:
    """What each run of ``listened`` printed, by source."""
    return {}


@pytest.fixture(scope="session")
def listened(sample: Sample, receipts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Everything taken in, nothing released."""
    job = Job(Home(tmp_path_factory.mktemp("listened") / "home"))
    job.run("organisation", sample.folder / "hris.csv")
    for source, arguments in sample.listens.items():
        receipts[source] = job.run(*arguments)
    return job


@pytest.fixture(scope="session")
def done(listened: Job, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The whole job: released, and the report beside the home."""
    job = listened.copy(tmp_path_factory.mktemp("done") / "home")
    job.release()
    beside = job.home.root.parent
    job.run("report", "--out", beside / "report.html", "--pdf", beside / "report.pdf")
    return job


@pytest.fixture(scope="session")
def messages(listened: Job, sample: Sample) -> list[Said]:
    return said(listened, sample)
