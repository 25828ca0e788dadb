"""Channels that are never read, whatever the source: what people say there, they say as employees or patients.

Two lists. A channel whose name clearly says that it belongs to a union, a works council, a personnel department, a
company doctor or a complaints office is never read, public or not. In a private channel a broader word is enough:
"performance" in public is mostly about software, in private it may be about a colleague.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

PROTECTED: Final = "channel on personnel, health or representation of interests: never read"

# Words of a channel's name, between "-", "_", ".", "/", "#" or blanks.
_ALWAYS: Final = frozenset(
    {"union", "unions", "betriebsrat", "personalrat", "gewerkschaft", "syndicat", "sindicato", "brv", "sbv"}
    | {"workscouncil", "vertrauensrat", "schwerbehindertenvertretung", "cse"}
    | {"hr", "rrhh", "personalabteilung", "payroll", "betriebsarzt", "krankmeldung", "krankmeldungen"}
    | {"grievance", "grievances", "disciplinary", "whistleblowing", "whistleblower", "ombuds", "ombudsman"}
)
_IN_PRIVATE: Final = _ALWAYS | (
    {"council", "representatives", "rh", "personnel", "personal", "people", "salary", "salaries"}
    | {"gehalt", "gehaelter", "compensation", "performance", "pip", "layoff", "layoffs", "termination", "hiring"}
    | {"medical", "health", "sick", "sickness", "krank", "gesundheit", "bem", "harassment"}
    | {"wellbeing", "disability", "pregnancy", "parental", "maternity", "santé", "sante", "salud"}
)
_PHRASES: Final = re.compile(
    r"human[-_ .]?resources|works?[-_ .]?council|employee[-_ .]?(?:relations|representatives)"
    r"|trade[-_ .]?union|occupational[-_ .]?health|sick[-_ .]?(?:leave|notes?)"
)
_WORDS: Final = re.compile(r"[-_ ./#:]+")


@lru_cache(maxsize=10_000)
def is_protected(name: str, *, private: bool = False) -> bool:
    """Whether a channel's name closes it to us.

    >>> is_protected("works-council"), is_protected("hr_emea"), is_protected("chrome-team")
    (True, True, False)
    >>> is_protected("performance"), is_protected("performance", private=True)
    (False, True)
    """
    lowered = name.lower()
    words = _IN_PRIVATE if private else _ALWAYS
    return not words.isdisjoint(_WORDS.split(lowered)) or bool(_PHRASES.search(lowered))
