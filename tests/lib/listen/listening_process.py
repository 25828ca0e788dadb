"""Take in a Slack export in a process of its own, so that a test can kill it: HOME EXPORT."""

import sys
from datetime import date
from pathlib import Path

from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

if __name__ == "__main__":
    store = Store.open(Home(Path(sys.argv[1])), today=date.min)
    print("open", flush=True)
    listening = Listening(find("slack"), ListenOptions("slack"), KeywordReader(), batch_items=250)
    print(listen(store, Path(sys.argv[2]), listening).sentence(), flush=True)
