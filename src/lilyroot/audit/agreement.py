"""Whether two people agree on what they label, and what follows from it.

Where people do not agree, no reader can be right, and a figure would be a figure of nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from lilyroot.model.agreement import cohen_kappa
from lilyroot.model.labels import FLAGS

ENOUGH: Final = 0.6
"""The smallest kappa at which a figure is shown (measurement model C7; "substantial" begins at 0.61)."""

FEWEST_PAIRS: Final = 20
FEWEST_SEEN: Final = 5
ORIENTATION: Final = "orientation"
TARGETS: Final = (ORIENTATION, *FLAGS)

Verdict = Literal["agree", "disagree", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one target (the orientation, or a flag): how far two people agreed.

    ``pairs``: messages that two people labelled. ``seen``: of those, messages that at least one of them gave
    the flag (for the orientation: spoke of customers). ``kappa``: None while there is nothing to agree on.
    """

    target: str
    pairs: int
    seen: int
    kappa: float | None

    @property
    def verdict(self) -> Verdict:
        """``cannot tell`` with fewer than 20 pairs, or fewer than 5 in which anybody saw it."""
        if self.kappa is None or self.pairs < FEWEST_PAIRS or self.seen < FEWEST_SEEN:
            return "cannot tell"
        return "agree" if self.kappa >= ENOUGH else "disagree"


Given = tuple[str, frozenset[str]]  # an orientation, and the flags that hold


def agreements(pairs: Iterable[tuple[Given, Given]]) -> dict[str, Agreement]:
    """The agreement on the orientation and on each flag, from messages that two people labelled."""
    listed = list(pairs)
    found = {ORIENTATION: _agreement(ORIENTATION, [(a[0], b[0]) for a, b in listed], "none")}
    for flag in FLAGS:
        found[flag] = _agreement(flag, [(flag in a[1], flag in b[1]) for a, b in listed], False)
    return found


def _agreement(target: str, pairs: list[tuple[Hashable, Hashable]], nothing: Hashable) -> Agreement:
    seen = sum(pair != (nothing, nothing) for pair in pairs)
    return Agreement(target, len(pairs), seen, cohen_kappa(Counter(pairs)))
