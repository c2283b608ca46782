"""WSGI entry point: `gunicorn --pythonpath site kargro.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kargro.settings.production")

application = get_wsgi_application()
