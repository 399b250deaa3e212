"""The Celery app; finds each app's tasks.py."""

import gc
import os
import signal

from celery import Celery
from celery.signals import celeryd_after_setup, setup_logging, worker_process_init

from followon import logs
from followon.embedded.children import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")

app = Celery("followon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
setup_logging.connect(logs.instead_of_theirs)


@celeryd_after_setup.connect
def share_memory(**kwargs: object) -> None:
    """Before the worker makes its processes: what is in memory by now stays shared, as in the web server."""
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def end_with_the_worker(**kwargs: object) -> None:
    """Let a process of the worker's pool end with it, even if it is killed outright."""
    die_with_parent(signal.SIGKILL)
