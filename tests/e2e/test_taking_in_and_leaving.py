"""An upload goes on when its reader leaves and when worker and process are killed; the receipt adds up at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lilyroot.home import Home
from lilyroot_web.sources import library
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import PHONE, broken_rules
from tests.e2e.test_sending_elsewhere import sign_in
from tests.web.test_sources import said

pytestmark = pytest.mark.e2e
MESSAGES = 300


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("leaving"))
    library.declare(home, said(), "ada")
    with (home.root / "notes.csv").open("w") as file:
        file.write("speaker,sent,text\n")
        for number in range(MESSAGES):
            file.write(f"p{number % 40},2026-03-01T09:00:00,The nursery asked for hose number {number} again.\n")
    yield from serve(home)


def processes(module: str, home: Home) -> list[int]:
    """Processes of this home that run a module: workers know it by their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            said, around = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue
        if module.encode() in said.split(b"\0") and f"LILYROOT_HOME={home.root}".encode() in around.split(b"\0"):
            found.append(int(path.name))
    return found


def killed_as_it_runs(page, room: str, home: Home) -> bool:
    """Kill the worker of a room of the web application once there is one."""
    for _ in range(300):
        found = processes(f"lilyroot_web.{room}.worker", home)
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        if found:
            return True
        page.wait_for_timeout(200)
    return False


def test_it_can_be_left_and_killed_and_ends_with_its_receipt(browser, site, complaints):
    page = sign_in(browser, site, complaints, "/listen/sources/notes", viewport=PHONE)
    page.get_by_label("The file").set_input_files(site.home.root / "notes.csv")
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url("**/listen/taken/*")
    going, broken = page.url, broken_rules(page)
    page.goto(f"{site.address}/listen")  # leaves it
    killed = [killed_as_it_runs(page, one, site.home) for one in ("sources", "jobs")]
    page.goto(going)
    page.get_by_text("notes.csv is taken in").wait_for(timeout=240_000)  # the page looks by itself
    broken += broken_rules(page)
    counts = [int(one.replace(",", "")) for one in page.locator("dl.receipt dd").all_inner_texts()]

    assert all(killed)
    assert counts == [MESSAGES, MESSAGES, 0, 0]
    assert broken == []
    assert complaints.found == []
