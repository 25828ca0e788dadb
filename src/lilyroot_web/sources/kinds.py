"""The kinds of source in words: what is read, what never is, which file to give, and a notice to begin from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

_CHANNELS: Final = "channels whose name says personnel, health, complaints, union or works council"
NEVER: Final = (
    gettext_lazy("Direct messages and private conversations."),
    f"{_CHANNELS[:1].upper()}{_CHANNELS[1:]}.",
    gettext_lazy("Voices, faces and how something was said: recordings are not even copied."),
    gettext_lazy("Moods and feelings, health, religion, politics or union membership of anybody."),
)
"""What is never read, whatever the source; the library refuses it, and no setting changes that."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. ``only``: the one name such a source has, where it has only one."""

    key: str
    title: str
    reads: str
    never: str
    file: str
    accept: str
    purpose: str
    notice: str
    only: str = ""
    is_talk: bool = True


_TALK_NOTICE: Final = gettext_lazy(
    "We want to know how customers come up when we talk among ourselves. {what} A program labels each message "
    "(does it speak of the customer's side, or of figures, or of something else) and only figures of groups come out "
    "of it: never of a person, never a quotation. Who wrote something is replaced by a code before anything is "
    "stored, and the text is deleted after the days named above. Nobody is judged by it, praised for it or blamed."
)
_PURPOSE: Final = gettext_lazy(
    "To see how customers come up in what we say to each other, and to change that together."
)

KINDS: Final = {
    kind.key: kind
    for kind in (
        Kind(
            "slack",
            gettext_lazy("Chat"),
            gettext_lazy("Messages in the channels of the chat that the export holds."),
            gettext_lazy("Direct messages, bots, joins and leaves."),
            gettext_lazy("The official Slack export: one zip file."),
            ".zip",
            _PURPOSE,
            format_lazy(
                _TALK_NOTICE,
                what=gettext_lazy(
                    "So messages in public channels are read. Direct messages never are, nor are channels of the "
                    "works council, the union, personnel or the company doctor."
                ),
            ),
        ),
        Kind(
            "vtt",
            gettext_lazy("Meetings"),
            gettext_lazy("Transcripts of meetings: who said what, in writing."),
            gettext_lazy("The recording itself: no voice, no face."),
            gettext_lazy("A .vtt transcript of Zoom or Teams, or a zip of many. The date comes from the file name."),
            ".vtt,.txt,.zip",
            _PURPOSE,
            format_lazy(
                _TALK_NOTICE,
                what=gettext_lazy(
                    "So transcripts of the meetings that we name are read. The recording is never looked at, and "
                    "every meeting is told beforehand that its transcript is used."
                ),
            ),
        ),
        Kind(
            "mail",
            gettext_lazy("Mail"),
            gettext_lazy("The writer's own words in mails of shared lists and mailboxes."),
            gettext_lazy("Quoted and forwarded text, signatures, attachments."),
            gettext_lazy("An .mbox file, an .eml, or a zip of them."),
            ".mbox,.eml,.zip",
            _PURPOSE,
            format_lazy(
                _TALK_NOTICE,
                what=gettext_lazy("So mails to the shared lists that we name are read. Personal mailboxes are not."),
            ),
        ),
        Kind(
            "table",
            gettext_lazy("Notes in a table"),
            gettext_lazy("Internal notes on tickets, calls or cases, one row each."),
            gettext_lazy("Columns that the mapping does not name."),
            gettext_lazy("A CSV, TSV, JSON lines or Parquet file, and which of its columns is what."),
            ".csv,.tsv,.txt,.jsonl,.json,.parquet,.zip",
            _PURPOSE,
            format_lazy(
                _TALK_NOTICE,
                what=gettext_lazy(
                    "So the notes that we write for each other on tickets are read. What customers write is not."
                ),
            ),
        ),
        Kind(
            "records",
            gettext_lazy("Records"),
            gettext_lazy("What is decided, paid for, praised, promised and aimed at, one row each."),
            gettext_lazy("Free text: what a row says in words is not stored."),
            gettext_lazy("A CSV file of one kind of record."),
            ".csv,.tsv,.txt",
            gettext_lazy("To see whether what we decide and pay for is what we say."),
            gettext_lazy(
                "We compare what we say about customers with what we decide, pay for, praise and promise. For that "
                "we keep tables of decisions, incentive rules, recognitions, goals and promises. Only figures of "
                "groups come out of it, never of a person."
            ),
            is_talk=False,
        ),
        Kind(
            "people",
            gettext_lazy("People and teams"),
            gettext_lazy("Who belongs to which team and function, and since when."),
            gettext_lazy("Pay, ratings, birthdays, health or anything else a personnel system knows."),
            gettext_lazy("A CSV file from the personnel system: one row a person."),
            ".csv,.tsv,.txt",
            gettext_lazy("To count people into groups, so that no figure is ever of one person."),
            gettext_lazy(
                "To show figures of groups we must know who belongs to which team. From the personnel system we "
                "take the team, the function and the reporting line. Names and addresses only serve to recognise who "
                "wrote something, and are kept as codes that nobody can read back."
            ),
            only="people",
            is_talk=False,
        ),
        Kind(
            "survey",
            gettext_lazy("Survey"),
            gettext_lazy("Answers to our own survey, one sheet a person, without the person."),
            gettext_lazy("Who answered, when, and in which order."),
            gettext_lazy("A CSV file of answers to a wave that is open."),
            ".csv,.tsv,.txt",
            gettext_lazy("To hear how people here see what we do for customers."),
            gettext_lazy(
                "Taking part is voluntary and nobody is told who did. A sheet carries a team and answers: no name, "
                "no time, no place in a row. Nothing is shown before the survey is closed, and then of groups only."
            ),
            only="survey",
            is_talk=False,
        ),
    )
}


def kind_of(key: str) -> Kind:
    """The kind of that name; what an older version knew and this one does not is shown as a table."""
    return KINDS.get(key, KINDS["table"])
