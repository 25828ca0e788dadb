"""From a home folder to a running server: key, database, static files, demo user, granian."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import django
from django.utils import translation

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot_web.config.databases import connect, path
from lilyroot_web.config.keys import ensure_secret_key
from lilyroot_web.config.moving import move_in
from lilyroot_web.jobs.keeper import working

COMMAND_LINE = "command line"
"""Who did it, in the access log, when it was not done in the browser."""

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
    if move_in(home):
        say("The people, actions and settings of this home are in the PostgreSQL from now on.")
    sign_in = ""
    if demo:
        from lilyroot_web.access.domain import ensure_demo_user
        from lilyroot_web.actions.demo import plan_samples

        name, password = ensure_demo_user(home)
        plan_samples(home)
        sign_in = f"  (sign in as {name} / {password})"
    if listening.host not in _LOOPBACK and not listening.behind_https:
        say("Other machines can reach this server, and passwords travel unencrypted: put it behind https.")
    say(f"Lilyroot is at {listening.address}{sign_in}")
    if way_in := first_way_in(home):
        say("Nobody can sign in yet. Set it up at this address, which works once and until the next start:")
        say(f"  {listening.address}set-up/{way_in}")
    let_go_of_database()
    with working():
        _serve(listening)


def first_way_in(home: Home) -> str:
    """The token by which the first person comes in; "" once somebody can sign in."""
    from lilyroot_web.access.queries import anyone_can_sign_in
    from lilyroot_web.setting_up import token

    if anyone_can_sign_in():
        token.use_up(home)
        return ""
    return token.make(home)


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
    os.environ["LILYROOT_WEB_NAMES"] = ",".join(listening.names)
    os.environ["LILYROOT_WEB_ADDRESS"] = listening.address.rstrip("/")
    os.environ["LILYROOT_WEB_HTTPS"] = "1" if listening.behind_https else "0"
    set_up(home)

    from django.core.management import call_command

    from lilyroot_web.ui.assets import ensure_static

    _reach_database()
    call_command("migrate", verbosity=0, interactive=False)
    if path(home).exists():
        path(home).chmod(0o600)
    ensure_static(home)


def set_up(home: Home) -> None:
    """Django, with the settings of this home."""
    os.environ["LILYROOT_HOME"] = str(home.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
    django.setup()
    translation.activate("en")  # the command line; each request and each letter says for itself what it speaks


def _reach_database() -> None:
    """Find out before any work whether a PostgreSQL that is named lets us in. Raises ``SettingsError``."""
    from django.db import DatabaseError, connection

    if connection.vendor != "postgresql":
        return
    try:
        connect().close()
        connection.ensure_connection()
    except (connection.Database.Error, DatabaseError) as error:
        raise SettingsError(
            "database.unreachable",
            f"The PostgreSQL that LILYROOT_DATABASE names cannot be used: {str(error).strip().splitlines()[0]}",
            remedy="Start it, or mend the address; it has to be there before Lilyroot starts.",
        ) from error


def let_go_of_database() -> None:
    """No connection is open when the server forks: two processes on one would read each other's answers."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


def new_sign_in(home: Home, name: str, *, steward: bool = False, forget_second_step: bool = False) -> str:
    """Make a user who may sign in under this name, or give the one there is a new password; returns the password."""
    prepare(home, Listening())
    from lilyroot_web.access.domain import new_password

    return new_password(name, steward=steward, forget_second_step=forget_second_step)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who may, or might, sign in, with their roles in words."""

    name: str
    roles: tuple[str, ...]
    is_let_in: bool


def people(home: Home) -> list[Held]:
    """Everybody with a name to sign in with."""
    prepare(home, Listening())
    from lilyroot_web.people.queries import everyone

    return [Held(one.name, tuple(held.words for held in one.holds), one.is_let_in) for one in everyone()]


def let_in(home: Home, name: str, roles: Sequence[str]) -> str:
    """Let somebody in with roles such as "manager of Complaints"; returns their first password."""
    prepare(home, Listening())
    from lilyroot_web.access import domain
    from lilyroot_web.access.policy import role_in_words

    return domain.let_in(name, [role_in_words(words) for words in roles], by=COMMAND_LINE)[1]


def change_person(home: Home, name: str, verb: str, roles: Sequence[str] = ()) -> None:
    """``give`` or ``take`` roles, ``let_go`` or ``let_back``. Raises ``AccessRefused`` when nobody has this name."""
    prepare(home, Listening())
    from lilyroot_web.access import domain
    from lilyroot_web.access.policy import role_in_words

    user = domain.known(name)
    if verb in ("let_go", "let_back"):
        getattr(domain, verb)(user, by=COMMAND_LINE)
    for words in roles:
        role, unit = role_in_words(words)
        (domain.give_role if verb == "give" else domain.take_role)(user, role, unit, by=COMMAND_LINE)


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
