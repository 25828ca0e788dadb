"""The indicators of records: one SQL file and one page in docs/metrics each.

To add one: write ``<name>.sql`` (columns cell, source, unit, num, den, base from the tables in ``../tables``),
register it here, write docs/metrics/<name>.md. The manners tests then hold it to what every indicator owes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Final, Literal

from lilyroot.measure.indicators import Form, Indicator
from lilyroot.model.records import VALUES
from lilyroot.model.strands import STRANDS, indicator_of

_UNITS: Final = {
    "paid": "share of the weight in incentives",
    "discussed": "share of the minutes on agendas",
    "recognition_per_head": "recognitions per head",
    "recognition_spread": "0 everyone as much, 1 one has everything",
}
Estimator = Literal["wilson", "bootstrap", "gini", "kaplan_meier", "mean_of_sources"]


@dataclass(frozen=True)
class RecordsIndicator(Indicator):
    """An indicator of records.

    ``estimator`` makes its value and interval of the rows of its SQL; ``value`` is the one of VALUES it is about;
    ``whole`` says that it is for the organisation only.
    """

    estimator: Estimator = "wilson"
    value: str = ""
    whole: bool = False

    @property
    def unit(self) -> str:
        return _UNITS.get(self.template or self.name, super().unit)

    @property
    def counts_among_base(self) -> bool:
        """A mean over people, or how unevenly something is spread over them, is no count of them."""
        return super().counts_among_base and self.estimator not in ("bootstrap", "gini")

    @property
    def counts_per_head(self) -> bool:
        """A count over people, whose number is known: told to the last digit, it would be known as well."""
        return self.form == "ratio"

    @property
    def base_is_people(self) -> bool:
        return self.base.startswith("people")

    @property
    def certain_by_number(self) -> bool:
        return self.estimator == "wilson"

    @property
    def told_as(self) -> str:
        """What won trade-offs is the same count in a group's decisions and in what it enacts.

        In the organisation as many recognitions are received as are given.
        """
        if self.counts_per_head:
            return "recognitions"
        return f"decided_{self.value}" if self.template in ("decided", "enacted") else self.name

    @cached_property
    def sql(self) -> str:
        """One row per cell, source and unit (what is resampled or counted): num, den, base."""
        text = (files(__package__) / f"{self.template or self.name}.sql").read_text("utf-8")
        return text.replace("@value", self.value)


def _indicator(
    name: str,
    title: str,
    base: str,
    contributors: str,
    *,
    form: Form = "share",
    estimator: Estimator = "wilson",
    template: str | None = None,
    value: str = "",
    whole: bool = False,
    grain: float = 0.0,
    fewest: int = 0,
) -> RecordsIndicator:
    return RecordsIndicator(
        *(name, title, form, base, "", contributors),
        within="decisions" if contributors == "tradeoffs" else "",
        grain=grain,
        fewest=fewest,
        template=template,
        reader=False,
        estimator=estimator,
        value=value,
        whole=whole,
    )


_NAMED: Final = {
    "customer": "the customer",
    "revenue": "revenue",
    "cost": "cost",
    "speed": "speed",
    "risk": "risk and compliance",
    "people": "the people who work here",
    "standing": "standing inside the organisation",
}

_SHARES: Final[dict[str, tuple[str, str, str, Estimator, bool]]] = {
    "decided": ("Trade-offs won", "trade-offs", "tradeoffs", "wilson", False),
    "paid": ("Weight in incentives", "people with incentives", "messages", "bootstrap", True),
    "measured": ("Metrics that serve", "metrics", "messages", "wilson", True),
    "praised": ("Reasons of recognition", "recognitions", "recognitions", "wilson", False),
    "discussed": ("Time on agendas", "items of agendas", "messages", "bootstrap", True),
}


def _strand(strand: str, value: str) -> RecordsIndicator:
    title, base, contributors, estimator, whole = _SHARES[strand]
    return _indicator(
        *(indicator_of(strand, value), f"{title}: {_NAMED[value]}", base, contributors),
        estimator=estimator,
        template=strand,
        value=value,
        whole=whole,
    )


_FIRST: Final = [(strand, "customer") for strand in ("decided", "paid", "measured", "praised")]  # as they came to be

RECORDS_INDICATORS: Final[tuple[RecordsIndicator, ...]] = (
    _strand("decided", "customer"),
    _indicator("evidence_cited", "Decisions that cite evidence from customers", "decisions", "decisions"),
    _strand("paid", "customer"),
    _strand("measured", "customer"),
    _strand("praised", "customer"),
    _indicator(
        "recognition_per_head",
        "Recognitions received, per head",
        "people",
        "received",
        form="ratio",
        estimator="bootstrap",
    ),
    _indicator(
        "recognition_spread",
        "How unevenly recognition is spread (Gini)",
        "people",
        "received",
        estimator="gini",
        grain=0.05,
        fewest=20,
    ),
    _indicator("goals_customer", "Goals that name an outcome for customers", "goals", "goals"),
    _indicator(
        "commitments_kept",
        "Promises to customers kept by their due day",
        "promises that fell due",
        "commitments",
        estimator="kaplan_meier",
    ),
    *[
        _indicator(
            f"espoused_{value}",
            f"What statements name: {_NAMED[value]}",
            "statements",
            "statements",
            template="espoused",
            value=value,
        )
        for value in VALUES
    ],
    *[
        _indicator(
            f"enacted_{value}",
            f"What prevails, is paid for and praised: {_NAMED[value]}",
            "trade-offs, recognitions and items of agendas",
            "tradeoffs",
            estimator="mean_of_sources",
            template="enacted",
            value=value,
        )
        for value in VALUES
    ],
    *[_strand(strand, value) for strand in STRANDS for value in VALUES if (strand, value) not in _FIRST],
)
