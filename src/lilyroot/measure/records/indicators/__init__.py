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

_UNITS: Final = {
    "incentive_weight": "share of the weight in incentives",
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
        return _UNITS.get(self.name, super().unit)

    @property
    def counts_among_base(self) -> bool:
        """A mean over people, or how unevenly something is spread over them, is no count of them."""
        return super().counts_among_base and self.estimator not in ("bootstrap", "gini")

    @property
    def base_is_people(self) -> bool:
        return self.base.startswith("people")

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
) -> RecordsIndicator:
    return RecordsIndicator(
        *(name, title, form, base, "", contributors),
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

RECORDS_INDICATORS: Final[tuple[RecordsIndicator, ...]] = (
    _indicator("tradeoffs_won", "Trade-offs the customer won", "trade-offs", "tradeoffs"),
    _indicator("evidence_cited", "Decisions that cite evidence from customers", "decisions", "decisions"),
    _indicator(
        "incentive_weight",
        "Weight of customer measures in incentives",
        "people with incentives",
        "messages",
        estimator="bootstrap",
        whole=True,
    ),
    _indicator("metrics_customer", "Metrics that serve the customer", "metrics", "messages", whole=True),
    _indicator(
        "recognition_customer",
        "Recognitions given for something done for a customer",
        "recognitions",
        "recognitions",
    ),
    _indicator(
        "recognition_per_head",
        "Recognitions received, per head",
        "people",
        "received",
        form="ratio",
        estimator="bootstrap",
    ),
    _indicator(
        "recognition_spread", "How unevenly recognition is spread (Gini)", "people", "received", estimator="gini"
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
)
