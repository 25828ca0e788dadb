"""Records: what an organisation says, decides, pays, praises, promises and aims at, as rows of CSV tables.

Eight kinds; the grain of each is its name: one row per statement, decision, incentive rule, recognition, goal,
commitment, metric, and item of an agenda. This is the one description of their columns: templates are written from
it, intake checks by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

# What can be named, paid for, praised or put first. A closed list, so that saying and doing can be compared.
VALUES: Final[tuple[str, ...]] = ("customer", "revenue", "cost", "speed", "risk", "people", "standing")

VALUE_MEANINGS: Final[dict[str, str]] = {
    "customer": "what a customer needs, or is spared",
    "revenue": "sales, growth, market share",
    "cost": "spending less, profit by thrift",
    "speed": "being done sooner",
    "risk": "safety, law, compliance",
    "people": "those who work here",
    "standing": "rank, credit or territory inside the organisation",
}

AFFECTED: Final[tuple[str, ...]] = ("customers", "people", "partners", "owners", "public")

Form = Literal[
    "id",
    "day",
    "later_day",
    "quarters",
    "name",
    "person",
    "people",
    "value",
    "values",
    "choice",
    "choices",
    "yes_no",
    "count",
    "amount",
    "hashed",
    "unkept",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind of record: its name, what its cells look like, and what to put there.

    ``form``: ``later_day`` may lie in the future, ``quarters`` is "2026-Q1" or "2026", ``name`` is a team or a
    function, ``person`` (``people``: several, with ``;`` between them) an id, address or name from the HRIS file,
    ``choice`` one of ``choices`` (``choices``: several). ``hashed`` is stored as a keyed hash; ``unkept`` serves
    those who keep the file and is not stored.
    """

    name: str
    form: Form
    what: str
    needed: bool = True
    choices: tuple[str, ...] = ()


_ID: Final = Column("id", "id", "your own id of the row; the same id later means a correction")
_TEAM: Final = Column("team", "name", "their team, if the HRIS file does not know them", needed=False)
_START: Final = Column("start", "later_day", "first day; empty means always", needed=False)
_END: Final = Column("end", "later_day", "last day; empty means still", needed=False)

KINDS: Final[dict[str, tuple[Column, ...]]] = {
    "statements": (
        _ID,
        Column("date", "day", "when it was said or published"),
        Column("by", "choice", "who speaks", choices=("leader", "official")),
        Column("person", "person", "the leader; empty for official texts", needed=False),
        _TEAM,
        Column("values", "values", "the values it names, as people coded them"),
        Column("text", "unkept", "the words, for those who code them; not stored", needed=False),
    ),
    "decisions": (
        _ID,
        Column("date", "day", "when it was decided"),
        _TEAM,
        Column("decided_by", "people", "who decided"),
        Column("options", "count", "how many options were weighed", needed=False),
        Column("values", "values", "the values in tension"),
        Column("prevailed", "value", "which of them prevailed; needed when there are two or more", needed=False),
        Column("customer_evidence", "yes_no", "whether it cites evidence from customers"),
        Column("affected", "choices", "who is affected", needed=False, choices=AFFECTED),
        Column("decision", "unkept", "what was decided; not stored", needed=False),
    ),
    "incentives": (
        _ID,
        Column("function", "name", "the function it holds for", needed=False),
        Column("team", "name", "or the team; neither means everyone", needed=False),
        Column("measure", "unkept", "what is paid for; not stored", needed=False),
        Column("weight", "amount", "its weight, in any unit: weights are taken as shares of the group's sum"),
        Column("value", "value", "the value it serves"),
        _START,
        _END,
    ),
    "recognitions": (
        _ID,
        Column("date", "day", "when it was given"),
        Column("giver", "people", "who gave it"),
        Column("receiver", "people", "who received it"),
        _TEAM,
        Column("value", "value", "the value it was given for"),
        Column("text", "unkept", "the words; not stored", needed=False),
    ),
    "goals": (
        _ID,
        Column("team", "name", "whose goal it is"),
        Column("period", "quarters", "a quarter such as 2026-Q1, or a year"),
        Column("customer_outcome", "yes_no", "whether it names an outcome for customers"),
        Column("goal", "unkept", "the goal; not stored", needed=False),
    ),
    "commitments": (
        _ID,
        Column("made", "day", "when it was promised to a customer"),
        Column("due", "later_day", "by when"),
        Column("done", "day", "when it was kept; empty while it is not", needed=False),
        Column("withdrawn", "day", "when the customer let go of it", needed=False),
        Column("owner", "person", "who answers for it"),
        _TEAM,
        Column("commitment", "unkept", "the promise; not stored", needed=False),
    ),
    "metrics": (
        _ID,
        Column("metric", "unkept", "its name; not stored", needed=False),
        Column("value", "value", "the value it serves"),
        _START,
        _END,
    ),
    "agenda": (
        _ID,
        Column("date", "day", "the day of the meeting"),
        Column("meeting", "hashed", "its name, where a day has several", needed=False),
        Column("meeting_kind", "name", "what kind of meeting, for example board or team", needed=False),
        Column("value", "value", "the value the item was about"),
        Column("minutes", "amount", "how long"),
    ),
}


def quarter_of(day: date) -> str:
    """The quarter a day lies in.

    >>> quarter_of(date(2026, 3, 31)), quarter_of(date(2026, 4, 1))
    ('2026-Q1', '2026-Q2')
    """
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"
