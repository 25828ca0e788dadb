"""Where the language model is, and whether that is inside: this machine or a private network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lilyroot.errors import SettingsError

VARIABLE: Final = "LILYROOT_LLM_ADDRESS"
_ENDING: Final = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Address:
    """An OpenAI-compatible address, without what comes after the path of its API."""

    encrypted: bool
    host: str
    port: int
    path: str

    @property
    def inside(self) -> bool:
        """Whether the host is this machine or one of a private network.

        A name is looked up. Raises ``SettingsError`` when nobody knows it.
        """
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            remedy = f"Check {VARIABLE} and the network."
            raise SettingsError("llm.host", f"The host {self.host} cannot be found.", remedy=remedy) from None
        return all(is_inside(str(place[0])) for _, _, _, _, place in found)


def parsed(given: str) -> Address:
    """The address a setting names. Raises ``SettingsError``; the sentence never repeats what may hold a password.

    Example: ``parsed("http://127.0.0.1:11434/v1").path`` is ``"/v1/chat/completions"``.
    """
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise _refused() from None
    plain = given.isascii() and given.isprintable() and " " not in given
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise _refused()
    if parts.username is not None or parts.query or parts.fragment:
        raise _refused()
    encrypted = parts.scheme == "https"
    path = parts.path.rstrip("/").removesuffix(_ENDING) + _ENDING
    return Address(encrypted, parts.hostname, port or (443 if encrypted else 80), path)


def is_inside(number: str) -> bool:
    """Whether an IP address belongs to this machine or a private network. Example: ``is_inside("10.1.2.3")``."""
    place = ipaddress.ip_address(number.partition("%")[0])
    mapped = place.ipv4_mapped if isinstance(place, ipaddress.IPv6Address) else None
    return (mapped or place).is_private


def _refused() -> SettingsError:
    return SettingsError(
        "llm.address",
        f"{VARIABLE} is not an address this reader can use.",
        remedy="Give one like http://127.0.0.1:11434/v1 or https://llm.example.org/v1, without name and password.",
    )
