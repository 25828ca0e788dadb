"""Finding a connector: every folder in ``lilyroot.listen`` that offers one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

import lilyroot.listen
from lilyroot.errors import SettingsError
from lilyroot.listen.connector import Connector


def names() -> list[str]:
    """The connectors there are, by folder, without loading them."""
    return sorted(module.name for module in iter_modules(lilyroot.listen.__path__) if module.ispkg)


def find(name: str) -> Connector:
    """The connector of that name. Raises ``SettingsError`` with the names there are."""
    if name not in names():
        raise SettingsError(
            "connector.unknown", f"There is no connector {name!r}.", remedy=f"Choose one of: {', '.join(names())}."
        )
    return cast(Connector, import_module(f"lilyroot.listen.{name}").connector)
