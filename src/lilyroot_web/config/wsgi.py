"""The door granian (or any WSGI server) comes in by."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
application = get_wsgi_application()


def _draw_ahead() -> None:
    """The newest edition before the first reader asks, then the others; a broken ledger is the page's to say."""
    from django.conf import settings

    from lilyroot.errors import LilyrootError
    from lilyroot_web.insights.queries import draw_ahead, edition

    try:
        edition(settings.LILYROOT_HOME)
        draw_ahead(settings.LILYROOT_HOME)
    except LilyrootError:
        return


Thread(target=_draw_ahead, name="draw-ahead", daemon=True).start()
