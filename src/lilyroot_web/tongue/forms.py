"""Which language, and where to go on from."""

from __future__ import annotations

from django import forms
from django.conf import settings


class Choose(forms.Form):
    """One of the languages there are."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=2000)
