"""Where digests should go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot_web.outlets.policy import KINDS, RHYTHMS

_CHOOSE = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose from the list.")}


class Add(forms.Form):
    """A new outlet."""

    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=80,
        help_text=gettext_lazy("Such as the name of the channel."),
        error_messages={
            "required": gettext_lazy("Give it a name."),
            "max_length": gettext_lazy("Use up to 80 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What takes it in"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        error_messages=_CHOOSE,
    )
    address = forms.CharField(
        label=gettext_lazy("Its address"),
        max_length=2000,
        help_text=gettext_lazy(
            "The address of the incoming webhook, as the chat or the program shows it. It is kept sealed."
        ),
        error_messages={
            "required": gettext_lazy("Give its address."),
            "max_length": gettext_lazy("An address has up to 2,000 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Whose figures"),
        required=False,
        help_text=gettext_lazy(
            "It gets what every member of this unit may see: choose one all of whose readers belong to it."
        ),
        error_messages=_CHOOSE,
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=list(RHYTHMS.items()), initial="weekly", error_messages=_CHOOSE
    )

    def __init__(self, *given: Any, units: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["unit"].choices = units
