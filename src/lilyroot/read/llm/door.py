"""One request to the server and its reply: in a given time, of a given size, and to no other host.

The standard library's HTTP client follows no redirect, takes no proxy from the environment and keeps no cookie, and
that is what is wanted here.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from typing import Final, NamedTuple

from lilyroot.read.llm.address import is_inside
from lilyroot.read.llm.settings import Settings

LONGEST_REPLY_BYTES: Final = 262_144


class Reply(NamedTuple):
    """What the server said. ``retry_after`` is in seconds, None when it names no number of them."""

    status: int
    body: bytes
    retry_after: float | None


class NoReply(Exception):
    """Nothing usable came back: in time, or at all."""

    def __init__(self, why: str, *, late: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.late = late


def ask(settings: Settings, body: bytes) -> Reply:
    """Send one request, wait for the whole reply at most ``settings.timeout`` seconds. Raises ``NoReply``.

    Of a reply longer than 256 KiB nothing is kept but its status.
    """
    late = threading.Event()
    connection = _connection(settings)
    try:
        connection.connect()
        _check_peer(settings, connection.sock)
        clock = threading.Timer(settings.timeout, _hang_up, (connection.sock, late))
        clock.daemon = True
        clock.start()
        try:
            connection.request("POST", settings.address.path, body, _headers(settings))
            response = connection.getresponse()
            received = response.read(LONGEST_REPLY_BYTES + 1)
        finally:
            clock.cancel()
        if late.is_set():
            raise TimeoutError
        too_long = len(received) > LONGEST_REPLY_BYTES
        if response.length and not too_long:
            raise ConnectionResetError
        return Reply(response.status, b"" if too_long else received, _seconds(response.getheader("Retry-After")))
    except ssl.SSLError as error:
        raise NoReply(f"its certificate or its encryption is not accepted ({error.reason or 'TLS'})") from None
    except TimeoutError:
        raise NoReply("it does not answer in time", late=True) from None
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise NoReply("it does not answer in time", late=True) from None
        raise NoReply(_reason(error)) from None
    finally:
        connection.close()


def _connection(settings: Settings) -> http.client.HTTPConnection:
    address = settings.address
    if not address.encrypted:
        return http.client.HTTPConnection(address.host, address.port, timeout=settings.timeout)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(address.host, address.port, timeout=settings.timeout, context=context)


def _check_peer(settings: Settings, sock: socket.socket) -> None:
    """A name may mean another machine than when the settings were checked; nothing has been sent yet."""
    if not settings.may_leave and not is_inside(str(sock.getpeername()[0])):
        raise NoReply("its name now leads out of this network")


def _hang_up(sock: socket.socket, late: threading.Event) -> None:
    """The socket's own timeout starts anew with each byte; this one does not."""
    late.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _headers(settings: Settings) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    return headers | ({"Authorization": f"Bearer {settings.key}"} if settings.key else {})


def _seconds(given: str | None) -> float | None:
    return float(given) if given and given.isascii() and given.isdecimal() and len(given) < 10 else None


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, socket.gaierror):
        return "its name cannot be found"
    return "it breaks the connection"
