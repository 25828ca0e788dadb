"""Reading mailboxes and folders of mails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Export, Item, ListenOptions, Member
from lilyroot.listen.lines import bounded_lines, utf8_chunks
from lilyroot.listen.mail.mapping import KIND, Threads, mail_item
from lilyroot.listen.mail.mbox import LONGEST_MAIL_BYTES, is_separator, single, split
from lilyroot.listen.members import base_name, each, is_litter
from lilyroot.listen.soundness import refuse, sound, utc_now
from lilyroot.model.record import PassedOver

_OUTLOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PST: Final = b"!BDN"
_HEADER: Final = re.compile(rb"[!-9;-~]{1,60}:[ \t\r\n]")
_HEAD_BYTES: Final = 4_096
# Endings of other things that lie about in mail folders; what has none may be a mail (Maildir).
_MAIL: Final = re.compile(r".*\.(?:eml|mbox|mbx|mail|emlx?|msg|pst|ost)|[^.]*|.*:2,\w*|\d+\.\S*", re.I)


@dataclass(frozen=True, slots=True)
class MailConnector:
    """Turns mails into records of what their writers wrote themselves."""

    name: ClassVar[str] = "mail"
    default_kind: ClassVar[str] = KIND
    now: Callable[[], datetime] = utc_now

    def records(self, export: Export, options: ListenOptions) -> Iterator[Item]:
        """Every mail of every mailbox, in the order of the files.

        Raises ``ExportError`` when there is no file that could hold mails.
        """
        return sound(_items(export, options), options, self.now())


def _items(export: Export, options: ListenOptions) -> Iterator[Item]:
    if not any(_MAIL.fullmatch(base_name(member.name)) for member in export.members):
        raise ExportError(
            "mail.nothing",
            "There is no mailbox in it: no file that ends in .mbox or .eml.",
            remedy="Export the mailbox as mbox, or the mails as .eml files.",
            file=export.name,
        )
    threads = Threads()

    def read(member: Member) -> Iterator[Item]:
        return _read(member, export, threads, options)

    yield from each(export.members, read)


def _read(member: Member, export: Export, threads: Threads, options: ListenOptions) -> Iterator[Item]:
    if is_litter(member.name):
        return
    if not _MAIL.fullmatch(base_name(member.name)):
        yield PassedOver(member.name, 0, "not a mail")
        return
    with member.open() as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(_OUTLOOK) or head.startswith(_PST) or member.name.lower().endswith((".msg", ".pst", ".ost")):
        sentence = "This is a file of Outlook's own format (.msg or .pst)."
        remedy = "Outlook .msg: save as .eml; Outlook .pst: export the folder as mbox."
        yield refuse(member.name, 0, "mail.outlook", sentence, remedy)
        return
    if not head.strip():
        yield refuse(member.name, 0, "mail.empty", "The file is empty.", "Export the mail again, or leave it out.")
        return
    mailbox = _mailbox(member, export, mbox=_is_mbox(member, head))
    with member.open() as stream:
        lines = bounded_lines(utf8_chunks(stream), LONGEST_MAIL_BYTES)
        for raw in split(lines) if _is_mbox(member, head) else single(lines):
            yield mail_item(raw, member.name, mailbox, threads, undated=options.undated)


def _is_mbox(member: Member, head: bytes) -> bool:
    """By its ending; a file without one is a mailbox if it begins like one."""
    name = member.name.lower()
    if name.endswith((".mbox", ".mbx")):
        return True
    return not name.endswith((".eml", ".emlx", ".mail")) and is_separator(head.split(b"\n", 1)[0])


def _mailbox(member: Member, export: Export, *, mbox: bool) -> str:
    """The file where many mails lie in one, else the folder."""
    return member.name if mbox else member.name.rpartition("/")[0] or export.name
