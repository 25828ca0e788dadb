"""The pond: what each value is in what is said, over what it is in all that is done, as shares of the same whole.

Above the waterline a lily for each value: its share in what leaders and official texts name. Below it six strands of
root: its share in what is paid for, measured, decided, praised and talked about in meetings, and how it is felt.
Everything is a share of the seven values, so a value that is as deep as it is wide is lived.

What people feel is asked on a scale of agreement, which is no share of seven values: that strand stays unknown, and
the nearest scale there is stands beside it in its own unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

from lilyroot.model.records import VALUES
from lilyroot.model.strands import STRANDS, indicator_of
from lilyroot.release.released import SHOWN
from lilyroot.score.gap import Part, done_less_said
from lilyroot.score.points import Z95
from lilyroot.score.sources import Group, Measured, Sources
from lilyroot.score.window import Window

SAID: Final = "said"
FELT: Final = "felt"
ALL_STRANDS: Final = (*STRANDS, FELT)
UNKNOWN: Final = "unknown"  # nothing of the kind was released at all
NEAREST: Final = "cp"  # the survey's scale of customer priority
_FAMILY_ERROR: Final = 0.05

Against = Literal["less", "more", "cannot tell", ""]


@dataclass(frozen=True, slots=True)
class Strand:
    """What one value is in one source: its share (0..1) with the 95 % interval, or why there is none.

    ``status`` is shown, withheld, too_little or unknown. ``against`` says whether the share is less or more than what
    is said, beyond what chance gives as the best of those looked at; "" where one of the two is missing.
    """

    name: str
    value: str
    share: Part | None
    status: str
    reason: str
    against: Against = ""


@dataclass(frozen=True, slots=True)
class Lily:
    """One value: how much of what is said it is, and its strands in the order of ALL_STRANDS."""

    value: str
    said: Strand
    strands: tuple[Strand, ...]

    @property
    def deepest(self) -> float:
        """The deepest end that is drawn, 0 where there is none."""
        return max((one.share.high for one in (self.said, *self.strands) if one.share is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class Pond:
    """The pond of one group in a window, its lilies in the order of VALUES.

    ``nearest`` is what people answer about customer priority, in points of 100; None where nobody was asked.
    """

    cut: str
    cell: str
    label: str
    window: Window
    quarters: tuple[str, ...]
    waves: tuple[str, ...]
    lilies: tuple[Lily, ...]
    nearest: Measured | None

    def strand(self, value: str, name: str) -> Strand | None:
        """One strand, or what is said of a value; None where there is no such thing."""
        lily = next((lily for lily in self.lilies if lily.value == value), None)
        if lily is None:
            return None
        return next((one for one in (lily.said, *lily.strands) if one.name == name), None)

    @property
    def shown(self) -> list[Strand]:
        """Every strand that has a share, what is said among them."""
        return [one for lily in self.lilies for one in (lily.said, *lily.strands) if one.share is not None]


def pond(sources: Sources, window: Window, cell: str = "") -> Pond | None:
    """How deep do the roots of each value go, against how much it is named?

    For the whole organisation, or the highest group there is in these sources, or the team or function ``cell``. None
    where no records were released in the window, or nothing of that group.
    """
    quarters = tuple(window.records(sources.records))
    group = _group(sources.groups(window), cell) if quarters else None
    if group is None:
        return None
    lilies = tuple(Lily(value, _strand(group, SAID, value), tuple(_strands(group, value))) for value in VALUES)
    nearest = group.figures.get(NEAREST)
    return Pond(
        group.cut,
        group.cell,
        group.label,
        window,
        quarters,
        tuple(window.answers(sources.answers)),
        _compared(lilies),
        nearest if nearest is not None and nearest.value is not None else None,
    )


def unknown() -> Pond:
    """A pond of which nothing is known yet: what an empty page shows."""
    nothing = tuple(
        Lily(
            value,
            Strand(SAID, value, None, UNKNOWN, ""),
            tuple(Strand(n, value, None, UNKNOWN, "") for n in ALL_STRANDS),
        )
        for value in VALUES
    )
    return Pond("organisation", "", "", Window("", ()), (), (), nothing, None)


def ponds(sources: Sources, window: Window) -> list[Group]:
    """The groups of which there is a pond: those for which anything is said and decided, parents first."""
    if not window.records(sources.records):
        return []
    return [group for group in sources.groups(window) if any(_said(group, value) for value in VALUES)]


def _group(groups: Sequence[Group], cell: str) -> Group | None:
    if cell:
        return next((group for group in groups if group.cell == cell), None)
    return groups[0] if groups else None


def _said(group: Group, value: str) -> bool:
    return group.shown(f"espoused_{value}") is not None


def _strands(group: Group, value: str) -> Iterator[Strand]:
    yield from (_strand(group, name, value) for name in STRANDS)
    yield Strand(FELT, value, None, UNKNOWN, "")


def _strand(group: Group, name: str, value: str) -> Strand:
    indicator = f"espoused_{value}" if name == SAID else indicator_of(name, value)
    figure = group.figures.get(indicator)
    if figure is None:
        return Strand(name, value, None, UNKNOWN, "")
    if figure.value is None or figure.low is None or figure.high is None:
        return Strand(name, value, None, figure.status, figure.reason)
    share = Part(value, figure.value, figure.low, figure.high, figure.persons, figure.base)
    return Strand(name, value, share, SHOWN, "")


def _compared(lilies: Sequence[Lily]) -> tuple[Lily, ...]:
    """Every strand held against what is said of its value.

    The customer is what the pond is asked about: the looks at its strands share one 5 % (Bonferroni), and those at
    all the others another.
    """
    customer, *others = lilies
    return tuple(_held_against([customer]) + _held_against(others))


def _held_against(lilies: Sequence[Lily]) -> list[Lily]:
    looks = sum(one.share is not None for lily in lilies if lily.said.share for one in lily.strands)
    wider = NormalDist().inv_cdf(1 - _FAMILY_ERROR / (2 * max(looks, 1))) / Z95
    return [
        Lily(lily.value, lily.said, tuple(_against(lily.said, strand, wider) for strand in lily.strands))
        for lily in lilies
    ]


def _against(said: Strand, strand: Strand, wider: float) -> Strand:
    if said.share is None or strand.share is None:
        return strand
    by = done_less_said(said.share, strand.share, wider)
    against: Against = "less" if by.high < 0 else "more" if by.low > 0 else "cannot tell"
    return Strand(strand.name, strand.value, strand.share, strand.status, strand.reason, against)
