"""Gives each run of the tests a PostgreSQL and a Valkey of its own, before Django reads its settings."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from followon.embedded import engines
from followon.embedded.addresses import addresses

PREFIX = (
    "followon-test-"  # then the number of the process, so that the next run can tell what was left behind
)

# What would let a test reach somebody's real account or database by mistake.
NEVER_INHERITED = [
    "EMAIL_URL",
    "FOLLOWON_DEMO",
    "PUBLIC_BASE_URL",
    "ALLOWED_HOSTS",
    "SECRET_KEY_FILE",
    "DEBUG",
]


@pytest.hookimpl(wrapper=True)  # so as to come before pytest-django, which loads the settings in this hook
def pytest_load_initial_conftests(early_config):
    prepare_environment()
    start_services(early_config)
    return (yield)


def prepare_environment():
    for name in [*os.environ]:
        if name.startswith(("TWILIO_", "NOTIFY_", "SMS_")) or name in NEVER_INHERITED:
            del os.environ[name]
    os.environ["FOLLOWON_TESTING"] = "1"
    os.environ["SECRET_KEY"] = "a key that only the tests use, the same in every run of them"
    os.environ["DJANGO_SETTINGS_MODULE"] = "followon.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # a browser and the database in one test, in one thread


def start_services(config):
    """PostgreSQL once for the run; Valkey once for each process of it, whose keys would meet otherwise."""
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    wanted = []
    remove_what_killed_runs_left()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    here = addresses(environ={"FOLLOWON_RUNTIME": str(home)})
    if "DATABASE_URL" not in os.environ:
        wanted.append(engines.postgres(home / "postgres", home, home / "postgres.log", durable=False))
        os.environ["DATABASE_URL"] = here.database_url
    if "REDIS_URL" not in os.environ or (in_worker and "FOLLOWON_TEST_VALKEY" in os.environ):
        wanted.append(engines.valkey(home / "valkey", home, home / "valkey.log", durable=False))
        os.environ["REDIS_URL"] = os.environ["FOLLOWON_TEST_VALKEY"] = here.redis_url
    for child in wanted:
        child.start()
        config.add_cleanup(child.stop)
    for child in wanted:
        child.wait_until_ready()


def remove_what_killed_runs_left():
    """A run that was killed outright could not remove its folder; its services are gone all the same."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        number = left.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and left.stat().st_uid == os.getuid() and not is_running(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def is_running(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
