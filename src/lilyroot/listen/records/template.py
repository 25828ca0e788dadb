"""The empty table of a kind of record, and a line on each of its columns."""

from __future__ import annotations

from lilyroot.model.records import KINDS, VALUES, Column

_SHOWN_AS: dict[str, str] = {
    "id": "any text",
    "day": "a day like 2026-03-31",
    "later_day": "a day like 2026-03-31",
    "quarters": "2026-Q1 or 2026",
    "name": "a name",
    "person": "employee id, address or name",
    "people": "employee ids, addresses or names, ; between them",
    "value": f"one of {', '.join(VALUES)}",
    "values": f"one or more of {', '.join(VALUES)}, ; between them",
    "yes_no": "yes or no",
    "count": "a whole number",
    "amount": "a number above 0",
    "hashed": "any text",
    "unkept": "any text",
}


def template(kind: str) -> str:
    """The header of a CSV file of that kind.

    >>> template("metrics")
    'id,metric,value,start,end'
    """
    return ",".join(column.name for column in KINDS[kind])


def column_lines(kind: str) -> list[str]:
    """One line on each column: its name, whether it is needed, what to put there and how it is written.

    >>> column_lines("metrics")[2].startswith("value: the value it serves (one of customer, revenue")
    True
    """
    return [
        f"{column.name}: {column.what} ({_written(column)}){'' if column.needed else ', may be empty'}"
        for column in KINDS[kind]
    ]


def _written(column: Column) -> str:
    if column.form == "choice":
        return f"one of {', '.join(column.choices)}"
    if column.form == "choices":
        return f"one or more of {', '.join(column.choices)}, ; between them"
    return _SHOWN_AS[column.form]
