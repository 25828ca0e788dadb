"""From a home folder to a running server: key, database, static files, demo user, granian."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

import django

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot_web.config.keys import ensure_secret_key

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens and under which names browsers may reach it."""

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    behind_https: bool = False

    @property
    def address(self) -> str:
        if self.behind_https and self.names:
            return f"https://{self.names[0]}/"
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"


def start(home: Home, listening: Listening, *, demo: bool, say: Callable[[str], None]) -> None:
    """Prepare the home, say where the page is, and serve until interrupted.

    Raises ``SettingsError`` when the port is taken or the host is not one of this machine.
    """
    claim_port(listening.host, listening.port)
    prepare(home, listening)
    sign_in = ""
    if demo:
        from lilyroot_web.access.domain import ensure_demo_user

        name, password = ensure_demo_user(home)
        sign_in = f"  (sign in as {name} / {password})"
    if listening.host not in _LOOPBACK and not listening.behind_https:
        say("Other machines can reach this server, and passwords travel unencrypted: put it behind https.")
    say(f"Lilyroot is at {listening.address}{sign_in}")
    _serve(listening)


def claim_port(host: str, port: int) -> None:
    """Find out before any work whether the port can be had."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise SettingsError(
            "serve.port",
            f"Cannot listen on {host}, port {port}: {error.strerror or error}.",
            remedy=f"Stop what is listening there, or choose another port: lilyroot serve --port {port + 1}",
        ) from error


def prepare(home: Home, listening: Listening) -> None:
    """Everything that must be true before the first request; harmless to repeat."""
    ensure_secret_key(home)
    home.data.mkdir(parents=True, exist_ok=True)
    os.environ["LILYROOT_HOME"] = str(home.root)
    os.environ["LILYROOT_WEB_NAMES"] = ",".join(listening.names)
    os.environ["LILYROOT_WEB_HTTPS"] = "1" if listening.behind_https else "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
    django.setup()

    from django.core.management import call_command

    from lilyroot_web.ui.assets import ensure_static

    call_command("migrate", verbosity=0, interactive=False)
    (home.data / "web.sqlite").chmod(0o600)
    ensure_static(home)


def new_sign_in(home: Home, name: str, *, steward: bool = False, forget_second_step: bool = False) -> str:
    """Make a user who may sign in under this name, or give the one there is a new password; returns the password."""
    prepare(home, Listening())
    from lilyroot_web.access.domain import new_password

    return new_password(name, steward=steward, forget_second_step=forget_second_step)


def _serve(listening: Listening) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    logging.getLogger("_granian").setLevel(logging.WARNING)
    Granian(
        "lilyroot_web.config.wsgi:application",
        address=listening.host,
        port=listening.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level="warning",
    ).serve()
