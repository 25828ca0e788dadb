"""Every setting there is: its name, its default, what it may be, and the sentence for what it may not.

A setting is an environment variable, or the same name in ``settings.toml`` in the home; the variable counts. The page
docs/reference/configuration.md is made from this table (``tools/configuration_page.py``), and a wrong value stops the
start.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot.tongue import LANGUAGES

FILE: Final = "settings.toml"
PREFIXES: Final = tuple(
    f"LILYROOT_{part}" for part in ("SMTP_", "MAIL_", "OUTLET_", "DATABASE", "METRICS_", "API_", "LANG")
)
"""A variable that begins like this and is none of ours is a slip of the pen."""


class Wrong(ValueError):
    """What a value may be instead."""


def text(given: str) -> str:
    """Anything, without spaces around it."""
    return given.strip()


def port(given: str) -> int:
    if not given.strip().isdigit() or not 1 <= int(given) <= 65535:
        raise Wrong("a number from 1 to 65535")
    return int(given)


def hour(given: str) -> int:
    if not given.strip().isdigit() or int(given) > 23:
        raise Wrong("a number from 0 to 23")
    return int(given)


def count(given: str) -> int:
    if not given.strip().isdigit() or int(given) > 1_000_000:
        raise Wrong("a number from 0 to 1000000")
    return int(given)


def language(given: str) -> str:
    if given.strip() not in LANGUAGES:
        raise Wrong(" or ".join(LANGUAGES))
    return given.strip()


def security(given: str) -> str:
    if given not in ("starttls", "tls", "none"):
        raise Wrong("starttls, tls or none")
    return given


def mail_address(given: str) -> str:
    """An address such as "lilyroot@example.org"; empty for none."""
    if given and not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", given.strip()):
        raise Wrong("a mail address, such as lilyroot@example.org")
    return given.strip()


def web_address(given: str) -> str:
    """Where browsers find the pages, without what comes after the name; empty for where it listens."""
    parts = urlsplit(given.strip())
    if given and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/")):
        raise Wrong("an address such as https://lilyroot.example.org")
    return given.strip().rstrip("/")


def hosts(given: str) -> frozenset[str]:
    """Names or numbers of hosts, with commas between them; empty for none."""
    found = frozenset(one.strip().lower() for one in given.split(",") if one.strip())
    if any(not re.fullmatch(r"[a-z0-9]([a-z0-9.:-]*[a-z0-9])?", one) for one in found):
        raise Wrong("names of hosts with commas between them, such as chat.intern, 10.1.2.3")
    return found


def database(given: str) -> dict[str, Any]:
    """A PostgreSQL database as Django names its parts; empty for the file in the home.

    >>> database("postgresql://lily@db.example.org/lilyroot?sslmode=require")["HOST"]
    'db.example.org'
    """
    if not given.strip():
        return {}
    try:
        parts = urlsplit(given.strip())
        number, further = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise Wrong(_DATABASE) from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name or "/" in name or parts.fragment:
        raise Wrong(_DATABASE)
    if parts.password is not None:
        raise Wrong(f"{_DATABASE}; the password goes into a file (LILYROOT_DATABASE_PASSWORD_FILE)")
    if further.keys() - {"host", "sslmode", "sslrootcert"}:
        raise Wrong(f"{_DATABASE}; of what may follow a question mark, host, sslmode and sslrootcert")
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "HOST": further.pop("host", parts.hostname or ""),
        "PORT": str(number or ""),
        "OPTIONS": further,
    }


_DATABASE: Final = "an address such as postgresql://lilyroot@db.example.org/lilyroot"


def readable_file(given: str) -> str:
    """A file with a secret, which others cannot read; empty for none."""
    path = Path(given).expanduser()
    if given and not path.is_file():
        raise Wrong("a file that is there and can be read")
    if given and path.stat().st_mode & 0o077:
        raise Wrong("a file that only its owner can read (chmod 600)")
    return str(path) if given else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, for the start and for the page that tells of it."""

    name: str
    default: str
    read: Callable[[str], Any]
    says: str


