"""The door granian (or any WSGI server) comes in by."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lilyroot_web.config.settings")
application = get_wsgi_application()
