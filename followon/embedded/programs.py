"""The product's own programs as children: pages, the worker, the clock that pokes it, the stand-ins."""

import http.client
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from followon.embedded.addresses import Addresses
from followon.embedded.children import Child

NOBODY_IS_HERE = 3  # what `manage.py prepare` ends with when the database knows no person

# Two processes, not threads: the time and memory limits of the settings hold only for processes.
WORKER = "--pool prefork --concurrency 2 --queues dispatch,callbacks,housekeeping --loglevel INFO"
WORKER += " --without-gossip --without-mingle --hostname followon@%h"


def web(port: int, logs: Path, environ: Mapping[str, str]) -> Child:
    """Gunicorn on loopback; ready when a page answers."""
    return Child(
        "The web server",
        [sys.executable, "-m", "gunicorn", "--config", "python:followon.gunicorn"],
        logs / "web.log",
        die_signal=signal.SIGQUIT,
        environ={**environ, "WEB_BIND": f"127.0.0.1:{port}"},
        is_ready=lambda child: _answers(port),
    )


def worker(logs: Path, environ: Mapping[str, str]) -> Child:
    """The Celery worker, for every queue."""
    command = [*_celery("followon"), "worker", *WORKER.split()]
    # Without its queue it would wait for it for ever, so it is killed; what it held is still in its rows.
    return Child("The worker", command, logs / "worker.log", die_signal=signal.SIGKILL, environ=environ)


def beat(data: Path, logs: Path, environ: Mapping[str, str]) -> Child:
    """Celery beat, which pokes the worker at intervals."""
    command = [*_celery("followon.beat"), "beat"]
    command += ["--schedule", str(data / "celerybeat-schedule"), "--pidfile", ""]
    return Child("The clock", command, logs / "beat.log", environ=environ)


def standin(where: Addresses, state: Path, logs: Path, environ: Mapping[str, str]) -> Child:
    """What stands in for the phone network and for everybody's mailbox."""
    ports = ["--http-port", str(where.standin_port), "--smtp-port", str(where.smtp_port)]
    return Child(
        "The stand-in",
        [sys.executable, "-m", "notifications.standin", *ports, "--state-dir", str(state)],
        logs / "standin.log",
        environ=environ,
        is_ready=lambda child: _listens(where.standin_port) and _listens(where.smtp_port),
    )


def _celery(app: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", app]


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _answers(port: int) -> bool:
    """Whether the web server gives a page; which page it is does not matter."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/health/live")
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
