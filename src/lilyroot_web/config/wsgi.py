"""The door granian (or any WSGI server) comes in by."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
application = get_wsgi_application()


def _look_ahead() -> None:
    """The newest edition before the first reader asks; a broken ledger is the page's to say."""
    from django.conf import settings

    from lilyroot.errors import LilyrootError
    from lilyroot_web.home.queries import opening
    from lilyroot_web.insights.heat import heat_page
    from lilyroot_web.insights.ledger import EVERYTHING
    from lilyroot_web.insights.pond import pond_page
    from lilyroot_web.insights.queries import edition

    home = settings.LILYROOT_HOME
    try:
        edition(home)
        heat_page(home)
        pond_page(home)
        opening(home, EVERYTHING)
        gc.freeze()  # what the ledger says stays: to look it through for garbage takes longer than a page
    except LilyrootError:
        return


Thread(target=_look_ahead, name="look-ahead", daemon=True).start()
