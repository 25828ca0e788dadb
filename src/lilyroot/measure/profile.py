"""A person's profile: the function and declared segments, in the one column the measure groups by beside the team.

To the measure a profile is a name like any other; only the gate takes it apart. So segments cost no further column in
any query, and a stream without segments just gives functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

BETWEEN: Final = "\x1f"  # the separator of units, which no name has


def profile(function: str, segments: Iterable[tuple[str, str]] = ()) -> str:
    """One name for a function and the values of attributes.

    >>> profile("Sales") == "Sales"
    True
    """
    return BETWEEN.join([_clean(function), *(f"{_clean(name)}={_clean(value)}" for name, value in segments)])


def function_of(profile: str) -> str:
    """The function in a profile.

    >>> function_of(profile("Sales", [("tenure", "long")]))
    'Sales'
    """
    return profile.split(BETWEEN, 1)[0]


def segments_of(profile: str) -> dict[str, str]:
    """The values of attributes in a profile.

    >>> segments_of(profile("Sales", [("tenure", "long"), ("site", "York")]))
    {'tenure': 'long', 'site': 'York'}
    """
    return dict(part.split("=", 1) for part in profile.split(BETWEEN)[1:])


def _clean(name: str) -> str:
    return name.replace(BETWEEN, " ")
