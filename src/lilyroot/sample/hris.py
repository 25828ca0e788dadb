"""The organisation as the people system would export it: one row per stint, ``hris.csv``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from lilyroot.sample.people import Organisation

COLUMNS: Final = ("employee_id", "manager_id", "name", "email", "team", "function", "site", "start", "end")


def write_hris(path: Path, organisation: Organisation) -> int:
    """Write the stints, by employee and start; ``end`` is the last day and empty while it lasts. How many."""
    stints = sorted(organisation.stints, key=lambda stint: (stint.person.employee, stint.start))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for stint in stints:
            person, team = stint.person, stint.team
            writer.writerow(
                (
                    person.employee,
                    stint.manager,
                    person.name,
                    person.email,
                    team.name,
                    team.function,
                    team.site,
                    stint.start.isoformat(),
                    stint.end.isoformat() if stint.end else "",
                )
            )
    return len(stints)
