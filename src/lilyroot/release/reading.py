"""What a release says of the readers behind it: which versions, whether it mixes them, and what a change did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lilyroot.measure.bridge import bridge_between
from lilyroot.release.ledger import Ledger, stream_of
from lilyroot.release.released import TALK
from lilyroot.store.store import Store

_JOINT: Final = ", "


class Readings:
    """The versions of readers behind each period, those that are released already included."""

    def __init__(
        self, store: Store, ledger: Ledger, of_period: Mapping[str, Sequence[str]], stream: str = TALK
    ) -> None:
        self._store = store
        done = (entry for entry in ledger.manifests() if stream_of(entry) == stream)
        released = {str(entry["period"]): str(entry.get("reader", "")) for entry in done}
        self._of_period = {period: _JOINT.join(versions) for period, versions in of_period.items()} | released

    def versions(self, period: str) -> str:
        """The versions that read a period's messages, in order, joined by commas; "" where nothing was read."""
        return self._of_period.get(period, "")

    def notes(self, period: str) -> Iterator[str]:
        """Sentences for whoever reads the release; none where one version has read this period and the one before."""
        mine = self._versions(period)
        if len(mine) > 1:
            yield (
                f"{len(mine)} versions of the reader have read these messages ({_JOINT.join(mine)}); "
                f"a change within the period may be the reader's.{self._bridged(mine, mine)}"
            )
        before = self._versions(max((other for other in self._of_period if other < period), default=""))
        if before and before != mine:
            yield (
                f"The reader has changed since the period before (from {_JOINT.join(before)} "
                f"to {_JOINT.join(mine)}); a change between the two may be the reader's.{self._bridged(before, mine)}"
            )

    def remark(self, period: str) -> str:
        """The same in a few words, for the command line."""
        mine = self._versions(period)
        return f", read by {len(mine)} versions of the reader: see lilyroot reread" if len(mine) > 1 else ""

    def _versions(self, period: str) -> list[str]:
        return [version for version in self._of_period.get(period, "").split(_JOINT) if version]

    def _bridged(self, before: Sequence[str], after: Sequence[str]) -> str:
        """What the bridges say of it, if they were made."""
        made = (bridge_between(self._store, old, new) for old in before for new in after if old != new)
        return "".join(f" {bridge.sentence()}" for bridge in made if bridge)
