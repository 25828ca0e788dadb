"""What may be typed: a text to read, and lists of words. No field is remembered by the browser."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lilyroot.errors import SettingsError
from lilyroot.read.customers import OTHERS, parse_words

LONGEST_TEXT: Final = 5_000
LONGEST_LIST: Final = 20_000


def _area(rows: int) -> forms.Textarea:
    """``spellcheck`` is off because some browsers send what is typed to a server to check it."""
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "spellcheck": "false", "dir": "auto"})


def _at_most(characters: int, instead: str) -> MaxLengthValidator:
    # not max_length, which would have the browser cut off what is pasted without a word
    return MaxLengthValidator(
        characters,
        format_lazy(
            gettext_lazy("This is longer than {most:,} characters. {instead}"), most=characters, instead=instead
        ),
    )


class TryText(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("A sentence or a message"),
        validators=[_at_most(LONGEST_TEXT, gettext_lazy("Paste one message, not a whole conversation."))],
        error_messages={"required": gettext_lazy("Type or paste a sentence first.")},
        help_text=gettext_lazy("For example: Most parents fill this in on a phone with a child on the other arm."),
        widget=_area(4),
    )
    context = forms.CharField(
        label=gettext_lazy("What was said before (optional)"),
        required=False,
        validators=[_at_most(LONGEST_TEXT, gettext_lazy("The last message or two are enough."))],
        help_text=gettext_lazy("It can tell who “they” are. It gets no label itself."),
        widget=_area(2),
    )


class CustomerLists(forms.Form):
    """The two sections of the file. ``text`` is the file they make, once the form is valid."""

    customers = forms.CharField(
        label=gettext_lazy("What your customers are called"),
        required=False,
        strip=False,
        validators=[_at_most(LONGEST_LIST, gettext_lazy("Keep the words that are used most."))],
        help_text=gettext_lazy(
            "One a line: Fahrgast, Fahrgäste · anglers · the trusts. One form will do if regular."
        ),
        widget=_area(7),
    )
    others = forms.CharField(
        label=gettext_lazy("What only looks like a customer"),
        required=False,
        strip=False,
        validators=[_at_most(LONGEST_LIST, gettext_lazy("Keep the words that are used most."))],
        help_text=gettext_lazy("One a line: client, if that is a program; team members, if these are colleagues."),
        widget=_area(4),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        first, second = (_lines(self.cleaned_data.get(name, "")) for name in ("customers", "others"))
        try:
            parse_words("\n".join([*first, f"[{OTHERS}]", *second]))
        except SettingsError as fault:
            line = int(fault.place.removeprefix("line "))
            field, line = ("customers", line) if line <= len(first) else ("others", line - len(first) - 1)
            self.add_error(field, f"Line {line}: {fault.sentence} {fault.remedy}")
        return self.cleaned_data


def _lines(area: str) -> list[str]:
    return area.splitlines()
