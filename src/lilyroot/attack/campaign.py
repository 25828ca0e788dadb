"""All attacks on a ledger, in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from lilyroot.attack.bounds import bounds
from lilyroot.attack.certificates import beside
from lilyroot.attack.differences import differencing, overlapping_cuts
from lilyroot.attack.finding import ATTACKS, Attempt
from lilyroot.attack.homogeneity import behind_the_clamp, homogeneity
from lilyroot.attack.opened import Window, opened
from lilyroot.attack.over_time import over_time
from lilyroot.attack.published import Published
from lilyroot.attack.rows import linear_algebra
from lilyroot.attack.smallest import smallest_group

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Campaign:
    """All attempts on a ledger, and how many releases were attacked without the certificate they name."""

    attempts: list[Attempt]
    not_at_hand: int


def attack(folder: Path, tell: Told = lambda sentence: None, *, certificates: Path | None = None) -> Campaign:
    """Everything we know how to try on the ledger in ``folder``, in the order of ``ATTACKS``.

    ``certificates``: the folder they lie in, by default the one beside the ledger.

    Each release is attacked by itself, so time grows linearly with their number. ``tell`` hears which one is next.
    Raises ``StoreError`` for a ledger that cannot be read.
    """
    windows: list[Window] = []
    attempts: list[Attempt] = []
    for window in opened(folder, certificates or beside(folder)):
        tell(window.release)
        windows.append(window)
        attempts.append(homogeneity(window))
        for layer in window.layers:
            attempts += totals(layer.published, layer.threshold, layer.proven)
            attempts += [bounds(window, layer), behind_the_clamp(window, layer)]
    attempts.append(over_time(windows))
    return Campaign(in_order(attempts), sum(not window.at_hand for window in windows))


def totals(published: Published, k: int, proven: Iterable[int] = ()) -> list[Attempt]:
    """The attacks that need the totals alone and no figures."""
    return [
        differencing(published, k),
        overlapping_cuts(published, k),
        linear_algebra(published, k),
        smallest_group(published, k, frozenset(proven)),
    ]


def in_order(attempts: Iterable[Attempt]) -> list[Attempt]:
    """One attempt for each kind of attack."""
    all_of = {name: Attempt(name, 0, ()) for name in ATTACKS}
    for attempt in attempts:
        all_of[attempt.attack] = all_of[attempt.attack].and_(attempt)
    return list(all_of.values())
