"""What is asked on the first day that no other page asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from lilyroot_web.access.policy import LONGEST_NAME


class First(forms.Form):
    """The name and the password of the first person."""

    name = forms.CharField(
        label=gettext_lazy("Your name to sign in with"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Often the beginning of your mail address."),
        error_messages={"required": gettext_lazy("Give the name to sign in with.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A password of your own"),
        max_length=1_000,
        strip=False,
        help_text=gettext_lazy("Long is better than strange: four words that nobody would put together."),
        error_messages={"required": gettext_lazy("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        password, name = self.cleaned_data.get("password"), self.cleaned_data.get("name", "")
        if password:
            try:
                validate_password(password, get_user_model()(username=name))
            except ValidationError as fault:
                self.add_error("password", fault)
        return self.cleaned_data


class Organisation(forms.Form):
    """What the organisation is called."""

    name = forms.CharField(
        label=gettext_lazy("What is your organisation called?"),
        max_length=100,
        help_text=gettext_lazy("It stands at the top of figures and reports. Example: Hazel & Thatch."),
        error_messages={"required": gettext_lazy("Give its name.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
