"""What somebody fills in: a plan, other days or another owner, a note."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lilyroot.draw.measures import measures
from lilyroot_web.actions.policy import LONGEST_TITLE, LONGEST_WORDS, Status, wrong_days

_STREAMS = {
    "talk": gettext_lazy("In talk"),
    "records": gettext_lazy("In records"),
    "answers": gettext_lazy("In answers to the survey"),
}


def _day(label: str, hint: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        error_messages={
            "required": gettext_lazy("Give a day."),
            "invalid": gettext_lazy("Give a day, such as 2027-03-31."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _statuses() -> list[tuple[str, str]]:
    return [(one.value, one.in_words) for one in Status]


class LongList(forms.Select):
    """Hundreds of people or units, written in one piece: Django renders two templates for each of them."""

    template_name = "actions/long_list.html"


class Days(forms.Form):
    """What may still change once an action is planned: its title, its owner and its days."""

    title = forms.CharField(
        label=gettext_lazy("What will be done"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy(
            "About how the unit works, never about a person. Example: Every team meeting opens with one case."
        ),
        error_messages={
            "required": gettext_lazy("Say what will be done."),
            "max_length": format_lazy(
                gettext_lazy("Say it in up to {most} letters; the rest has room in the reason."), most=LONGEST_TITLE
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.ChoiceField(
        widget=LongList,
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("Whoever sees to it. They are reminded, and say how it goes."),
        error_messages={
            "required": gettext_lazy("Say who sees to it."),
            "invalid_choice": gettext_lazy("Choose somebody from the list."),
        },
    )
    due = _day(gettext_lazy("Due"), gettext_lazy("The day by which it is done."))
    review = _day(
        gettext_lazy("Look at the figure again"),
        gettext_lazy("Some months later, when something could have changed."),
    )

    def __init__(self, *given: Any, owners: dict[int, str], today: date, earliest: date | None = None, **more: Any):
        super().__init__(*given, **more)
        self.owners, self.earliest = owners, earliest or today
        self.fields["owner"].choices = [("", gettext_lazy("Choose")), *owners.items()]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_owner(self) -> Any:
        return get_user_model().objects.get(pk=int(self.cleaned_data["owner"]))

    def clean(self) -> None:
        days = [self.cleaned_data.get(name) for name in ("due", "review")]
        if None not in days:
            for name, fault in wrong_days(*days, self.earliest).items():
                self.add_error(name, fault)


class Plan(Days):
    """A new action: what is done about which figure of which unit, and what is hoped for."""

    unit = forms.ChoiceField(
        widget=LongList,
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("Where it is done. You plan for your own units and those below."),
        error_messages={
            "required": gettext_lazy("Say where."),
            "invalid_choice": gettext_lazy("Choose a unit from the list."),
        },
    )
    indicator = forms.ChoiceField(
        label=gettext_lazy("Figure"),
        help_text=gettext_lazy("What it is meant to change."),
        error_messages={
            "required": gettext_lazy("Choose a figure."),
            "invalid_choice": gettext_lazy("Choose a figure from the list."),
        },
    )
    hope = forms.ChoiceField(
        label=gettext_lazy("We expect it to go"),
        choices=[("", gettext_lazy("Choose")), ("up", gettext_lazy("up")), ("down", gettext_lazy("down"))],
        help_text=gettext_lazy("Written down now, and kept as it is."),
        error_messages={
            "required": gettext_lazy("Say whether it should go up or down."),
            "invalid_choice": gettext_lazy("Choose up or down."),
        },
    )
    why = forms.CharField(
        label=gettext_lazy("Because"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("Why it should, in words somebody else can check. Everybody in the line can read it."),
        error_messages={
            "required": gettext_lazy("Say why it should change the figure."),
            "max_length": format_lazy(gettext_lazy("Say it in up to {most:,} letters."), most=LONGEST_WORDS),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("title", "unit", "indicator", "hope", "why", "owner", "due", "review")

    def __init__(self, *given: Any, units: list[tuple[str, str]], released: frozenset[str], **more: Any):
        super().__init__(*given, **more)
        self.fields["unit"].choices = [("", gettext_lazy("Choose")), *units]
        self.fields["indicator"].choices = [("", gettext_lazy("Choose")), *_by_stream(released)]


def _by_stream(released: frozenset[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The figures that are released, under the stream they come from."""
    open_to = [one for one in measures().values() if one.indicator in released]
    found = [
        (title, [(one.indicator, one.name) for one in open_to if one.stream == stream])
        for stream, title in _STREAMS.items()
    ]
    return [(title, named) for title, named in found if named]


class SayHow(forms.Form):
    """How it stands, and a word on it."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=_statuses,
        error_messages={
            "required": gettext_lazy("Choose how it stands."),
            "invalid_choice": gettext_lazy("Choose how it stands."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("A word on it"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("If you like. Not about a person."),
        error_messages={
            "max_length": format_lazy(gettext_lazy("Say it in up to {most:,} letters."), most=LONGEST_WORDS)
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Learned(forms.Form):
    """What came of it."""

    note = forms.CharField(
        label=gettext_lazy("What we learned"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("Also when we cannot tell: what would we do again, what not? Not about a person."),
        error_messages={
            "required": gettext_lazy("Say what you learned."),
            "max_length": format_lazy(gettext_lazy("Say it in up to {most:,} letters."), most=LONGEST_WORDS),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
