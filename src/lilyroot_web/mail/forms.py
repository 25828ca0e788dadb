"""What somebody fills in about mail."""

from __future__ import annotations

from django import forms

from lilyroot_web.mail.kinds import CHOSEN_BY_BOX, KINDS


class Address(forms.Form):
    """Where mail goes."""

    email = forms.EmailField(
        label="Mail address",
        required=False,
        max_length=254,
        help_text="Empty: no mail. Figures go there only once its owner has confirmed it.",
        error_messages={"invalid": "Give an address such as ada@example.org."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Mine(Address):
    """Where mail goes, and which."""

    kinds = forms.MultipleChoiceField(
        label="What I get",
        required=False,
        choices=[(kind, KINDS[kind]) for kind in CHOSEN_BY_BOX],
        widget=forms.CheckboxSelectMultiple,
    )
