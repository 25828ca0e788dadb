"""The indicators: what each is called, what it counts, and the SQL that counts it. One page each in docs/metrics.

To add one: write ``<name>.sql`` (columns cell, cluster, num, den, base from one of the two frames), register it
here, write docs/metrics/<name>.md. The manners tests then hold it to what every indicator owes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from math import inf
from typing import Final, Literal

from lilyroot.model.labels import FLAGS

Frame = Literal["messages_in_cell", "threads_in_cell", ""]
Form = Literal["count", "share", "ratio", "points", "balance"]
FRAMES: Final[tuple[Frame, ...]] = ("messages_in_cell", "threads_in_cell")
_RANGES: Final[dict[Form, tuple[float, float]]] = {
    "count": (0.0, inf),
    "share": (0.0, 1.0),
    "ratio": (0.0, inf),
    "points": (0.0, 100.0),
    "balance": (-100.0, 100.0),
}


@dataclass(frozen=True)
class Indicator:
    """One number per group and period.

    ``title`` says what it is, without saying whether more is better. ``form``: a count, a share (0..1), a ratio
    (0 or more, 1 = as usual), points (0..100) or a balance of points (-100..100). ``base`` names what the denominator
    counts. ``frame`` is the table its SQL reads, "" outside talk; indicators of one frame are resampled together.
    ``contributors`` is the column of the population (and of contributors.sql) that counts the people behind the
    denominator; ``doubt`` the column of usual_doubt.sql with the denominator's own variance. ``reader`` says
    whether a reader's labels are in it, so that it wants an audit; ``one_each`` that everyone counts once in it, as
    in a survey: a share of all or none would then tell what each of them said. ``counts`` names the indicator whose
    base is what this one counts. ``within`` names a family that holds every contribution of its own, as decisions
    hold trade-offs: proofs are made family by family, so the difference of the two counts, which nobody proved, is
    never told. ``told_by`` names the indicator of that family that tells the count anyhow, as a share of its own.
    ``grain`` is what a figure is a multiple of at most, ``fewest`` the people a group must have for it at least.
    """

    name: str
    title: str
    form: Form
    base: str
    frame: Frame
    contributors: str
    doubt: str | None = None
    template: str | None = None
    reader: bool = True
    one_each: bool = False
    counts: str = ""
    within: str = ""
    told_by: str = ""
    grain: float = 0.0
    fewest: int = 0

    @property
    def unit(self) -> str:
        """What one unit of the value is."""
        return {
            "count": self.base,
            "share": f"share of {self.base}",
            "ratio": "ratio, 1 = as usual",
            "points": "points, 0 to 100",
            "balance": "points, -100 to 100",
        }[self.form]

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest value there can be."""
        return _RANGES[self.form]

    @property
    def counts_among_base(self) -> bool:
        """Whether it is how many of its base carry something, each counted in full or not at all."""
        return self.form == "share" and not self.one_each

    @property
    def counts_per_head(self) -> bool:
        """Whether it is a count over the people of a group."""
        return False

    @property
    def base_is_people(self) -> bool:
        """Whether its base would tell how many people a group has; that is told as a band only."""
        return self.one_each

    @property
    def tells_base(self) -> bool:
        """Whether the number it rests on may be told: not of people, nor of a family within another."""
        return not self.base_is_people and (not self.within or bool(self.told_by))

    @property
    def certain_by_number(self) -> bool:
        """Whether its interval comes from its value and number alone: not where conversations are resampled."""
        return False

    @property
    def told_as(self) -> str:
        """What its count is told as: one count is rounded alike wherever it stands."""
        return self.name

    @cached_property
    def sql(self) -> str:
        """One row per cell and cluster: num, den and base, whose sums over clusters make the value."""
        text = (files(__package__) / f"{self.template or self.name}.sql").read_text("utf-8")
        return text.replace("@flag", self.name.removeprefix("rate_"))


def _rate(flag: str, title: str) -> Indicator:
    return Indicator(
        f"rate_{flag}", title, "share", "work messages", "messages_in_cell", "messages", template="flag_rate"
    )


_FLAG_TITLES: Final = {
    "blame": "Messages that look for someone at fault",
    "brush_off": "Messages that turn a customer's matter away",
    "recognition": "Messages that recognise someone's work",
    "customer_voice": "Messages that carry what a customer said",
    "commitment": "Messages that promise something to or for a customer",
    "politics": "Messages about turf and standing",
    "sales_pressure": "Messages that press for numbers",
}

INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator("messages", "Work messages", "count", "messages", "messages_in_cell", "messages", reader=False),
    Indicator(
        "salience",
        "Messages that speak of customers",
        "share",
        "work messages",
        "messages_in_cell",
        "messages",
        counts="centric_share",
    ),
    Indicator(
        "centric_share",
        "Customer messages that speak from the customer's side",
        "share",
        "customer messages",
        "messages_in_cell",
        "customer_messages",
        within="messages",
        told_by="salience",
    ),
    Indicator(
        "customer_threads",
        "Threads in which customers come up",
        "share",
        "threads",
        "threads_in_cell",
        "threads_started",
        within="messages",
    ),
    Indicator(
        "customer_driver",
        "Of the voices that conversations draw, those drawn by customer conversations",
        "share",
        "threads",
        "threads_in_cell",
        "threads_started",
        within="messages",
    ),
    Indicator(
        "engagement_replies",
        "Replies to customer threads, against other threads of the same channel",
        "ratio",
        "customer threads",
        "threads_in_cell",
        "compared_threads_started",
        doubt="replies",
        within="threads_started",
    ),
    Indicator(
        "engagement_participants",
        "People in customer threads, against other threads of the same channel",
        "ratio",
        "customer threads",
        "threads_in_cell",
        "compared_threads_started",
        doubt="participants",
        within="threads_started",
    ),
    *[_rate(flag, _FLAG_TITLES[flag]) for flag in FLAGS],
)
