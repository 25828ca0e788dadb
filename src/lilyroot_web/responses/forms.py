"""What is filled in to answer the results of a survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lilyroot.errors import SurveyError
from lilyroot_web.actions.queries import Row
from lilyroot_web.sources.library import LONGEST_RESPONSE

_TOO_LONG = _("Say it in up to 2,000 letters.")


class Answer(forms.Form):
    """What we heard, what we will do, by when."""

    heard = forms.CharField(
        label=_("What we heard"),
        max_length=LONGEST_RESPONSE,
        help_text=_("In plain words, also what is uncomfortable. About how we work, never about a person or a team."),
        error_messages={"required": _("Say what you heard in the results."), "max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    will = forms.CharField(
        label=_("What we will do"),
        max_length=LONGEST_RESPONSE,
        help_text=_("One or two things that people will notice. If nothing will be done, say so, and why."),
        error_messages={"required": _("Say what will be done."), "max_length": _TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due = forms.DateField(
        label=_("By when"),
        help_text=_("The day by which everybody can look whether it happened."),
        error_messages={"required": _("Give a day."), "invalid": _("Give a day, such as 2027-03-31.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    actions = forms.MultipleChoiceField(
        label=_("Actions that belong to it"),
        required=False,
        help_text=_("Everybody here will read their titles, units and days."),
        error_messages={"invalid_choice": _("Choose actions from the list.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, offered: list[Row], **more: Any) -> None:
        super().__init__(*given, **more)
        self._offered = {str(one.action.pk): one.action for one in offered}
        self.fields["actions"].choices = [(str(one.action.pk), f"{one.action.title} ({one.unit})") for one in offered]
        if not offered:
            del self.fields["actions"]

    def said(self) -> dict[str, Any]:
        """What was filled in, with the actions themselves."""
        given = dict(self.cleaned_data)
        return {**given, "actions": [self._offered[key] for key in given.get("actions", [])]}

    def take(self, fault: SurveyError) -> None:
        """What the library refuses, at the field it concerns."""
        field = fault.code.partition(".")[2]
        self.add_error(field if field in self.fields else None, f"{fault.sentence} {fault.remedy}")
