"""A real server on a free port and a real browser: nothing in between is ours to fake."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lilyroot.home import Home
from tests.ledgers import forty_teams

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Site:
    """A running Lilyroot and the way in."""

    address: str
    name: str
    password: str
    home: Home


@dataclass
class Complaints:
    """What the browser complained about, and addresses that are not the site's own."""

    found: list[str] = field(default_factory=list)

    def listen(self, page, site: Site) -> None:
        page.on("console", lambda message: message.type in ("error", "warning") and self.found.append(message.text))
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("request", lambda request: self._elsewhere(request.url, site))

    def _elsewhere(self, address: str, site: Site) -> None:
        if urlsplit(address).scheme in ("http", "https") and not address.startswith(site.address):
            self.found.append(f"asked {address}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("No Chromium is installed: python3 tools/browser.py installs one from the system's packages.")
    return {**browser_type_launch_args, "executable_path": executable, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: addresses here are whole. Instead of the plugin's own, which is a method and on its way out."""


def serve(home: Home) -> Iterator[Site]:
    """Start ``lilyroot serve --demo`` on a free port, read the way in from what it prints, stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--home", str(home.root), "--port", str(port), "--demo"]
    source = str(Path(__file__).resolve().parents[2] / "src")
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Lilyroot is at "):
            break
    else:
        pytest.fail(f"The server did not start: {''.join(said)}")
    threading.Thread(target=process.stdout.read, daemon=True).start()
    wait_until_it_listens(port)
    yield Site(f"http://127.0.0.1:{port}", "demo", (home.keys / "demo-password").read_text(), home)
    process.terminate()
    assert process.wait(timeout=20) in (0, -15)


def wait_until_it_listens(port: int) -> None:
    for _ in range(200):
        with socket.socket() as caller:
            caller.settimeout(0.1)
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.1)
    pytest.fail("The server does not listen.")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("site"))
    forty_teams(home.releases)
    yield from serve(home)


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def visitor(page, site, complaints):
    """A page of a browser at the site's door; whatever the browser complains about fails the test."""
    complaints.listen(page, site)
    page.goto(f"{site.address}/see")
    yield page
    assert complaints.found == []


@pytest.fixture
def reader(visitor, site):
    """A page of a browser, signed in, at the first page with its charts alive."""
    visitor.get_by_label("Name").fill(site.name)
    visitor.get_by_label("Password").fill(site.password)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url(f"{site.address}/see", timeout=60_000)
    return visitor
