"""The process that takes one export in: ``python -m lilyroot_web.sources.worker KEY``."""

from __future__ import annotations

import os
import sys


def main(key: str) -> None:
    """Set Django up as the server does, and work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
    import django

    django.setup()
    from django.conf import settings

    from lilyroot_web.sources.domain import work

    os.nice(5)  # whoever reads pages goes first
    work(settings.LILYROOT_HOME, key)


if __name__ == "__main__":
    main(sys.argv[1])
