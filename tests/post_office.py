"""A real mail server on a free port, for everything that writes letters."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class Box:
    """Takes letters in, or says no."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - as the library has it
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@contextmanager
def post_office() -> Iterator[tuple[Box, int]]:
    """What it took in, and its port on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def parts(letter: EmailMessage) -> tuple[str, str]:
    """The plain part of a letter and its HTML part."""
    plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return plain, html
