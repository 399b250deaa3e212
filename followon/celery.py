"""The Celery app; finds each app's tasks.py."""

import gc
import os
import signal

from celery import Celery
from celery.signals import celeryd_after_setup, setup_logging

from followon import logs
from followon.embedded.children import let_forks_die_with_us

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")

app = Celery("followon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
setup_logging.connect(logs.instead_of_theirs)


@celeryd_after_setup.connect
def before_it_forks(**kwargs: object) -> None:
    """Let the worker's processes share what is in memory by now, and end with it, even one killed outright."""
    gc.collect()
    gc.freeze()
    let_forks_die_with_us(signal.SIGKILL)
