"""What `up` starts depends on what it is given; anybody can be anybody only where all is its own."""

import subprocess
import sys

import pytest
from django.conf import settings

from followon.embedded.children import Child, DidNotStart
from followon.up import Given, children_environment, run_to_its_end


@pytest.mark.parametrize(
    ("environ", "given"),
    [
        ({}, Given(database=False, redis=False, messages=False)),
        ({"DATABASE_URL": "postgres://db/followon"}, Given(database=True, redis=False, messages=False)),
        ({"DATABASE_URL_FILE": "/run/secrets/url"}, Given(database=True, redis=False, messages=False)),
        ({"REDIS_URL": "redis://redis:6379"}, Given(database=False, redis=True, messages=False)),
        ({"TWILIO_ACCOUNT_SID": "AC0"}, Given(database=False, redis=False, messages=True)),
        ({"EMAIL_URL": "smtp://mail.example.org"}, Given(database=False, redis=False, messages=True)),
        ({"DATABASE_URL": ""}, Given(database=False, redis=False, messages=False)),
    ],
)
def test_what_is_given(environ, given):
    assert Given.by(environ) == given


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE", "TWILIO_ACCOUNT_SID", "EMAIL_URL"])
def test_no_demo_on_somebodys_database_or_with_somebodys_messages(name):
    assert not Given.by({name: "something"}).demo


def test_a_demo_is_never_switched_on_from_outside(monkeypatch):
    monkeypatch.setenv("FOLLOWON_DEMO", "1")

    assert "FOLLOWON_DEMO" not in children_environment("http://127.0.0.1:8000", demo=False)
    assert children_environment("http://127.0.0.1:8000", demo=True)["FOLLOWON_DEMO"] == "1"


def test_what_stays_for_as_long_as_the_product_runs_holds_no_django():
    ask = "import sys; from followon import up; print(*{name.partition('.')[0] for name in sys.modules})"

    ran = subprocess.run(
        [sys.executable, "-c", ask], cwd=settings.BASE_DIR, text=True, capture_output=True, check=True
    )

    assert not {"django", "celery", "psycopg2"} & set(ran.stdout.split())


def test_a_command_that_fails_says_so_with_what_it_wrote(tmp_path):
    failing = Child(
        "manage.py prepare",
        [sys.executable, "-c", "raise SystemExit('no room on the disk')"],
        tmp_path / "log",
    )

    with pytest.raises(DidNotStart, match="(?s)manage.py prepare failed.*no room on the disk"):
        run_to_its_end(failing)
