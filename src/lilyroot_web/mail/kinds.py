"""The kinds of mail there are, in the words of the page on which people choose."""

from __future__ import annotations

from typing import Final

REMINDERS: Final = "reminders"
KINDS: Final = {REMINDERS: "Reminders of actions I own: three days before, on the day, and on the day of the review"}
