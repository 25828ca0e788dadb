"""An export is given in a real browser; its process is killed; it goes on where it stopped, and closes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lilyroot.home import Home
from lilyroot_web.sources.library import Said, declare
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules

pytestmark = pytest.mark.e2e
ROWS = 5_000


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("taking"))
    today = datetime.now(UTC).date()
    declare(home, Said("notes", "table", "To learn.", "agreement", "HR", "We read notes.", today, is_on=True), "ada")
    yield from serve(home)


def workers() -> list[int]:
    """Processes that take something in for this server, by their ids."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "lilyroot_web.sources.worker" in line]


def test_a_killed_take_in_goes_on_and_counts_nothing_twice(reader, site, tmp_path):
    export = tmp_path / "notes.csv"
    with export.open("w") as file:
        file.write("speaker,sent,text\n")
        file.writelines(f"d{n},2026-03-01T09:00:00,Mrs Reed cannot lift pot {n} alone.\n" for n in range(ROWS))
    before = set(workers())
    reader.goto(f"{site.address}/listen/sources/notes")
    reader.get_by_label("The file").set_input_files(export)
    reader.get_by_role("button", name="Take in").click()
    reader.get_by_text("You may leave this page").wait_for(timeout=60_000)
    broken = broken_rules(reader)
    reader.get_by_text(re.compile(r"\d,000 read")).wait_for(timeout=120_000)  # a batch is committed
    address = reader.url
    for worker in set(workers()) - before:
        os.kill(worker, signal.SIGKILL)
    reader.get_by_role("heading", name="was interrupted").wait_for(timeout=60_000)
    broken += broken_rules(reader)

    reader.get_by_role("button", name="Go on").click()
    reader.get_by_role("heading", name="is taken in").wait_for(timeout=240_000)

    assert reader.url == address
    assert [cell.replace(",", "") for cell in reader.locator(".receipt dd").all_inner_texts()] == [
        str(ROWS),
        str(ROWS),
        "0",
        "0",
    ]
    assert broken == []
    time.sleep(0.5)
    assert list(site.home.uploads.iterdir()) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_a_source_break_no_rule(reader, site, size):
    reader.set_viewport_size(size)
    broken = []
    for at in ("", "/new", "/new/slack", "/sources/notes", "/sources/notes/why", "/sources/notes/quarantine"):
        reader.goto(f"{site.address}/listen{at}")
        broken += [f"{at}: {rule}" for rule in broken_rules(reader)]
        assert reader.evaluate("document.documentElement.scrollWidth") <= size["width"]
    reader.goto(f"{site.address}/listen/sources/notes/forget")
    broken += broken_rules(reader)

    assert broken == []
