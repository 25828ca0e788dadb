"""How often somebody gets a digest."""

from __future__ import annotations

from django import forms

from lilyroot_web.digests.policy import IN_WORDS


class HowOften(forms.Form):
    """How often, and whether also when nothing is new."""

    rhythm = forms.ChoiceField(
        label="How often",
        required=False,
        choices=[("", "not at all"), *((one.value, words) for one, words in IN_WORDS.items())],
        error_messages={"invalid_choice": "Choose from the list."},
    )
    also_empty = forms.BooleanField(label="Also when it would say what the last one said", required=False)
