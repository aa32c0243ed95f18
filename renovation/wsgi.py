"""WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renovation.settings")

application = get_wsgi_application()

# What was loaded stays for good, so that the collector need not walk it; and a page makes some ten
# thousand objects, which would call it a dozen times.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
