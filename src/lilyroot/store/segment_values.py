"""Whether declared values of segments are those of the organisation: a mistyped one gets the HRIS file refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lilyroot.store.catalogue import Catalogue
from lilyroot.store.policy import Segments, declared_segments

_ALWAYS_KEPT: Final = {
    "function": "SELECT DISTINCT function FROM stint WHERE origin = 'hris' AND function <> ''",
    "site": "SELECT DISTINCT site FROM stint WHERE origin = 'hris' AND site <> ''",
}
_DECLARED: Final = "SELECT DISTINCT value FROM stint_attribute WHERE origin = 'hris' AND attribute = ?"
_SHOWN: Final = 10

Found = Mapping[str, frozenset[str]]
"""By column, the values it has in an HRIS file; a column whose values nobody knows is missing."""


def known_values(catalogue: Catalogue, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """The values of these columns as far as they are kept: of a column that was never declared nothing is."""
    found = {}
    for name in names:
        rows = catalogue.connection.execute(
            _ALWAYS_KEPT.get(name, _DECLARED), () if name in _ALWAYS_KEPT else (name,)
        )
        if values := frozenset(str(value) for (value,) in rows):
            found[name] = values
    return found


def remarks(catalogue: Catalogue, segments: Segments, found: Found) -> Iterator[str]:
    """What does not fit between declared segments and the values of an HRIS file: a sentence each, with a remedy.

    ``found`` comes from the organisation as it is known (``known_values``) or from a file that is looked at.
    """
    before = declared_segments(catalogue)
    for name, declared in segments.items():
        if name not in found:
            continue
        absent = [value for value in declared if value not in found[name]]
        if absent:
            yield (
                f"{name}: {_listed(absent)} {'occur' if len(absent) > 1 else 'occurs'} nowhere in the organisation. "
                f"If that is mistyped, propose it anew, as the HRIS file spells it: {_listed(sorted(found[name]))}."
            )
        strange = sorted(found[name] - {*declared, *before.get(name, ())})
        if strange:
            yield (
                f"{name}: {_listed(strange)} {'occur' if len(strange) > 1 else 'occurs'} in the organisation and "
                f"{'are' if len(strange) > 1 else 'is'} not declared: once this is approved, an HRIS file with "
                "a value that is not declared is refused. Declare all of them, or put values together in the file."
            )


def unchecked(catalogue: Catalogue, segments: Segments, found: Found) -> Iterator[str]:
    """What could not be checked, and how it can be."""
    missing = [name for name in segments if name not in found]
    if not missing:
        return
    if catalogue.connection.execute("SELECT 1 FROM stint WHERE origin = 'hris' LIMIT 1").fetchone() is None:
        why = "no organisation is known yet"
    else:
        why = "of an HRIS file only declared columns are kept"
    yield (
        f"the values of {', '.join(missing)} cannot be checked: {why}. They must be spelt as the HRIS file has them; "
        "lilyroot policy propose --hris HRIS.csv checks that."
    )


def _listed(values: Iterable[str]) -> str:
    named = [repr(value) for value in values]
    more = f" and {len(named) - _SHOWN:,} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
