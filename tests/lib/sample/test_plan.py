"""What may be asked for, and when the sample ends."""

from datetime import date

import pytest

from lilyroot.errors import SettingsError
from lilyroot.sample import Month, Plan, last_full_month


def test_the_calendar_ends_with_the_month_asked_for() -> None:
    calendar = Plan(Month(2025, 2), months=4).calendar

    assert [str(month) for month in calendar] == ["2024-11", "2024-12", "2025-01", "2025-02"]


def test_the_last_full_month_in_january_is_december() -> None:
    assert last_full_month(date(2026, 1, 31)) == Month(2025, 12)


@pytest.mark.parametrize("text", ["2025", "2025-13", "October", "2025-1", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Month.parse(text)

    assert refusal.value.code == "sample.month"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"people": 39}, "sample.size"),
        ({"people": 20_001}, "sample.size"),
        ({"months": 0}, "sample.size"),
        ({"messages_per_person": 0.5}, "sample.size"),
        ({"only": ("fax",)}, "sample.only"),
        ({"only": ()}, "sample.only"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Plan(Month(2025, 6), **wrong)  # type: ignore[arg-type]

    assert refusal.value.code == code
