"""The Celery app of the clock: it knows when, and under which name, and nothing of what is done, so it is small."""

import os

from celery import Celery
from celery.signals import setup_logging

from followon import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")

app = Celery("followon", fixups=[])  # Django's would read every model
app.config_from_object("django.conf:settings", namespace="CELERY")
setup_logging.connect(logs.instead_of_theirs)
