"""An employee says that what they write is not read, and takes it back, at a phone and a desk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lilyroot.home import Home
from lilyroot_web.sources import library
from lilyroot_web.sources.library import Wish
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules
from tests.e2e.test_sending_elsewhere import sign_in

pytestmark = pytest.mark.e2e


BEN = "ben@shop.example"
PEOPLE = f"employee_id,manager_id,team,email,name\n1,,Board,ada@shop.example,Ada Lark\n2,1,Shop,{BEN},Ben Finch\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    """People who are known by their addresses."""
    made = Home(tmp_path_factory.mktemp("own-words"))
    (made.root / "hris.csv").write_text(PEOPLE)
    library.take_in(made, Wish("people", "people", made.root / "hris.csv"), lambda progress: None)
    return made


@pytest.fixture(scope="module")
def ben(home) -> str:
    """The first password of somebody who signs in with the address that the people file has."""
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "people", "add", BEN, "--role", "employee", "--home", str(home.root)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return told.split(f"{BEN} / ")[1].split()[0]


@pytest.fixture(scope="module")
def site(home, ben) -> Iterator[Site]:
    yield from serve(home)


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone-dark", "wide-light"]
)
def test_one_says_it_and_takes_it_back(browser, site, ben, complaints, viewport, scheme):
    own = replace(site, name=BEN, password=ben)
    page = sign_in(browser, own, complaints, "/account/my-words", viewport=viewport, color_scheme=scheme)
    broken = broken_rules(page)
    page.get_by_role("button", name="Do not read what I write").press("Enter")
    page.get_by_role("heading", name="What you write is not read.").wait_for()
    broken += broken_rules(page)
    told = page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Read it again from now on").click()
    page.get_by_role("heading", name="What you write is read, for figures of groups.").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert broken == []
    assert complaints.found == []
    assert told.startswith("Noted. Nothing you write is taken in from now on")
    assert not wide


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone-light", "wide-dark"]
)
def test_who_is_not_linked_is_told_how(browser, site, complaints, viewport, scheme):
    page = sign_in(browser, site, complaints, "/listen", viewport=viewport, color_scheme=scheme)
    broken = broken_rules(page)
    page.get_by_role("link", name="Say so, or look how it stands").click()
    page.get_by_role("heading", name="Your account is not linked to the people file.").wait_for()
    broken += broken_rules(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert broken == []
    assert complaints.found == []
    assert page.get_by_role("button", name="Do not read what I write").count() == 0
    assert not wide
