"""Our own connectors find in the sample exactly the messages, speakers, threads and months of the truth."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.spool import accept
from lilyroot.model.record import PassedOver, Record
from lilyroot.sample import Truth

EXPORTS = {
    "slack": ("slack", "chat/slack-export.zip"),
    "vtt": ("vtt", "meetings"),
    "mail": ("mail", "mail"),
    "tickets": ("table", "tickets/tickets.csv"),
}


@pytest.mark.parametrize("source", EXPORTS)
def test_a_connector_finds_the_truth(source: str, small: Truth, tmp_path: Path) -> None:
    kind, place = EXPORTS[source]
    with (small.folder / "hris.csv").open(encoding="utf-8") as file:
        people = {row[key]: row["employee_id"] for row in csv.DictReader(file) for key in ("email", "name")}
    mapping = small.folder / "tickets" / "mapping.toml" if source == "tickets" else None
    options = ListenOptions(source=source, mapping=mapping)

    items = list(find(kind).records(accept(small.folder / place, tmp_path), options))

    records = [item for item in items if isinstance(item, Record)]
    passed_over = {item.reason for item in items if isinstance(item, PassedOver)}
    assert len(items) == len(records) + sum(isinstance(item, PassedOver) for item in items)  # nothing refused
    assert passed_over <= {"bot_message", "channel_join", "direct message: never read"}
    found = {
        record.external_id: (
            record.kind,
            record.channel,
            record.thread,
            *{people[name] for name in (record.speaker, *record.aliases) if name in people},
            record.sent.replace(microsecond=0) if record.sent else None,
        )
        for record in records
    }
    truth = {
        row["external_id"]: (row["kind"], row["channel"], row["thread"], row["employee_id"], row["sent"])
        for row in pq.read_table(small.folder / "truth.parquet").to_pylist()
        if row["source"] == source
    }
    assert len(records) == len(found)
    assert found == truth
