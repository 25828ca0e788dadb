"""The web application, from the command line."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from lilyroot.errors import SettingsError


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
