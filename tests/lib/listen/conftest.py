"""A store in an empty folder, and listening to Slack with the keyword reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.listen.receipt import Receipt
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store.open(Home(tmp_path / "home"), today=date.min)
    yield store
    store.close()


@pytest.fixture
def take_in(store) -> Callable[..., Receipt]:
    def take_in(path: Path, source: str = "slack", connector: str = "slack", **more) -> Receipt:
        listening = Listening(find(connector), ListenOptions(source=source, **more), KeywordReader())
        return listen(store, path, listening)

    return take_in
