"""Internal notes and answers of employees on tickets, as a table, with the mapping that explains its columns."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lilyroot.sample.talk import Talk
from lilyroot.sample.truth import TruthLog

SOURCE: Final = "tickets"
COLUMNS: Final = ("note_id", "ticket_id", "queue", "created_at", "agent_email", "visibility", "text")
MAPPING: Final = """\
# Which column of tickets.csv means what. Columns that are not named here are not read.
[columns]
id = "note_id"
text = "text"
speaker = "agent_email"
sent = "created_at"
conversation = "ticket_id"
thread = "ticket_id"
channel = "queue"

[constants]
kind = "ticket"
"""


def write_tickets(folder: Path, talk: Talk, log: TruthLog) -> None:
    """Write ``tickets.csv`` month by month, by time within a month, and ``mapping.toml``."""
    folder.mkdir()
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    tickets = notes = 0
    with (folder / "tickets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for month in range(talk.plan.months):
            rows = []
            for team in talk.organisation.teams:
                queue = f"{team.name} queue"
                for thread in talk.threads(team, month, "ticket", queue):
                    tickets += 1
                    rows += [(message.sent, tickets, queue, thread, message) for message in thread.messages]
            for sent, number, queue, thread, message in sorted(rows, key=lambda row: row[:2]):
                notes += 1
                note, ticket = f"N{notes:07d}", f"T{number:06d}"
                at = datetime.fromtimestamp(sent, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                writer.writerow((note, ticket, queue, at, message.person.email, "internal", message.text))
                log.note(SOURCE, "ticket", (note, queue, ticket), thread, message, sent)
