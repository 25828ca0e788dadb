"""The shapes of the API's answers; its description is made from them."""

from __future__ import annotations

from ninja import Field, Schema


class Me(Schema):
    """Whose token this is and how far it reaches."""

    name: str
    verbs: list[str]
    everything: bool = Field(description="Whether it reaches all that was released.")
    units: list[str] = Field(description="Else: the units whose lines it reaches.")


class Release(Schema):
    """One release of the ledger."""

    number: int
    stream: str = Field(description="talk, answers or records")
    period: str
    made_at: str
    smallest_group: int = Field(description="No figure in it concerns fewer people.")
    reader: str
    table_sha256: str
    previous: str = Field(description="The hash of the release before it.")


class Row(Schema):
    """One figure of one group in one period, exactly as it was released."""

    period: str
    cut: str = Field(description="organisation, team, function, kind or a declared segment")
    cell: str
    label: str
    parent: str
    depth: int
    indicator: str
    value: float | None = Field(description="null unless status is shown")
    low: float | None = Field(description="lower end of the 95 % interval")
    high: float | None
    persons: str = Field(description="band of people, such as 10–19")
    base: int | None = Field(description="what the figure is a share of or a mean over, told in steps")
    status: str = Field(description="shown, withheld or too_little")
    reason: str
    basis: str = Field(description="counted, reader_only or audited")


class Figures(Schema):
    """A page of rows."""

    total: int
    offset: int
    next_offset: int | None
    rows: list[Row]


class Meaning(Schema):
    """What an indicator means."""

    key: str
    name: str
    says: str
    counted: str


class Problem(Schema):
    """What was wrong, in a sentence."""

    detail: str
