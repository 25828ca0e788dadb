"""What a steward fills in to propose a change of the policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot.errors import PolicyRefused
from lilyroot.release.policy_book import Policy, parse_segments


def _number(least: int, label: str, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=10_000,
        error_messages={
            "required": gettext_lazy("Give a number."),
            "invalid": gettext_lazy("Give a whole number."),
            "min_value": gettext_lazy("Nothing lowers this below %(limit_value)s."),
        },
        widget=forms.NumberInput(attrs={"step": 1, "inputmode": "numeric"}),
    )


class ProposeChange(forms.Form):
    """The whole policy as it should be; what is left alone stays as it is."""

    k = _number(5, gettext_lazy("Smallest group for figures"), gettext_lazy("At least 5 people."))
    k_text = _number(10, gettext_lazy("Smallest group for words"), gettext_lazy("At least 10 people."))
    colluders = _number(
        1,
        gettext_lazy("Safe even if so many pool what they know"),
        gettext_lazy("At least 1. It is added to both groups."),
    )
    segments = forms.CharField(
        label=gettext_lazy("Segments"),
        required=False,
        max_length=5_000,
        help_text=gettext_lazy(
            "One column of the HRIS file a line, two to six values: tenure = short, long. Three lines at most."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    depth = forms.TypedChoiceField(
        label=gettext_lazy("Segments are shown for"),
        coerce=int,
        choices=[
            (1, gettext_lazy("departments right below the organisation")),
            (2, gettext_lazy("departments two levels down")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1_000,
        help_text=gettext_lazy("Everybody can read it, for as long as there is a ledger."),
        error_messages={"required": gettext_lazy("Say why, for everyone who will read it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_segments(self) -> Any:
        try:
            return parse_segments(self.cleaned_data["segments"])
        except PolicyRefused as fault:
            raise forms.ValidationError(f"{fault.sentence} {fault.remedy}") from fault

    def wanted(self, latest: Policy) -> Policy:
        """The policy that was filled in, on top of the last one approved."""
        given = {name: self.cleaned_data[name] for name in ("k", "k_text", "colluders", "segments", "depth")}
        return replace(latest, **given)

    @classmethod
    def filled(cls, latest: Policy) -> ProposeChange:
        """The form as it is first shown: what was last approved."""
        lines = "\n".join(f"{name} = {', '.join(values)}" for name, values in latest.segments.items())
        names = ("k", "k_text", "colluders", "depth")
        return cls(initial={**{name: getattr(latest, name) for name in names}, "segments": lines})
