"""Before the first request: the port, the key, the checks; and what the command line says when it cannot."""

from __future__ import annotations

import socket
import sys

import pytest
from click.testing import CliRunner
from django.core.management import call_command

from lilyroot.cli.serve import command
from lilyroot.draw.palette import DARK, LIGHT
from lilyroot.errors import SettingsError
from lilyroot_web.config.keys import ensure_secret_key
from lilyroot_web.config.start import Listening, claim_port
from lilyroot_web.ui.tokens import stylesheet


def test_a_port_that_is_taken_is_a_sentence_with_a_remedy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SettingsError) as refusal:
            claim_port("127.0.0.1", port)

    assert refusal.value.code == "serve.port"
    assert refusal.value.sentence == f"Cannot listen on 127.0.0.1, port {port}: Address already in use."
    assert f"--port {port + 1}" in refusal.value.remedy


def test_without_the_web_extra_the_command_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "lilyroot_web.config.start")
    monkeypatch.setitem(sys.modules, "django", None)

    outcome = CliRunner().invoke(command, ["--demo"])

    assert isinstance(outcome.exception, SettingsError)
    assert outcome.exception.code == "serve.no_web"
    assert outcome.exception.remedy == "Install it with: pip install 'lilyroot[web]'"


def test_the_secret_key_is_made_once_and_read_by_the_owner_only(home):
    first, again = ensure_secret_key(home), ensure_secret_key(home)

    assert first == again
    assert len(first) >= 64
    assert oct((home.keys / "web-secret").stat().st_mode & 0o777) == "0o400"
    assert oct(home.keys.stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    ("listening", "address"),
    [
        (Listening(), "http://127.0.0.1:8000/"),
        (Listening("::1", 80), "http://[::1]:80/"),
        (Listening("0.0.0.0", 8000, ("lilyroot.example",), behind_https=True), "https://lilyroot.example/"),
    ],
)
def test_the_address_is_one_a_browser_understands(listening, address):
    assert listening.address == address


def test_the_checks_before_deployment_find_nothing(capsys):
    call_command("check", "--deploy", "--fail-level", "WARNING")


def test_no_model_has_changed_without_a_migration(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_colour_of_the_page_is_one_of_the_palette():
    css = stylesheet()

    assert [css.count(f"--{token}:{value};") for token, value in LIGHT.items()] == [1] * len(LIGHT)
    assert [css.count(f"--{token}:{value};") for token, value in DARK.items()] == [2] * len(DARK)