SETTINGS: Final = (
    Setting("LILYROOT_DATABASE", "", database, "The PostgreSQL of sign-ins and actions. Empty: a file in the home."),
    Setting("LILYROOT_DATABASE_PASSWORD_FILE", "", readable_file, "A file with its password, for its owner alone."),
    Setting(
        "LILYROOT_METRICS_TOKEN_FILE", "", readable_file, "A file with the word that opens /metrics. Empty: closed."
    ),
    Setting(
        "LILYROOT_API_REQUESTS",
        "600",
        count,
        "Requests a minute with one token, of the API and SCIM. 0: any number.",
    ),
    Setting("LILYROOT_PUBLIC_ADDRESS", "", web_address, "Where browsers find the pages; links in mail lead there."),
    Setting("LILYROOT_LANGUAGE", "en", language, "The language for whoever has chosen none: en or de."),
    Setting("LILYROOT_SMTP_HOST", "", text, "The server that sends mail. Empty: no mail is sent."),
    Setting("LILYROOT_SMTP_PORT", "587", port, "Its port."),
    Setting("LILYROOT_SMTP_SECURITY", "starttls", security, "How the way there is encrypted: starttls, tls or none."),
    Setting("LILYROOT_SMTP_USER", "", text, "The name to sign in with there, where it asks for one."),
    Setting("LILYROOT_SMTP_PASSWORD_FILE", "", readable_file, "A file with the password, for its owner alone."),
    Setting("LILYROOT_MAIL_FROM", "", mail_address, "The sender. Needed where mail is sent."),
    Setting("LILYROOT_MAIL_HOUR", "6", hour, "The hour (UTC) from which reminders and digests of the day are sent."),
    Setting(
        "LILYROOT_OUTLET_HOSTS",
        "",
        hosts,
        "Hosts of the own network to which digests may be posted, with commas; these may be http, too.",
    ),
)


def declared(home: Home, environment: Mapping[str, str]) -> dict[str, Any]:
    """Every setting with its value. Raises ``SettingsError`` for a value that makes no sense, or an unknown name."""
    given = {name: value for name, value in environment.items() if name.startswith(PREFIXES)}
    known = {one.name for one in SETTINGS}
    of_file = _of_file(home)
    for name in sorted({*given, *of_file} - known):
        raise SettingsError(
            "settings.unknown",
            f"There is no setting {name}.",
            remedy="docs/reference/configuration.md lists them all.",
            file=FILE if name in of_file else "",
        )
    found = {one.name: _read(one, environment, of_file) for one in SETTINGS}
    _together(found)
    return found


def secret_of(path: str) -> str:
    """What a file with a secret says, without the end of its line; "" for none."""
    return Path(path).read_text("utf-8").strip() if path else ""


def _of_file(home: Home) -> dict[str, str]:
    path = home.root / FILE
    try:
        held = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            "settings.file", f"It cannot be read: {error}", remedy='Write lines such as NAME = "value".', file=FILE
        ) from error
    return {name: str(value) for name, value in held.items()}


def _read(one: Setting, environment: Mapping[str, str], of_file: Mapping[str, str]) -> Any:
    where = "" if one.name in environment or one.name not in of_file else FILE
    value = environment.get(one.name, of_file.get(one.name, one.default))
    try:
        return one.read(value)
    except Wrong as fault:
        told = f"{one.name} cannot be used." if one.read is database else f"{one.name} is {value!r}."
        raise SettingsError("settings.value", told, remedy=f"It has to be {fault}.", file=where) from fault


def _together(found: Mapping[str, Any]) -> None:
    """What makes no sense only beside other settings."""
    host, user = found["LILYROOT_SMTP_HOST"], found["LILYROOT_SMTP_USER"]
    if host and not found["LILYROOT_MAIL_FROM"]:
        _refuse("Mail is sent without a sender.", "Set LILYROOT_MAIL_FROM, too.")
    if bool(user) != bool(found["LILYROOT_SMTP_PASSWORD_FILE"]):
        _refuse("A name for the mail server goes with a password, and the other way round.", "Set both or neither.")
    if user and found["LILYROOT_SMTP_SECURITY"] == "none" and not _is_here(host):
        _refuse(
            "The password of the mail server would travel unencrypted.",
            "Set LILYROOT_SMTP_SECURITY to starttls or tls.",
        )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(sentence: str, remedy: str) -> None:
    raise SettingsError("settings.together", sentence, remedy=remedy)


def page() -> str:
    """The page of the documentation that lists them."""
    rows = [f"| `{one.name}` | {f'`{one.default}`' if one.default else 'empty'} | {one.says} |" for one in SETTINGS]
    return "\n".join([_BEGIN, *rows, _END])


_BEGIN: Final = f"""# Configuration

This page is made from the table of settings (`lilyroot_web/config/declared.py`); `python tools/configuration_page.py`
makes it anew. A setting is an environment variable of `lilyroot serve`, or the same name in `{FILE}` in the home:

    LILYROOT_SMTP_HOST = "mail.example.org"
    LILYROOT_MAIL_FROM = "lilyroot@example.org"

The variable counts where both are there. A value that makes no sense stops the start with a sentence.

| setting | default | |
| --- | --- | --- |"""
_END: Final = """
Where the home is, is said by `LILYROOT_HOME` or `--home`; where the server listens, by the options of
[lilyroot serve](command-line.md)."""
