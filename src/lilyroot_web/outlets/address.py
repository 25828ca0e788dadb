"""What may be reached from here: https, outside the own network; inside only hosts that a setting names."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lilyroot.errors import OutletRefused

_LONGEST: Final = 2000
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT: Final = ipaddress.ip_network("2000::/3")  # all of version 6 that is
_NEVER_OUTSIDE: Final = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23")))
_KEYS_OF_CLOUDS: Final = tuple(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200")))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes."""

    encrypted: bool
    host: str
    port: int
    path: str


def parsed(given: str, allowed: Collection[str] = ()) -> Address:
    """The address somebody gave. Raises ``OutletRefused``; the sentence never repeats it, for it is a secret.

    >>> parsed("https://hooks.example.org/services/T1/B2?x=1").path
    '/services/T1/B2?x=1'
    """
    given = given.strip()
    try:
        parts = urlsplit(given)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode().rstrip(".")
    except (ValueError, UnicodeError):
        raise _no_address() from None
    if (
        not host
        or port == 0
        or len(given) > _LONGEST
        or not given.isascii()
        or not given.isprintable()
        or " " in given
    ):
        raise _no_address()
    if parts.username is not None or parts.fragment or parts.scheme not in ("http", "https"):
        raise _no_address()
    if parts.scheme == "http" and host not in allowed:
        raise OutletRefused(
            "outlet.plain", "Figures leave encrypted only.", remedy="Give an address that begins with https://."
        )
    encrypted = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(encrypted, host, port or (443 if encrypted else 80), path)


def numbers_of(address: Address, allowed: Collection[str] = ()) -> list[str]:
    """The numbers of its host, to be reached under one of these, so that no second look-up finds another.

    Raises ``OutletRefused`` when nobody knows the host, or when any number it has is inside.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutletRefused(
            "outlet.host", f"The host {address.host} cannot be found.", remedy="Check how it is spelt."
        ) from None
    numbers = list(dict.fromkeys(str(place[0]) for _, _, _, _, place in found))
    may = all(map(_may_be_allowed, numbers)) if address.host in allowed else all(map(is_outside, numbers))
    if not numbers or not may:
        raise OutletRefused(
            "outlet.inside",
            f"{address.host} lies inside this network.",
            remedy="Whoever runs Lilyroot can allow the host (LILYROOT_OUTLET_HOSTS).",
        )
    return numbers


def is_outside(number: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> [is_outside(one) for one in ("1.1.1.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    >>> [is_outside(one) for one in ("2606:4700::1111", "64:ff9b:1::7f00:1", "fec0::2", "::10.0.0.1", "192.0.0.192")]
    [True, False, False, False, False]
    """
    place = _embedded(number)
    if place.version == 6 and place not in _GIVEN_OUT:
        return False
    return place.is_global and not place.is_multicast and not any(place in net for net in _NEVER_OUTSIDE)


def _may_be_allowed(number: str) -> bool:
    """No setting opens where clouds keep the keys of the machine: mostly what a link alone reaches."""
    place = _embedded(number)
    return not place.is_link_local and place not in _KEYS_OF_CLOUDS


def _embedded(number: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address that is meant: some of version 6 lead to one of version 4."""
    place = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(place, ipaddress.IPv4Address):
        return place
    if place in _NAT64:
        return ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)
    return place.ipv4_mapped or place.sixtofour or place


def _no_address() -> OutletRefused:
    return OutletRefused(
        "outlet.address",
        "This is no address that can be posted to.",
        remedy="Copy the whole address of the incoming webhook; it begins with https://, without name and password.",
    )
