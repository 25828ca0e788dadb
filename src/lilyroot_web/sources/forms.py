"""What is filled in: what a source is and why, and the export to take in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from lilyroot.errors import SourceRefused
from lilyroot_web.sources.kinds import KINDS, Kind
from lilyroot_web.sources.library import EXAMPLE, GROUNDS, HRIS_REQUIRED, LONGEST_DAYS, Said
from lilyroot_web.sources.library import KINDS as RECORDS

_LONGEST_MAP: Final = 5 << 20


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


class Why(forms.Form):
    """Why a source is read, on which ground, what people are told."""

    purpose = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=1_000,
        help_text=gettext_lazy("A sentence that everybody here may read."),
        error_messages={"required": gettext_lazy("Say what it is for.")},
        widget=_area(2),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On which legal ground?"),
        choices=[
            ("", gettext_lazy("Choose one")),
            *((key, f"{words[:1].upper()}{words[1:]}") for key, words in GROUNDS.items()),
        ],
        help_text=gettext_lazy(
            "Ask your data protection officer if you are not sure. Consent is rarely free at work: whoever "
            "does not give it must be left out of the export."
        ),
        error_messages={
            "required": gettext_lazy("Choose the legal ground."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    written = forms.CharField(
        label=gettext_lazy("Where is that written down?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For example: works agreement of 3 March 2026, section 4."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom can people ask, and object to?"),
        max_length=300,
        help_text=gettext_lazy("A person or an office, and how to reach them."),
        error_messages={"required": gettext_lazy("Say whom people can ask.")},
    )
    notice = forms.CharField(
        label=gettext_lazy("What are people told?"),
        max_length=5_000,
        help_text=gettext_lazy("In your own words; this is a beginning. Everybody can read it under Listen."),
        error_messages={"required": gettext_lazy("Say in plain words what is read and what is not.")},
        widget=_area(7),
    )
    told = forms.DateField(
        label=gettext_lazy("From which day on do they know?"),
        help_text=gettext_lazy("Nothing is taken in before that day."),
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("Write the day as 2026-03-31."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days is raw text kept?"),
        min_value=0,
        max_value=LONGEST_DAYS,
        help_text=gettext_lazy("Long enough to read it again with a better reader: 30 is usual. Then it is deleted."),
        error_messages={
            "required": gettext_lazy("Give a number of days."),
            "invalid": gettext_lazy("Give a whole number of days."),
            "min_value": gettext_lazy("It cannot be less than nothing."),
            "max_value": f"It is kept {LONGEST_DAYS} days at most.",
        },
    )

    def __init__(self, *given: Any, kind: Kind, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind = kind
        if not kind.is_talk and kind.key != "records":
            del self.fields["days"]

    def said(self, name: str, *, is_on: bool) -> Said:
        """What was filled in."""
        told = {"days": 0, **self.cleaned_data}
        return Said(name=name, kind=self.kind.key, is_on=is_on, **told)

    @classmethod
    def proposed(cls, kind: Kind, said: Said | None = None, contact: str = "") -> Why:
        """The form as it is first shown: what was last said, or words to begin from."""
        if said:
            return cls(kind=kind, initial={name: getattr(said, name) for name in _WHY})
        begin = {"purpose": kind.purpose, "notice": kind.notice, "told": _today(), "days": 30, "contact": contact}
        return cls(kind=kind, initial=begin)

    def take(self, fault: SourceRefused) -> None:
        """What the library refuses, at the field it concerns."""
        field = fault.code.partition(".")[2]
        self.add_error(field if field in self.fields else None, f"{fault.sentence} {fault.remedy}")


_WHY: Final = ("purpose", "ground", "written", "contact", "notice", "told", "days")


class Name(forms.Form):
    """What to call a source; such as have only one name are not asked."""

    name = forms.RegexField(
        r"^[A-Za-z0-9_-]+$",
        label=gettext_lazy("What do you call it?"),
        max_length=60,
        help_text=gettext_lazy("One word, small letters: chat, helpdesk, sales-calls. Two of a kind have two names."),
        error_messages={
            "required": gettext_lazy("Give it a name."),
            "invalid": gettext_lazy("Use letters, digits, - and _ only."),
            "max_length": gettext_lazy("Use at most 60 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, taken: set[str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._taken = taken | {kind.only for kind in KINDS.values() if kind.only}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name in self._taken:
            raise forms.ValidationError(
                gettext_lazy("There is a source called %(name)s already. Choose another name.") % {"name": name}
            )
        return name


class Export(forms.Form):
    """The export, and what has to be said about it. Which fields there are depends on the kind."""

    export = forms.FileField(
        label=gettext_lazy("The file"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Export it again."),
            "invalid": gettext_lazy("Nothing arrived. Choose the file and send it again."),
            "missing": gettext_lazy("Nothing arrived. Choose the file and send it again."),
        },
    )
    records = forms.ChoiceField(label=gettext_lazy("Which records?"), choices=[(kind, kind) for kind in RECORDS])
    wave = forms.ChoiceField(label=gettext_lazy("For which wave of the survey?"))
    mapping = forms.CharField(
        label=gettext_lazy("Which column is what?"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy(
            "Ours on the left, the file's on the right. Not needed where the columns have our names already."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    day = forms.DateField(
        label=gettext_lazy("The day of the meeting"),
        required=False,
        help_text=gettext_lazy("Only where the file's name does not say it."),
        error_messages={"invalid": gettext_lazy("Write the day as 2026-03-31.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    team_map = forms.FileField(
        label=gettext_lazy("Who belongs to which team"),
        required=False,
        help_text=gettext_lazy(
            "A CSV with the columns speaker and employee_id, or speaker and team. Only where names and "
            "addresses do not find people."
        ),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def __init__(self, *given: Any, kind: Kind, waves: list[str], refused: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind, self._refused = kind, refused
        for field, kinds in _FOR.items():
            if kind.key not in kinds:
                del self.fields[field]
        if "wave" in self.fields:
            self.fields["wave"].choices = [(wave, wave) for wave in waves]
        if "mapping" in self.fields:
            self.fields["mapping"].initial = MAPPING
        self.fields["export"].help_text = kind.file
        self.fields["export"].widget.attrs["accept"] = kind.accept

    def clean_export(self) -> Any:
        file = self.cleaned_data["export"]
        endings = self.kind.accept.split(",")
        if not file.name.lower().endswith(tuple(endings)):
            raise forms.ValidationError(f"This is no file of this kind. {self.kind.file}")
        return file

    def clean_mapping(self) -> str:
        text = str(self.cleaned_data["mapping"])
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise forms.ValidationError(f'This cannot be read: {fault}. For example: text = "body"') from fault
        except RecursionError as fault:
            raise forms.ValidationError(gettext_lazy("These are lists in lists without end.")) from fault
        return text

    def clean_team_map(self) -> str:
        file = self.cleaned_data["team_map"]
        if not file:
            return ""
        if file.size > _LONGEST_MAP:
            raise forms.ValidationError(gettext_lazy("This is larger than 5 MB: a map has one short line a speaker."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(gettext_lazy("This is not UTF-8. Save it as CSV UTF-8.")) from fault

    def clean(self) -> dict[str, Any]:
        if self._refused:
            self.errors.pop("export", None)
            self.add_error("export", self._refused)
        return self.cleaned_data

    def wish(self) -> dict[str, Any]:
        """What was declared about the export, without the export."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "export" and value}
        if isinstance(given.get("day"), date):
            given["day"] = given["day"].isoformat()
        return given


