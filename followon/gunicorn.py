"""The web server's settings, the same under `manage.py up` and in a container."""

import gc
import os
import signal
from pathlib import Path
from typing import Any

from followon.embedded.children import die_with_parent
from followon.logs import CONFIG

wsgi_app = "followon.wsgi"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"  # a page mostly waits for the database, so threads share a process well
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # the code is read once and shared, which halves the time to the first page
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats, kept off the disk
timeout = 30
graceful_timeout = 20
limit_request_line = 8190  # the answers so far travel sealed in the address of "I'm worried about someone"
max_requests, max_requests_jitter = 5000, 500
logconfig_dict = CONFIG
accesslog = None  # it would write down who looked at what, from where


def pre_fork(server: Any, worker: Any) -> None:
    """What is in memory by now stays shared: the collector would write into all of it."""
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Let a worker end with the server, even one that is killed outright."""
    die_with_parent(signal.SIGKILL, worker.ppid)
