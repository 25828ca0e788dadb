"""Talk of two teams on one floor, taken in as a table: the smallest month that the gate releases."""

from __future__ import annotations

import json
from pathlib import Path

from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

MAPPING = """
[columns]
text = "text"
speaker = "who"
sent = "when"
conversation = "case"
team = "team"
function = "function"
kind = "kind"
[constants]
channel = "floor"
"""


def talk(store: Store, folder: Path, month: str, *, people: int = 16, name: str = "p", **given: str) -> None:
    """So many people of two teams speak three times, in chats; ``given`` columns are the same for all of them."""
    rows = [
        {
            "who": f"{name}{n % people}",
            "team": ("north", "south")[n % 2],
            "function": "seller",
            "kind": "chat",
            "text": f"the customer waits {name} {n}",
            "when": f"{month}-05T10:{n % 60:02d}:00Z",
            "case": f"{month}-{n % 8}",
            **given,
        }
        for n in range(3 * people)
    ]
    (folder / "mapping.toml").write_text(MAPPING)
    file = folder / f"{month}.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ListenOptions(source="floor", mapping=folder / "mapping.toml")
    listen(store, file, Listening(find("table"), options, KeywordReader()))
