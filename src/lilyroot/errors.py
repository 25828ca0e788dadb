"""Every error Lilyroot raises on purpose, in one tree.

    LilyrootError
    ├── InputError             something a person gave us cannot be used
    │   ├── ExportError        an export, as a whole, cannot be read
    │   ├── RecordError        one record of an export cannot be read (it is quarantined, the rest goes on)
    │   ├── OrganisationError  the file of people and teams contradicts itself
    │   ├── SettingsError      an option or a setting makes no sense
    │   ├── EstimatorError     numbers given to an estimator contradict each other
    │   ├── SurveyError        a wave of the survey is not in the state this needs
    │   ├── SourceRefused      a source that is off, or one of which it is not said why it may be read
    │   ├── OutletRefused      a place outside to which nothing may be posted
    │   ├── ActionRefused      an action that somebody else changed meanwhile, or that can no longer be taken back
    │   └── AccessRefused      a name, a role or a unit that nobody can have, or the last admin leaving
    ├── StoreError             what is on disk is not what was committed
    ├── ReaderError            a reader's model is missing, damaged or of another version
    │   └── ReaderStopped      a reader that asks another machine cannot go on; what was read before stands
    ├── AuditError             an audit is not in the state this needs, or somebody may not look at it
    ├── PolicyRefused          a change of the policy that nobody may make
    └── ReleaseRefused         the gate will not let a figure out

Each carries a stable ``code`` (for programs), a sentence that says what is wrong and where, and a remedy.
No error ever carries the text of an observed message or the identity of a speaker.
"""

from __future__ import annotations

from collections.abc import Sequence


class LilyrootError(Exception):
    """Base of all our errors: what is wrong, where, and how to mend it."""

    def __init__(self, code: str, sentence: str, *, remedy: str, file: str = "", place: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.file = file
        self.place = place

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        lead = f"{where}: " if where else ""
        return f"{lead}{self.sentence} {self.remedy}".strip()


class InputError(LilyrootError):
    """Something a person gave us cannot be used as it is."""


class ExportError(InputError):
    """An export, as a whole, cannot be read."""


class RecordError(InputError):
    """One record of an export cannot be read; it goes to quarantine and the rest goes on."""


class OrganisationError(InputError):
    """The file of people and teams contradicts itself."""


class SettingsError(InputError):
    """An option or a setting makes no sense."""


class EstimatorError(InputError):
    """Numbers given to an estimator contradict each other or its formula."""


class SurveyError(InputError):
    """A wave of the survey is not in the state this needs, or does not exist."""


class SourceRefused(InputError):
    """A source that is off, or one of which nobody has said why and on which ground it may be read."""


class ObjectionRefused(InputError):
    """Somebody says that what they write is not to be read, and nobody can tell which words are theirs."""


class ActionRefused(InputError):
    """An action that somebody else changed meanwhile, or that can no longer be taken back."""


class OutletRefused(InputError):
    """A place outside to which nothing may be posted, or not by whoever asks."""


class AccessRefused(InputError):
    """A name, a role or a unit that nobody can have, or the last admin leaving."""


class StoreError(LilyrootError):
    """What is on disk is not what was committed."""


class ReaderError(LilyrootError):
    """A reader's model is missing, damaged or of another version."""


class ReaderStopped(ReaderError):
    """A reader that asks another machine cannot go on; what was read before stands."""


class AuditError(LilyrootError):
    """An audit is not in the state this needs, or somebody may not look at it."""


class PolicyRefused(LilyrootError):
    """A change of the policy that nobody may make: below a floor, by one person alone, or for what has begun."""


class ReleaseRefused(LilyrootError):
    """The gate will not let a figure out."""


def columns_missing(absent: Sequence[str]) -> str:
    """What to say of columns that a table lacks, all of them by name; for the beginning of a sentence.

    >>> columns_missing(["team"]), columns_missing(["team", "cp1", "cp2"])
    ('The column team is missing', 'The columns team, cp1 and cp2 are missing')
    """
    *others, last = absent
    return f"The columns {', '.join(others)} and {last} are missing" if others else f"The column {last} is missing"
