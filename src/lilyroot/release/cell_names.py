"""How a group is named in a table: after its unit, or after several with a plus between; "/own" is own members.

A unit whose own name could be read as that is spelt with percent signs in the key, and only there.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

OWN: Final = "/own"
_TOP: Final = "organisation"


def key_of(unit: str) -> str:
    """The key of a unit: its name, wherever that can be taken for nothing else. No two units have the same.

    >>> key_of("Customer Service"), key_of("R+D"), key_of("organisation")
    ('Customer Service', 'R%2BD', '%6Frganisation')
    """
    if unquote(unit) == unit and "+" not in unit and not unit.endswith(OWN) and unit != _TOP:
        return unit
    spelt = unit.replace("%", "%25").replace("+", "%2B")
    if spelt.endswith(OWN):
        spelt = spelt.removesuffix(OWN) + "%2Fown"
    return "%6F" + unit[1:] if unit == _TOP else spelt


def keys_in(cell: str) -> list[str]:
    """The keys of the units that a group is made of.

    >>> keys_in("Complaints+Customer Service/own")
    ['Complaints', 'Customer Service']
    """
    return [part.removesuffix(OWN) for part in cell.split("+")]


def units_in(cell: str) -> list[str]:
    """The names of the units that a group is made of.

    >>> units_in("R%2BD+Sales/own")
    ['R+D', 'Sales']
    """
    return [unquote(key) for key in keys_in(cell)]


def as_spelt_now(cell: str, label: str) -> str:
    """The key of a group; one unit's plain name, from before names were spelt otherwise, as it is spelt now.

    Groups that were put together have spaces around the plus in their label, so that only one unit has both alike.

    >>> as_spelt_now("R+D", "R+D"), as_spelt_now("R+D", "R + D"), as_spelt_now("x/own", "x/own")
    ('R%2BD', 'R+D', 'x%2Fown')
    """
    return key_of(cell) if cell == label and cell != _TOP else cell
