"""The Celery app; finds each app's tasks.py."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

from followon.embedded.children import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")

app = Celery("followon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_the_worker(**kwargs: object) -> None:
    """Let a process of the worker's pool end with it, even if it is killed outright."""
    die_with_parent(signal.SIGKILL)
