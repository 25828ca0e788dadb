"""The mailing lists of the departments as mbox files: replies with quotes, forwards, signatures, encodings."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO, Final

from lilyroot.sample.company import MAIL_DOMAIN, NAME, Team
from lilyroot.sample.grammar import Grammar, Scene
from lilyroot.sample.people import Person
from lilyroot.sample.talk import Message, Talk, Thread
from lilyroot.sample.truth import TruthLog

SOURCE: Final = "mail"
_SIGNED, _QUOTED, _FORWARDED, _WITH_HTML = 0.6, 0.8, 0.05, 0.05
_ENCODINGS: Final = (("8bit", 0.7), ("quoted-printable", 0.95), ("base64", 1.0))


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail before it is written: what its author said, and what stands around that."""

    thread: Thread
    message: Message
    id: str
    subject: str
    references: tuple[str, ...]
    body: str

    @property
    def sent(self) -> datetime:
        return datetime.fromtimestamp(self.message.sent, UTC)


def write_mail(folder: Path, talk: Talk, grammar: Grammar, log: TruthLog) -> None:
    """One mbox per department's list, by time within a month. Memory: one list and month."""
    folder.mkdir()
    departments: dict[str, list[Team]] = {}
    for team in talk.organisation.teams:
        departments.setdefault(team.department, []).append(team)
    for department, teams in departments.items():
        name = "-".join(department.lower().split())
        rng = random.Random(f"{talk.plan.seed}/mbox/{name}")
        with (folder / f"{name}.mbox").open("wb") as file:
            for month in range(talk.plan.months):
                mails: list[_Mail] = []
                for team in teams:
                    for thread in talk.threads(team, month, "mail", name):
                        mails += _mails(rng, thread, Scene(grammar, rng, team, (thread.messages[0].person,)))
                for mail in sorted(mails, key=lambda mail: (mail.message.sent, mail.id)):
                    _write(file, rng, mail, f"{name}@{MAIL_DOMAIN}")
                    root = (*mail.references, mail.id)[0]
                    ids = (mail.id, f"{name}.{MAIL_DOMAIN}", root)
                    log.note(SOURCE, "mail", ids, mail.thread, mail.message, mail.message.sent)


def _mails(rng: random.Random, thread: Thread, scene: Scene) -> Iterator[_Mail]:
    """The mails of a thread, each answering the one before it."""
    subject = scene.word("subject")
    subject = subject[0].upper() + subject[1:]
    references: tuple[str, ...] = ()
    before: Message | None = None
    for message in thread.messages:
        local = message.person.email.partition("@")[0]
        mail_id = f"{message.sent}.{rng.randrange(16**6):06x}.{local}@mail.{MAIL_DOMAIN}"
        body, prefix = message.text, "Re: " if before else ""
        if rng.random() < _SIGNED:
            body += f"\n\n-- \n{message.person.name}\n{thread.team.name} | {NAME}\n{thread.team.site}"
        if before and rng.random() < _QUOTED:
            body += "\n\n" + _quote(before)
        elif not before and rng.random() < _FORWARDED:
            prefix = "Fwd: "
            body += "\n\n" + _forward(scene, message, subject)
        yield _Mail(thread, message, mail_id, prefix + subject, references, body)
        references, before = (*references, mail_id), message


def _quote(before: Message) -> str:
    sent = datetime.fromtimestamp(before.sent, UTC)
    lead = f"On {sent:%a}, {sent.day} {sent:%b %Y} at {sent:%H:%M}, {_address(before.person)} wrote:"
    return "\n".join((lead, *(f"> {line}".rstrip() for line in before.text.split("\n"))))


def _forward(scene: Scene, message: Message, subject: str) -> str:
    """A letter from outside, passed on: not the words of the one who forwards it."""
    sent = datetime.fromtimestamp(message.sent - 7_200, UTC)
    return (
        "---------- Forwarded message ---------\n"
        "From: A. Writer <writer@post.example>\n"
        f"Date: {sent:%a}, {sent.day} {sent:%b %Y} at {sent:%H:%M}\n"
        f"Subject: {subject}\nTo: <hello@{MAIL_DOMAIN}>\n\n"
        f"Dear Sir or Madam,\n\n{scene.word('letter')}\n\nYours faithfully\nA. Writer"
    )


def _address(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _write(file: BinaryIO, rng: random.Random, mail: _Mail, to: str) -> None:
    person = mail.message.person
    name = person.name if person.name.isascii() else Header(person.name, "utf-8").encode()
    headers = [
        f"From: {name} <{person.email}>",
        f"To: {to}",
        f"Subject: {mail.subject}",
        f"Date: {format_datetime(mail.sent)}",
        f"Message-ID: <{mail.id}>",
    ]
    if mail.references:
        headers.append(f"In-Reply-To: <{mail.references[-1]}>")
        headers.append("References: " + "\n ".join(f"<{known}>" for known in mail.references))
    headers += [f"List-Id: <{to.replace('@', '.')}>", "MIME-Version: 1.0"]
    if rng.random() < _WITH_HTML:
        headers, body = _alternative(headers, mail)
    else:
        headers, body = _plain(headers, mail.body, rng)
    stamp = f"From {person.email} {mail.sent:%a %b} {mail.sent.day:2d} {mail.sent:%H:%M:%S %Y}"
    # mboxrd: a line that looks like the start of a message is moved behind a bracket.
    lines = [f">{line}" if line.lstrip(">").startswith("From ") else line for line in body.split("\n")]
    file.write("\n".join((stamp, *headers, "", *lines, "", "")).encode())


def _plain(headers: list[str], body: str, rng: random.Random) -> tuple[list[str], str]:
    dice = rng.random()
    encoding = next(name for name, edge in _ENCODINGS if dice < edge)
    if encoding == "quoted-printable":
        body = quopri.encodestring(body.encode()).decode("ascii")
    elif encoding == "base64":
        body = base64.encodebytes(body.encode()).decode("ascii").rstrip("\n")
    lines = ["Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"]
    return headers + lines, body


def _alternative(headers: list[str], mail: _Mail) -> tuple[list[str], str]:
    edge = f"part-{mail.message.sent:x}"
    html = "".join(f"<p>{line}</p>" for line in mail.body.split("\n") if line)
    parts = []
    for kind, text in (("plain", mail.body), ("html", f"<html><body>{html}</body></html>")):
        parts += [
            f"--{edge}",
            f"Content-Type: text/{kind}; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            text,
        ]
    lines = [f'Content-Type: multipart/alternative; boundary="{edge}"']
    return headers + lines, "\n".join((*parts, f"--{edge}--"))
