"""Somebody's own words: whether they are read, and saying that they are not. Written down nowhere who did it."""

from __future__ import annotations

from typing import Any

from lilyroot.home import Home
from lilyroot_web.mail.domain import is_confirmed
from lilyroot_web.sources import library


def linked(home: Home, user: Any) -> str:
    """The address by which the people file knows somebody; "" where it knows nobody by theirs.

    Only an address that is surely theirs: one that a letter reached, or the name they sign in with, which others gave
    them. Whoever could name any address could have somebody else left out.
    """
    own = [user.email] if is_confirmed(user) else []
    own += [user.get_username()] if "@" in user.get_username() else []
    return next((one for one in own if library.objects(home, one) is not None), "")


def are_read(home: Home, user: Any) -> bool | None:
    """Whether what somebody writes is read; None where their account is not linked to the people file."""
    address = linked(home, user)
    return not library.objects(home, address) if address else None


def say(home: Home, user: Any, *, read: bool) -> None:
    """Have one's words read or not. No line in the access log and no job: both would say who.

    Raises ``ObjectionRefused`` where the account is not linked.
    """
    library.object_to_reading(home, linked(home, user), wish=not read)
