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
MESSAGES = 8_000


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


def test_it_can_be_left_and_killed_and_ends_with_its_receipt(browser, site, complaints):
    page = sign_in(browser, site, complaints, "/listen/sources/notes", viewport=PHONE)
    page.get_by_label("The file").set_input_files(site.home.root / "notes.csv")
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url("**/listen/taken/*")
    going, broken = page.url, broken_rules(page)
    page.locator("[data-so-far] dd").nth(1).filter(has_not_text="0").or_(page.locator("dl.receipt")).first.wait_for()
    page.goto(f"{site.address}/listen")  # leaves it
    killed = []
    for module in ("lilyroot_web.jobs.worker", "lilyroot_web.sources.worker"):
        for pid in processes(module, site.home):
            os.kill(pid, signal.SIGKILL)
            killed.append(module)
    page.goto(going)
    page.get_by_text("notes.csv is taken in").wait_for(timeout=240_000)  # the page looks by itself
    broken += broken_rules(page)
    counts = [int(one.replace(",", "")) for one in page.locator("dl.receipt dd").all_inner_texts()]

    assert "lilyroot_web.jobs.worker" in killed
    assert counts == [MESSAGES, MESSAGES, 0, 0]
    assert broken == []
    assert complaints.found == []
