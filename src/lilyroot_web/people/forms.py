"""What an admin fills in: a newcomer, a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lilyroot_web.access.policy import LONGEST_NAME, OF_A_LINE
from lilyroot_web.access.rules import Role

_LINES = ", ".join(role.value for role in OF_A_LINE)


class GiveRole(forms.Form):
    """A role and, where it is one for a line of reporting, the unit at its top."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, gettext_lazy(role.value)) for role in Role],
        error_messages={
            "required": gettext_lazy("Choose a role."),
            "invalid_choice": gettext_lazy("Choose one of the roles."),
        },
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=200,
        help_text=format_lazy(
            gettext_lazy("For {roles}: they see this unit, what is below it, and what is above it."), roles=_LINES
        ),
        error_messages={"max_length": gettext_lazy("A unit's name has up to 200 letters.")},
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, units: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.units = units

    def clean_unit(self) -> str:
        """One of the published units, whatever its case; any, as long as nothing was published."""
        unit = " ".join(self.cleaned_data["unit"].split())
        known = {name.casefold(): name for name in self.units}
        if unit and known and unit.casefold() not in known:
            raise forms.ValidationError(
                gettext_lazy("Nothing was published of a unit called %(unit)s. Spell it as it stands in the list.")
                % {"unit": unit}
            )
        return known.get(unit.casefold(), unit)


class Newcomer(GiveRole):
    """Somebody who is let in, with their first role."""

    name = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Often the beginning of their mail address."),
        error_messages={
            "required": gettext_lazy("Give the name to sign in with."),
            "max_length": format_lazy(gettext_lazy("A name has up to {most} letters."), most=LONGEST_NAME),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "role", "unit")
