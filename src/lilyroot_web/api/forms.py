"""What somebody fills in to make a token."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot_web.access.rules import RULES
from lilyroot_web.api.policy import DAYS, VERBS


class MakeToken(forms.Form):
    """What the token is for, what it may do, how long it holds."""

    def __init__(self, *given: Any, may: Collection[str] = VERBS, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["verbs"].choices = [(verb, gettext_lazy(RULES[verb].says)) for verb in VERBS if verb in may]

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        help_text=gettext_lazy("The program that will use it, so that you know which one to revoke."),
        error_messages={
            "required": gettext_lazy("Say what it is for."),
            "max_length": gettext_lazy("Use up to 80 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    verbs = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        initial=["see figures", "see definitions"],
        help_text=gettext_lazy(
            "Of what you may do yourself. Letting people in and go is for the organisation's directory (SCIM)."
        ),
        error_messages={
            "required": gettext_lazy("Choose at least one."),
            "invalid_choice": gettext_lazy("Choose from the list."),
        },
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it holds"),
        coerce=int,
        choices=[(days, gettext_lazy(words)) for days, words in DAYS.items()],
        initial=90,
        error_messages={
            "required": gettext_lazy("Choose how long."),
            "invalid_choice": gettext_lazy("Choose from the list."),
        },
    )
