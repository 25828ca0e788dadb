"""The sign-in form."""

from __future__ import annotations

from allauth.account.forms import LoginForm
from django import forms


class SignIn(LoginForm):
    """allauth's form with our words and without placeholders."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["login"] = forms.CharField(
            label="Name",
            max_length=150,
            error_messages={"required": "Enter your name."},
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.fields["password"] = forms.CharField(
            label="Password",
            max_length=1000,
            strip=False,
            error_messages={"required": "Enter your password."},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])
