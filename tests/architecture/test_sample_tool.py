"""``make run`` prepares the sample without the web application running: its words must be there all the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from lilyroot.home import Home
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.sources import sources
from lilyroot.store.store import Store

TOOLS = Path(__file__).parents[2] / "tools"
DECLARE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import prepare_sample
from lilyroot.home import Home
prepare_sample.declare(Home.find(Path(sys.argv[2])))
"""


def test_sources_of_the_sample_are_declared_in_english_words(tmp_path):
    home = Home.find(tmp_path)
    store = Store.open(home, today=date(2026, 2, 1))
    with store.catalogue.writing() as connection:
        connection.execute(
            "INSERT INTO export (id, source, connector, name, began, closed) VALUES (?, ?, ?, ?, ?, ?)",
            ("a", "slack", "slack", "", "2026-01-01", "2026-01-01"),
        )
    store.close()

    subprocess.run([sys.executable, "-c", DECLARE, str(TOOLS), str(tmp_path)], check=True)

    catalogue = Catalogue(home.catalogue)
    said = sources(catalogue.connection)
    catalogue.close()
    assert said["slack"].notice.startswith("We want to know how customers come up when we talk among ourselves. So ")
    assert said["slack"].purpose.startswith("To see how customers come up")
    assert {"people", "survey"} <= {one.kind for one in said.values()}
