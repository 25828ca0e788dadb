"""What somebody fills in about mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot_web.mail.kinds import CHOSEN_BY_BOX, KINDS


class Address(forms.Form):
    """Where mail goes."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Empty: no mail. Figures go there only once its owner has confirmed it."),
        error_messages={"invalid": gettext_lazy("Give an address such as ada@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Mine(Address):
    """Where mail goes, and which."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What I get"),
        required=False,
        choices=[(kind, KINDS[kind]) for kind in CHOSEN_BY_BOX],
        widget=forms.CheckboxSelectMultiple,
    )