class Columns(forms.Form):
    """Which column of an HRIS file is what; guessed from its header, mended here."""

    def __init__(self, *given: Any, header: Sequence[str], **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [("", "not in this file"), *((name, name) for name in header if name)]
        guessed = guess(header)
        for name, words in _COLUMNS.items():
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=choices,
                required=name in HRIS_REQUIRED,
                initial=guessed.get(name, ""),
                error_messages={
                    "required": gettext_lazy("Say which column this is: without it nobody can be put into a team."),
                    "invalid_choice": gettext_lazy("Choose one of the columns of this file."),
                },
            )

    def columns(self) -> dict[str, str]:
        """Ours = the file's."""
        chosen = self.cleaned_data if self.is_bound else {name: f.initial for name, f in self.fields.items()}
        return {name: column for name, column in chosen.items() if column}

    def clean(self) -> dict[str, Any]:
        """One column cannot be two things."""
        seen: dict[str, str] = {}
        for name, column in list(self.cleaned_data.items()):
            if column and column in seen:
                self.add_error(
                    name,
                    (
                        gettext_lazy("%(column)s is chosen twice, here and as “%(lower)s”.")
                        % {"column": column, "lower": _COLUMNS[seen[column]].lower()}
                    ),
                )
            seen[column] = name
        return self.cleaned_data


_COLUMNS: Final = {
    "employee_id": "Number of the person",
    "manager_id": "Number of their manager",
    "team": "Team",
    "function": "Function",
    "site": "Site",
    "start": "In this team since",
    "end": "In this team until",
    "email": "Address",
    "name": "Name",
    "aliases": "Other names",
}
_ALSO_CALLED: Final = {
    "employee_id": ("id", "employee", "employee number", "employee no", "personnel number", "personnel no"),
    "manager_id": ("manager", "supervisor", "supervisor id", "reports to", "boss", "manager number", "manager no"),
    "team": ("team name", "department", "unit", "org unit", "organisation unit", "organizational unit", "group"),
    "function": ("job family", "job function", "role", "job", "discipline"),
    "site": ("location", "office", "place"),
    "start": ("since", "start date", "from", "valid from", "entry date"),
    "end": ("until", "end date", "to", "valid to", "leaving date"),
    "email": ("e-mail", "mail", "email address", "e-mail address", "work email"),
    "name": ("full name", "display name", "employee name"),
    "aliases": ("alias", "other names", "nickname"),
}


def guess(header: Sequence[str]) -> dict[str, str]:
    """Ours = the file's, as far as the names of the columns say it.

    >>> guess(["Personnel No", "Manager", "Org Unit", "E-Mail", "Salary"])
    {'employee_id': 'Personnel No', 'manager_id': 'Manager', 'team': 'Org Unit', 'email': 'E-Mail'}
    """
    by_name = {" ".join(name.casefold().replace("_", " ").replace(".", " ").split()): name for name in header}
    found: dict[str, str] = {}
    for ours, others in _ALSO_CALLED.items():
        known = (ours.replace("_", " "), *others)
        there = [by_name[name] for name in known if name in by_name]
        found |= {ours: there[0]} if there else {}
    return found


_TALK: Final = ("slack", "vtt", "mail", "table")
_FOR: Final = {
    "records": ("records",),
    "wave": ("survey",),
    "mapping": ("table",),
    "day": ("vtt",),
    "team_map": _TALK,
}
MAPPING: Final = f"""# {EXAMPLE}
[columns]
text = "text"
speaker = "speaker"
sent = "sent"
"""


def _today() -> date:
    return datetime.now(UTC).date()
