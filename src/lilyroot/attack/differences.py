"""Attacks with plus and minus alone: what a total leaves without its parts, and cuts that overlap almost entirely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lilyroot.attack.finding import Attempt, Finding, combination
from lilyroot.attack.published import Published


def differencing(published: Published, k: int, attack: str = "differencing") -> Attempt:
    """A total less one total inside it, and less all of them of one cut: does that leave 1 to k - 1 people?"""
    tried, found = 0, []
    size = [published.people(total.cells) for total in published.totals]
    for number, parts in enumerate(inside(published)):
        total = published.totals[number]
        for taken in _ways(published, parts):
            tried += 1
            if size[number] - sum(size[part] for part in taken) >= k:  # no fewer can be left
                continue
            rest = total.cells.difference(*(published.totals[part].cells for part in taken))
            people = published.people(rest)
            if 0 < people < k:
                minus = {published.totals[part].name: -1.0 for part in taken}
                found.append(Finding(attack, published.where, people, combination({total.name: 1.0, **minus})))
    return Attempt(attack, tried, tuple(dict.fromkeys(found)))


def overlapping_cuts(published: Published, k: int) -> Attempt:
    """One total less another that overlaps it: are the people in only one of the two 1 to k - 1?

    Two totals that differ by fewer than k people share somebody among any k of the first, so few pairs are looked at.
    """
    tried, found = 0, []
    size = [published.people(total.cells) for total in published.totals]
    for number, total in enumerate(published.totals):
        for other in sorted(_partners(published, number, k)):
            tried += 1
            partner = published.totals[other]
            if abs(size[number] - size[other]) >= k or total.cells < partner.cells or partner.cells < total.cells:
                continue
            people = published.people(total.cells ^ partner.cells)
            if 0 < people < k:
                recipe = combination({total.name: 1.0, partner.name: -1.0})
                found.append(Finding("overlapping cuts", published.where, people, recipe))
    return Attempt("overlapping cuts", tried, tuple(found))


def inside(published: Published) -> list[list[int]]:
    """For each total, the totals that lie in it, the largest first."""
    inside: list[list[int]] = [[] for _ in published.totals]
    for number, total in enumerate(published.totals):
        for holder in published.totals_of[min(total.cells)] if total.cells else ():
            if total.cells < published.totals[holder].cells:
                inside[holder].append(number)
    for parts in inside:
        parts.sort(key=lambda part: (-len(published.totals[part].cells), part))
    return inside


def _ways(published: Published, parts: list[int]) -> Iterator[tuple[int, ...]]:
    yield from ((part,) for part in parts)
    for cut in sorted({published.totals[part].cut for part in parts}):
        taken = tuple(side_by_side(published, (part for part in parts if published.totals[part].cut == cut)))
        if len(taken) > 1:
            yield taken


def side_by_side(published: Published, parts: Iterable[int]) -> Iterator[int]:
    """Of these totals, one after the other, those that overlap none taken before."""
    covered: set[int] = set()
    for part in parts:
        if covered.isdisjoint(published.totals[part].cells):
            covered |= published.totals[part].cells
            yield part


def _partners(published: Published, number: int, k: int) -> set[int]:
    """Later totals that hold one of the first k people of this one."""
    seen: set[int] = set()
    partners: set[int] = set()
    for cell in sorted(published.totals[number].cells):
        partners.update(other for other in published.totals_of[cell] if other > number)
        seen.add(cell)
        if published.people(seen) >= k:
            break
    return partners
