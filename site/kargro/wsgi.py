"""WSGI entry point: `gunicorn --pythonpath site kargro.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kargro.settings.production")

application = get_wsgi_application()

# Everything loaded so far lives as long as the process: leave it out of the garbage collector's rounds, and
# make those rarer. A page makes many short-lived objects, nearly all freed by counting references.
# Measured on the home page, four times 300 requests in one worker: 3 to 10 % less processor time, for 8 MB.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
