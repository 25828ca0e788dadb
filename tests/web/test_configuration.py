"""The declared settings: where they come from, what they may be, and the page that lists them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lilyroot.errors import SettingsError
from lilyroot_web.config.declared import SETTINGS, declared, page, secret_of

SMTP = {"LILYROOT_SMTP_HOST": "mail.example.org", "LILYROOT_MAIL_FROM": "lilyroot@example.org"}


@pytest.fixture
def secret(tmp_path) -> Path:
    path = tmp_path / "password"
    path.write_text("open sesame\n")
    path.chmod(0o600)
    return path


def test_without_any_nothing_is_sent(home):
    found = declared(home, {})

    assert found["LILYROOT_SMTP_HOST"] == ""
    assert (found["LILYROOT_SMTP_PORT"], found["LILYROOT_SMTP_SECURITY"]) == (587, "starttls")


def test_a_variable_counts_more_than_the_file(home):
    home.root.mkdir(parents=True)
    (home.root / "settings.toml").write_text('LILYROOT_MAIL_FROM = "a@example.org"\nLILYROOT_SMTP_PORT = 25\n')

    found = declared(home, {"LILYROOT_MAIL_FROM": "b@example.org"})

    assert (found["LILYROOT_MAIL_FROM"], found["LILYROOT_SMTP_PORT"]) == ("b@example.org", 25)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"LILYROOT_SMTP_PORT": "smtp"}, "LILYROOT_SMTP_PORT is 'smtp'. It has to be a number from 1 to 65535."),
        ({"LILYROOT_SMTP_PORT": "70000"}, "a number from 1 to 65535"),
        ({"LILYROOT_SMTP_SECURITY": "ssl"}, "It has to be starttls, tls or none."),
        ({"LILYROOT_MAIL_FROM": "nobody"}, "a mail address, such as"),
        ({"LILYROOT_MAIL_FROM": "a@b\nBcc: c@d"}, "a mail address, such as"),
        ({"LILYROOT_OUTLET_HOSTS": "https://chat.intern"}, "names of hosts with commas between them"),
        ({"LILYROOT_OUTLETS": "x", "LILYROOT_OUTLET_HOST": "x"}, "There is no setting LILYROOT_OUTLET_HOST."),
        ({"LILYROOT_MAIL_HOUR": "24"}, "a number from 0 to 23"),
        ({"LILYROOT_PUBLIC_ADDRESS": "lilyroot.example.org"}, "an address such as https://"),
        ({"LILYROOT_PUBLIC_ADDRESS": "https://a.example/app"}, "an address such as https://"),
        ({"LILYROOT_SMTP_PASSWORD_FILE": "/no/such/file"}, "a file that is there and can be read"),
        ({"LILYROOT_DATABASE": "mysql://db/lilyroot"}, "an address such as postgresql://lilyroot@db.example.org/"),
        ({"LILYROOT_DATABASE": "postgresql://db.example.org"}, "an address such as postgresql://"),
        ({"LILYROOT_DATABASE": "postgresql://db:many/lilyroot"}, "an address such as postgresql://"),
        ({"LILYROOT_DATABASE": "postgresql://db/lilyroot?options=-c"}, "host, sslmode and sslrootcert"),
        ({"LILYROOT_DATABASE": "postgresql://a:secret@db/lilyroot"}, "LILYROOT_DATABASE_PASSWORD_FILE"),
        ({"LILYROOT_SMTP_HOTS": "mail.example.org"}, "There is no setting LILYROOT_SMTP_HOTS."),
        ({"LILYROOT_SMTP_HOST": "mail.example.org"}, "Mail is sent without a sender. Set LILYROOT_MAIL_FROM, too."),
        ({**SMTP, "LILYROOT_SMTP_USER": "lily"}, "goes with a password"),
    ],
)
def test_what_makes_no_sense_is_a_sentence_with_its_remedy(home, given, said):
    with pytest.raises(SettingsError) as refusal:
        declared(home, given)

    assert said in str(refusal.value)


def test_a_password_is_for_its_owner_and_never_unencrypted(home, secret):
    given = {**SMTP, "LILYROOT_SMTP_USER": "lily", "LILYROOT_SMTP_PASSWORD_FILE": str(secret)}

    assert secret_of(declared(home, given)["LILYROOT_SMTP_PASSWORD_FILE"]) == "open sesame"
    with pytest.raises(SettingsError, match="travel unencrypted"):
        declared(home, {**given, "LILYROOT_SMTP_SECURITY": "none"})
    declared(home, {**given, "LILYROOT_SMTP_SECURITY": "none", "LILYROOT_SMTP_HOST": "127.0.0.1"})
    secret.chmod(0o644)
    with pytest.raises(SettingsError) as refusal:
        declared(home, given)
    assert "only its owner can read" in str(refusal.value)


@pytest.mark.parametrize("body", ["SMTP_HOST = 'x'", "not toml at all", 'LILYROOT_SMTP_PORT = "no"'])
def test_a_file_that_makes_no_sense_is_named(home, body):
    home.root.mkdir(parents=True)
    (home.root / "settings.toml").write_text(body)

    with pytest.raises(SettingsError) as refusal:
        declared(home, {})

    assert refusal.value.file == "settings.toml"


def test_a_wrong_value_stops_the_start(tmp_path):
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--home", str(tmp_path), "--port", "1024"]
    environment = {**os.environ, "LILYROOT_MAIL_HOUR": "noon", "PYTHONPATH": "src"}
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=root, check=False)

    assert done.returncode == 2
    assert "LILYROOT_MAIL_HOUR is 'noon'. It has to be a number from 0 to 23." in done.stderr


def test_the_page_is_the_table():
    held = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"

    assert held.read_text() == f"{page()}\n"  # else: python tools/configuration_page.py
    assert all(one.name in page() and one.says for one in SETTINGS)


def test_a_password_in_an_address_is_not_repeated(home):
    with pytest.raises(SettingsError) as refusal:
        declared(home, {"LILYROOT_DATABASE": "postgresql://a:secret@db/lilyroot"})

    assert "secret" not in str(refusal.value)


def test_an_address_of_a_database_is_taken_apart(home):
    found = declared(home, {"LILYROOT_DATABASE": "postgresql://li%40ly@db.example.org:5433/roots?sslmode=require"})

    assert found["LILYROOT_DATABASE"] == {
        "NAME": "roots",
        "USER": "li@ly",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
