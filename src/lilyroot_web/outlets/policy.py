"""What kinds of outlets there are, when they are due, how much fits. No database here: only the rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy

from lilyroot_web.digests.policy import IN_WORDS


class Kind(StrEnum):
    """What takes the message in."""

    SLACK = "slack"
    TEAMS = "teams"
    WEBHOOK = "webhook"


KINDS: Final = {
    Kind.SLACK: gettext_lazy("Slack, Mattermost and alike"),
    Kind.TEAMS: "Microsoft Teams",
    Kind.WEBHOOK: gettext_lazy("a program of yours (signed webhook)"),
}
BRIEFLY: Final = {Kind.SLACK: "Slack", Kind.TEAMS: "Teams", Kind.WEBHOOK: gettext_lazy("a program")}
RELEASE: Final = "release"
RHYTHMS: Final = {
    **{one.value: words for one, words in IN_WORDS.items()},
    RELEASE: gettext_lazy("whenever something is released"),
}
LONGEST_WHY: Final = 300
MOST: Final = 50
"""Outlets of one organisation."""
STILL_SIGNS: Final = timedelta(hours=24)
"""How long a former secret signs beside the new one, so that the receiver can change it in between."""
TRIED_AGAIN: Final = frozenset({408, 425, 429})
"""Refusals that pass by themselves; so do all from 500 on."""
GONE: Final = 410
