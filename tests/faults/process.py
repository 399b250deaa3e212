"""The product's programs as the fault suite runs them: as in service, but by the test's clock.

python -m tests.faults.process nursery          forks `dispatch --loop` processes on order, in milliseconds
python -m tests.faults.process manage dispatch … any command of manage.py
python -m tests.faults.process standin …         the stand-ins of the providers
python -m tests.faults.process celery worker …   Celery
python -m tests.faults.process web               Gunicorn
"""

import io
import json
import os
import random
import signal
import sys
from pathlib import Path

from followon.embedded.children import die_with_parent, let_forks_die_with_us
from tests.faults import shared_clock

TEMPLATES = str(Path(__file__).resolve().parents[1] / "notifications" / "templates")


def prepare(*, and_django=True):
    """Install the clock, then Django with the kinds that only tests send."""
    die_with_parent(signal.SIGKILL, os.getppid())
    shared = shared_clock.SharedClock(Path(os.environ["FAULTS_CLOCK"]))
    shared_clock.install(shared)
    if and_django:
        import django  # noqa: PLC0415 - the clock comes first

        django.setup()
        make_ready(shared)
    return shared


def make_ready(shared):
    """What must be there once Django is: test kinds, the threads' clock, and no waiting where nothing is to do."""
    from django.conf import settings  # noqa: PLC0415

    from notifications.channels import sms  # noqa: PLC0415
    from notifications.delivery import passes  # noqa: PLC0415
    from tests.faults import kinds as killing  # noqa: F401, PLC0415
    from tests.notifications import kinds  # noqa: F401, PLC0415

    if TEMPLATES not in settings.TEMPLATES[0]["DIRS"]:
        settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)
    shared_clock.install_monotonic(shared)
    passes.IDLE_SECONDS, passes.TROUBLE_SECONDS = 0.2, 0.3
    show_when_busy(passes, Path(os.environ["FAULTS_BUSY"]))
    sms.READ = float(os.environ.get("FAULTS_READ", sms.READ))


def show_when_busy(passes, folder):
    """Keep a file of this process's number while it is in a pass, so that the clock is not moved under its feet."""
    real = passes.dispatch_once

    def dispatch_once(*args, **kwargs):
        mark = folder / str(os.getpid())
        mark.touch()
        try:
            return real(*args, **kwargs)
        finally:
            mark.unlink(missing_ok=True)

    passes.dispatch_once = dispatch_once


def nursery(shared):
    """Fork a dispatch loop for each order on standard input; say its number on standard output."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    let_forks_die_with_us(signal.SIGKILL)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            dispatch_loop(order)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def dispatch_loop(order):
    """Be `manage.py dispatch --loop`, or one run of a periodic task; die at a point if the order says so."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        random.seed()
        from django.core.management import call_command  # noqa: PLC0415
        from django.utils.module_loading import import_string  # noqa: PLC0415

        from notifications.channels import sms  # noqa: PLC0415
        from notifications.delivery import passes, sending  # noqa: PLC0415
        from tests.faults import points  # noqa: PLC0415

        sms.READ = order.get("read", sms.READ)
        sending.PATIENCE = order.get("patience", sending.PATIENCE)
        passes.PASS_SECONDS = order.get("pass", passes.PASS_SECONDS)
        if order.get("database"):
            from django.db import connection  # noqa: PLC0415

            connection.settings_dict.update(order["database"])
        if order.get("threads"):
            from django.conf import settings  # noqa: PLC0415

            settings.SEND_THREADS = order["threads"]
        if order.get("point"):
            points.arm(order["point"], order.get("nth", 1), order.get("signal", signal.SIGKILL))
        if order.get("task"):
            import_string(order["task"])()
        else:
            call_command("dispatch", loop=True, stdout=io.StringIO())
    finally:
        os._exit(0)


def main(what, *words):
    match what:
        case "nursery":
            nursery(prepare())
        case "manage":
            prepare(and_django=False)
            from django.core.management import execute_from_command_line  # noqa: PLC0415

            execute_from_command_line(["manage.py", *words])
        case "standin":
            prepare(and_django=False)
            from notifications.standin.__main__ import main as stand_in  # noqa: PLC0415

            stand_in(words)
        case "celery":
            prepare()
            from celery.__main__ import main as celery  # noqa: PLC0415

            sys.argv = ["celery", "--app", "followon.beat" if words[0] == "beat" else "followon", *words]
            celery()
        case "web":
            prepare(and_django=False)
            from gunicorn.app.wsgiapp import run  # noqa: PLC0415

            sys.argv = ["gunicorn", "--config", "python:followon.gunicorn", *words]
            run()


if __name__ == "__main__":
    main(*sys.argv[1:])
