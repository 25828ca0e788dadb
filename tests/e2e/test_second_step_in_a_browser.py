"""A passkey in a real browser: added, used instead of the password, and an app's code after the password."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from lilyroot.home import Home
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, TABLET, broken_rules
from tests.ledgers import forty_teams

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Under the name localhost: a browser makes no passkey for an address that is a number."""
    home = Home(tmp_path_factory.mktemp("guarded"))
    forty_teams(home.releases)
    for running in serve(home):
        port = urlsplit(running.address).port
        yield Site(f"http://localhost:{port}", running.name, running.password, home)


def with_a_passkey_reader(page) -> None:
    """As a phone or a laptop has one: it knows its owner and asks nothing."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    manners = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    always = {"isUserVerified": True, "automaticPresenceSimulation": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": {**manners, **always}})


def confirm(page, site: Site) -> None:
    """The password once more, before what matters."""
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_added_and_opens_the_door_by_itself(reader, site):
    with_a_passkey_reader(reader)
    reader.get_by_role("link", name="Account").click()
    reader.get_by_role("region", name="Passkeys").get_by_role("link", name="Add one").click()
    confirm(reader, site)
    reader.get_by_label("What to call it").fill("This laptop")
    reader.get_by_label("Use it instead of the password").check()
    reader.get_by_role("button", name="Add").click()
    reader.wait_for_url(f"{site.address}/account/**")
    codes = reader.get_by_label("Unused codes").input_value().split()
    broken = broken_rules(reader)
    reader.get_by_role("button", name="Sign out", exact=True).click()
    reader.get_by_role("button", name="Use a passkey").click()
    reader.wait_for_url(f"{site.address}/", timeout=60_000)

    assert len(codes) == 10
    assert broken == []


@pytest.fixture(scope="module")
def lena(site) -> str:
    """The password of somebody with no second step yet."""
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "audit", "sign-in", "lena", "--home", str(site.home.root)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split(" / ")[1]


@pytest.fixture
def account(page, site, lena, complaints):
    """Lena's account; she has confirmed that it is her."""
    complaints.listen(page, site)
    page.goto(f"{site.address}/account/confirm?next=/account")
    page.get_by_label("Name").fill("lena")
    page.get_by_label("Password").fill(lena)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/account/confirm**", timeout=60_000)
    page.get_by_label("Password").fill(lena)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"{site.address}/account")
    yield page
    assert complaints.found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_of_the_account_fits_and_breaks_no_rule(account, site, scheme):
    account.emulate_media(color_scheme=scheme)
    found, wide = {}, []
    for place in ("account", "account/app", "account/keys", "account/keys/add", "account/password"):
        for size in (PHONE, TABLET, DESKTOP):
            account.set_viewport_size(size)
            account.goto(f"{site.address}/{place}")
            found[place, size["width"]] = broken_rules(account)
            wide += [place] * account.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    assert {place: broken for place, broken in found.items() if broken} == {}
    assert wide == []


def test_an_app_is_added_and_its_code_is_asked_for_after_the_password(account, site, lena):
    account.get_by_role("region", name="An app").get_by_role("link", name="Add one").click()
    secret = account.get_by_label("The same in letters").input_value()
    account.get_by_label("code").fill("000")
    account.get_by_role("button", name="Add the app").click()
    wrong = account.get_by_role("textbox", name="code").get_attribute("aria-invalid")
    account.get_by_label("code").fill(digits(secret))
    account.get_by_role("button", name="Add the app").click()
    paper = account.get_by_label("Unused codes").input_value().split()
    account.get_by_role("button", name="Sign out", exact=True).click()
    account.get_by_label("Name").fill("lena")
    account.get_by_label("Password").fill(lena)
    account.get_by_role("button", name="Sign in").click()
    account.wait_for_url(f"{site.address}/sign-in/second-step**")
    broken = broken_rules(account)
    account.get_by_label("code").fill(paper[0])
    account.get_by_role("button", name="Sign in").click()
    account.wait_for_url(f"{site.address}/")

    assert wrong == "true"
    assert broken == []


def digits(secret: str) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
