"""The web application, from the command line."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import click

from lilyroot.errors import SettingsError
from lilyroot.home import Home

forget_option = click.option(
    "--forget-second-step", is_flag=True, help="For somebody who lost the phone and the codes on paper."
)
"""The second step of signing in goes, and the password alone opens again."""


def web_application() -> ModuleType:
    """The start-up module, found by name: the library knows no Django, and the extra may not be installed."""
    try:
        return import_module("lilyroot_web.config.start")
    except ModuleNotFoundError as error:
        raise SettingsError(
            "serve.no_web",
            f"The web application needs {error.name}, which is not installed.",
            remedy="Install it with: pip install 'lilyroot[web]'",
        ) from error


def web_in_a_file(home: Home) -> AbstractContextManager[None]:
    """While it lasts, what the web application keeps in a PostgreSQL stands in a file of the home, too."""
    if find_spec("django") is None:
        return nullcontext()
    found: AbstractContextManager[None] = import_module("lilyroot_web.config.moving").in_a_file(home)
    return found


def make_sign_in(home: Path | None, name: str, *, steward: bool, forget_second_step: bool) -> None:
    """Make a sign-in, or give the one there is a new password, and print it, once."""
    if not name.strip():
        raise SettingsError("sign_in.name", "A sign-in has a name.", remedy="Give the name to sign in with.")
    web = web_application()
    password = web.new_sign_in(Home.find(home), name, steward=steward, forget_second_step=forget_second_step)
    click.echo(f"{name} / {password}")
