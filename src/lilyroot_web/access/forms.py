"""allauth's forms in our words."""

from __future__ import annotations

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy


class SignIn(LoginForm):
    """A name and a password, without placeholders."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["login"] = forms.CharField(
            label=gettext_lazy("Name"),
            max_length=150,
            error_messages={"required": gettext_lazy("Enter your name.")},
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.fields["password"] = forms.CharField(
            label=gettext_lazy("Password"),
            max_length=1000,
            strip=False,
            error_messages={"required": gettext_lazy("Enter your password.")},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])


class AddKey(AddWebAuthnForm):
    """What to call a passkey, and whether it stands in for the password."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["name"].label = gettext_lazy("What to call it")
        self.fields["passwordless"].label = gettext_lazy("Use it instead of the password, too")
        self.fields["passwordless"].help_text = gettext_lazy("It then asks for your finger, your face or a PIN.")


class Passkey(LoginWebAuthnForm):
    """A passkey instead of name and password; what a stranger makes up is wrong, whatever its form."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
