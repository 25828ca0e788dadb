"""The door granian (or any WSGI server) comes in by."""

import gc
import os
import time
from contextlib import suppress
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
application = get_wsgi_application()
_LOOKS_AFTER = 10.0  # seconds


def _look_ahead() -> None:
    """The newest edition before the first reader asks, at the start and after each release."""
    from django.conf import settings

    from lilyroot_web.insights.ledger import fingerprint

    seen = ""
    while True:
        with suppress(OSError):  # a release is just being made
            state = fingerprint(settings.LILYROOT_HOME)
            if state != seen:
                _look()
                gc.freeze()  # what the ledger says stays: to look it through for garbage takes longer than a page
                seen = state
        time.sleep(_LOOKS_AFTER)


def _look() -> None:
    """In every language; a broken ledger is the page's to say."""
    from django.conf import settings

    from lilyroot.errors import LilyrootError
    from lilyroot.tongue import LANGUAGES
    from lilyroot_web.home.queries import opening
    from lilyroot_web.insights.heat import heat_page
    from lilyroot_web.insights.ledger import EVERYTHING
    from lilyroot_web.insights.pond import pond_page
    from lilyroot_web.insights.queries import edition
    from lilyroot_web.tongue.domain import in_language

    home = settings.LILYROOT_HOME
    try:
        for language in LANGUAGES:
            with in_language(language):
                edition(home)
                heat_page(home)
                pond_page(home)
                opening(home, EVERYTHING)
    except LilyrootError:
        return


Thread(target=_look_ahead, name="look-ahead", daemon=True).start()
