"""How often somebody gets a digest."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot_web.digests.policy import IN_WORDS


class HowOften(forms.Form):
    """How often, and whether also when nothing is new."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"),
        required=False,
        choices=[("", gettext_lazy("not at all")), *((one.value, words) for one, words in IN_WORDS.items())],
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
    )
    also_empty = forms.BooleanField(
        label=gettext_lazy("Also when it would say what the last one said"), required=False
    )
