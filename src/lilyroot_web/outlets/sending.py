"""Post one message: to exactly the number that was checked, in ten seconds, and follow nothing."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Final

from lilyroot_web.outlets.address import Address, numbers_of

CONNECT: Final = 5.0
LONGEST: Final = 10.0
"""Seconds to be let in, and for all that follows together, however slowly it comes."""
TRIED: Final = 3
"""Numbers of a host that are tried."""
_WORD: Final = re.compile(r"[A-Za-z_ ]{1,60}")


class NotReached(Exception):
    """Nothing answered; the sentence says how, and nothing of the address but its host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, and a word of explanation where it was one."""

    status: int
    word: str


def post(address: Address, body: bytes, headers: Mapping[str, str], allowed: Collection[str] = ()) -> Answer:
    """Send a message. Raises ``NotReached``, and ``OutletRefused`` for what may not be reached.

    Neither a redirect nor a proxy of the environment is followed.
    """
    raw = _connected(address, numbers_of(address, allowed))
    with closing(raw), _deadline(raw) as late:
        try:
            return _exchange(address, raw, body, headers, late)
        except ssl.SSLCertVerificationError:
            raise NotReached(f"The certificate of {address.host} does not hold.") from None
        except (OSError, ValueError, HTTPException) as fault:
            if late.is_set() or isinstance(fault, TimeoutError):
                raise NotReached(f"{address.host} did not answer within {LONGEST:.0f} seconds.") from None
            raise NotReached(f"{address.host} broke off without an answer.") from None


def _connected(address: Address, numbers: list[str]) -> socket.socket:
    """Where one number leads nowhere from here, the next may."""
    for number in numbers[:TRIED]:
        with suppress(OSError):
            return socket.create_connection((number, address.port), CONNECT)
    raise NotReached(f"{address.host} could not be reached.")


def _exchange(
    address: Address, raw: socket.socket, body: bytes, headers: Mapping[str, str], late: threading.Event
) -> Answer:
    connection = HTTPConnection(address.host, address.port)
    connection.default_port = 443 if address.encrypted else 80  # the name alone in the Host header
    raw.settimeout(LONGEST)
    connection.sock = _encrypted(raw, address.host) if address.encrypted else raw
    with closing(connection):
        connection.request("POST", address.path, body, {**headers, "Connection": "close"})
        response = connection.getresponse()
        if late.is_set():  # headers that were cut off read like whole ones
            raise TimeoutError
        return Answer(response.status, "" if response.status < 300 else _word(response))


def _encrypted(raw: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(raw, server_hostname=host)


def _word(response: HTTPResponse) -> str:
    """Chats answer with a word such as "channel_is_archived"; anything longer is not ours to repeat."""
    with suppress(OSError, ValueError, HTTPException):
        said = response.read(100).decode("utf-8", "replace").strip()
        return said if _WORD.fullmatch(said) else ""
    return ""


@contextmanager
def _deadline(raw: socket.socket) -> Iterator[threading.Event]:
    """End the connection when its time is over: a timeout alone begins anew with every byte."""
    late, hand = threading.Event(), raw.dup()

    def end() -> None:
        late.set()
        with suppress(OSError):
            hand.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        hand.close()
