"""Somebody new sets an empty installation up in a real browser, from the printed address to a first receipt."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lilyroot.home import Home
from tests.e2e.conftest import wait_until_it_listens
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules

pytestmark = pytest.mark.e2e
PEOPLE = "Personnel No,Manager,Org Unit,Job Family,E-Mail,Salary\n" + "".join(
    f"{n},{1 if n > 1 else ''},{'Board' if n == 1 else 'Shop' if n % 2 else 'Nursery'},Sales,p{n}@example.org,1\n"
    for n in range(1, 15)
)
NOTES = "speaker,sent,text\n" + "".join(
    f"p{n}@example.org,2026-03-0{n % 9 + 1}T09:00:00,Mrs Reed cannot lift the pots alone; {n} rings her.\n"
    for n in range(1, 15)
)


@dataclass(frozen=True)
class Empty:
    """A running Lilyroot that nobody can sign in to yet, and the address it printed."""

    address: str
    way_in: str
    home: Home


@pytest.fixture
def empty(tmp_path) -> Iterator[Empty]:
    home = Home(tmp_path / "home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--home", str(home.root), "--port", str(port)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    way_in = ""
    for line in process.stdout:
        if "/set-up/" in line:
            way_in = line.strip()
            break
    threading.Thread(target=process.stdout.read, daemon=True).start()
    wait_until_it_listens(port)
    yield Empty(f"http://127.0.0.1:{port}", way_in, home)
    process.terminate()
    assert process.wait(timeout=20) in (0, -15)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_a_newcomer_sets_it_up(browser, empty, complaints, tmp_path, size, scheme):
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
    complaints.listen(page, empty)
    broken: list[str] = []
    wide: list[str] = []

    def look(name: str) -> None:
        broken.extend(f"{name}: {rule}" for rule in broken_rules(page))
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wide.append(name)
        if folder := os.environ.get("LILYROOT_SHOTS"):
            page.screenshot(path=f"{folder}/first-{name}-{size['width']}.png", full_page=True)

    def on(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "broken.csv").write_text(PEOPLE + "99,77,Shop,Sales,x@example.org,1\n")
    (tmp_path / "notes.csv").write_text(NOTES)

    page.goto(empty.way_in)
    page.get_by_label("Your name to sign in with").fill("ada")
    page.get_by_label("A password of your own").fill("short")
    on("Begin")
    assert "too short" in page.locator("#id_password_error").first.inner_text()
    look("come-in")
    page.get_by_label("A password of your own").fill("four words nobody joins")
    on("Begin")

    page.wait_for_url("**/set-up/ask/organisation")
    look("organisation")
    page.get_by_label("What is your organisation called?").fill("Hazel & Thatch")
    on("Go on")

    look("people-why")
    page.get_by_label("On which legal ground?").select_option("agreement")
    page.get_by_label("Whom can people ask").fill("The works council")
    on("Save and switch on")
    page.get_by_label("The file").set_input_files(tmp_path / "broken.csv")
    on("Look at it")
    page.get_by_role("alert").wait_for()
    assert "line 16: manager_id names nobody in this file" in page.get_by_role("alert").inner_text()
    look("people-broken")
    on("Give another file")
    page.get_by_label("The file").set_input_files(tmp_path / "people.csv")
    on("Look at it")
    page.get_by_text("14 people in 3 teams").wait_for()
    assert page.locator(".tree li").all_inner_texts()[0].startswith("Board")
    assert "Not even looked at: Salary." in page.inner_text("main")
    look("people-look")
    on("Yes, take it in")
    page.get_by_text("14 people, 14 rows, 3 teams.").wait_for(timeout=60_000)
    look("people-done")

    page.goto(f"{empty.address}/set-up")  # left, and taken up again
    page.wait_for_url("**/set-up/ask/people")
    on("Go on")
    page.get_by_label("What your customers are called").fill("anglers")
    look("customers")
    on("Go on")
    look("thresholds")
    on("Go on")
    look("source")
    page.get_by_role("link", name="Notes in a table").click()
    page.get_by_label("On which legal ground?").select_option("interests")
    assert page.get_by_label("Whom can people ask").input_value() == "The works council"
    on("Save and switch on")
    page.wait_for_url("**/set-up/ask/notice")
    look("notice")
    on("That is right")
    page.get_by_role("heading", name="It is set up").wait_for()
    look("done")

    page.get_by_role("link", name="Give the first export").click()
    look("source-page")
    page.get_by_label("The file").set_input_files(tmp_path / "notes.csv")
    on("Take in")
    page.get_by_role("heading", name="notes.csv is taken in").wait_for(timeout=120_000)
    look("receipt")
    assert page.locator(".receipt dd").all_inner_texts() == ["14", "14", "0", "0"]

    page.goto(f"{empty.address}/listen")
    look("listen")
    stranger = browser.new_context().new_page()
    assert stranger.goto(empty.way_in).status == 404
    assert (broken, wide) == ([], [])
    # refused forms answer 422, which a browser logs
    assert [said for said in complaints.found if "422" not in said] == []
    assert list(empty.home.uploads.iterdir()) == []
