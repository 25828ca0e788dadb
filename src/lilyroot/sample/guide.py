"""The README that lies beside the exports: what this is, what was planted, how to listen to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lilyroot.model.records import KINDS as RECORDS
from lilyroot.sample.company import NAME
from lilyroot.sample.opinions import last_day
from lilyroot.sample.plan import Month
from lilyroot.sample.truth import Truth

_CONTENTS: Final = {
    "chat": ("chat/slack-export.zip", "chat as Slack exports it, with one direct conversation nobody may read"),
    "meeting": ("meetings/", "transcripts, in Zoom's and in Teams' way of writing"),
    "mail": ("mail/", "the mailing lists of the departments, mbox"),
    "ticket": ("tickets/", "internal notes on tickets, a table with its mapping"),
    "survey": ("survey/", "answers to the survey, one file a wave, and what was planted in them (truth-survey.csv)"),
    "records": ("records/", "decisions, goals, promises and other records, one table a kind"),
}
_LISTEN: Final = {
    "chat": "lilyroot listen {out}/chat/slack-export.zip --as slack",
    "meeting": "lilyroot listen {out}/meetings --as vtt",
    "mail": "lilyroot listen {out}/mail --as mail",
    "ticket": "lilyroot listen {out}/tickets/tickets.csv --as table"
    " --mapping {out}/tickets/mapping.toml --source tickets",
}

_SURVEY: Final = (
    "lilyroot survey open {wave} --stands {day}",
    "lilyroot survey take-in {wave} {out}/survey/survey-{wave}.csv",
    "lilyroot survey close {wave}",
)


def next_commands(folder: str, only: tuple[str, ...], waves: Iterable[str] = ()) -> list[str]:
    """The commands that take the sample in, publish what is safe and write the report."""
    listen = [line.format(out=folder) for kind, line in _LISTEN.items() if kind in only]
    asked = [
        line.format(out=folder, wave=wave, day=last_day(Month.parse(wave))) for wave in waves for line in _SURVEY
    ]
    return [
        f"lilyroot organisation {folder}/hris.csv",
        *listen,
        *asked,
        *[f"lilyroot records {kind} {folder}/records/{kind}.csv" for kind in RECORDS if "records" in only],
        "lilyroot release",
        "lilyroot report --out report.html",
    ]


def write_guide(path: Path, truth: Truth, only: tuple[str, ...]) -> None:
    """Write the README. It names no folder of this machine: the commands speak of ``OUT``."""
    plan, teams = truth.planted["plan"], truth.planted["teams"]
    contents = {"hris.csv": "people, teams and reporting lines, one row per stint"}
    contents |= dict(entry for kind, entry in _CONTENTS.items() if kind in only)
    contents |= {
        "truth.json": "the planted story: in words, and as rates per team, month and kind",
        "truth.parquet": "the true orientation and flags of every message",
    }
    turns = [f"- **{turn['department']}** ({turn['name']}). {turn['words']}" for turn in truth.planted["story"]]
    counts = [f"- {source}: {count:,} messages" for source, count in sorted(truth.messages.items())]
    commands = "\n".join(next_commands("OUT", only, truth.planted["waves"]))
    path.write_text(
        f"""# {NAME}: an invented company

A home and garden retailer that does not exist, with about {plan["people"]:,} people in {len(teams)} teams, over
{plan["months"]} months until {plan["until"]}. People, messages and figures were made up by `lilyroot sample`
(people {plan["people"]}, months {plan["months"]}, seed {plan["seed"]}); the same call gives the same bytes. No
real person, company or message is in here.

## What is in this folder

{chr(10).join(f"- `{name}`: {what}" for name, what in contents.items())}

{chr(10).join(counts)}

## What was planted

Functions differ steadily: Support speaks of customers most, Finance least. On top of that:

{chr(10).join(turns)}

Threads about customers draw more replies in some departments than in others (`engagement_replies` in
`truth.json`). Rates there are the probabilities the messages were drawn with; what came out can be counted in
`truth.parquet`. What a reader finds will differ by its own errors: that is what the truth is for.

## Listen to it

`OUT` is this folder.

```
{commands}
```
""",
        encoding="utf-8",
    )
