"""The kinds of mail there are, in the words of the page on which people choose."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

REMINDERS: Final = "reminders"
DIGEST: Final = "digest"
FAILURES: Final = "failures"
KINDS: Final = {
    REMINDERS: gettext_lazy(
        "Reminders of actions I own: three days before, on the day, and on the day of the review"
    ),
    FAILURES: gettext_lazy("A word when something I have sent to a chat or a webhook could not be delivered"),
    DIGEST: gettext_lazy("A digest of what moved in my groups"),
}
CHOSEN_BY_BOX: Final = (REMINDERS, FAILURES)
"""The others have a page of their own on which people say how often."""
BECAUSE: Final = {
    REMINDERS: gettext_lazy("You get this because you own the action."),
    FAILURES: gettext_lazy("You get this because you set up where it goes."),
    DIGEST: gettext_lazy("You get this because you asked for it under Account."),
}
