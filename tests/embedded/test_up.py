"""`manage.py up` as its user meets it: started, found running, killed, stopped, and given other services."""

import os
import signal
import socket
import subprocess
import sys

import psycopg2
import pytest
from django.db import connection

from followon.embedded.addresses import addresses
from tests.embedded.running import Copy, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return Copy(tmp_path_factory.mktemp("up") / "followon")


@pytest.fixture(scope="module")
def running(copy):
    """One `up` for the tests that leave it as they found it."""
    with copy.up("--empty") as supervisor:
        yield supervisor


def test_up_shows_a_page_and_says_where_to_look(copy, running):
    assert copy.status("/health/live") == 200
    assert f"http://127.0.0.1:{copy.port}/" in copy.said.read_text()


def test_up_runs_every_part(copy, running):
    commands = " ".join(copy.processes().values())

    for part in [
        "bin/postgres",
        "valkey-server",
        "gunicorn",
        "celery --app followon worker",
        "celery --app followon.beat beat",
        "standin",
    ]:
        assert part in commands, part


def test_other_commands_find_the_database_while_up_runs(copy, running):
    said = copy.command("migrate", "--check")

    assert said.returncode == 0, said.stderr


def test_a_second_up_says_so_and_does_no_harm(copy, running):
    before = copy.processes()

    second = copy.command("up", "--port", "1")

    assert second.returncode == 1
    assert f"running already, at http://127.0.0.1:{copy.port}/" in second.stderr
    assert before.keys() <= copy.processes().keys()
    assert copy.status() == 200


def test_a_part_that_dies_is_started_again(copy, running):
    master = next(
        pid for pid, command in copy.processes().items() if "gunicorn" in command and is_child(pid, running)
    )

    os.kill(master, signal.SIGKILL)

    # Those who worked for the dead one may answer for a moment more, before anybody has noticed.
    assert wait_for(lambda: "The web server ended and starts again" in copy.said.read_text(), 90)
    assert wait_for(lambda: master not in copy.processes() and copy.status() == 200, 90)


def test_killing_the_supervisor_leaves_nothing_and_the_next_start_is_well(copy, running):
    running.kill()
    running.wait()
    assert wait_for(lambda: copy.processes() == {}), copy.processes()

    with copy.up("--empty") as again:
        assert copy.status() == 200

        again.send_signal(signal.SIGINT)
        again.wait(60)

    assert again.returncode == 0
    assert copy.processes() == {}
    assert "Everything has stopped." in copy.said.read_text()


def test_a_port_in_use_is_one_clear_sentence(copy):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = copy.command("up", "--port", str(port))

    assert (said.returncode, said.stderr.strip()) == (
        1,
        f"Port {port} is used by another program. Choose another: python3 manage.py up --port {port + 1}",
    )
    assert copy.processes() == {}


def test_data_of_another_postgresql_is_not_touched(tmp_path):
    copy = Copy(tmp_path / "followon")
    data = copy.folder / ".data" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")

    said = copy.command("up", "--port", str(copy.port))

    assert said.returncode == 1
    assert "belongs to PostgreSQL 9" in said.stderr
    assert "pg_dump" in said.stderr
    assert [found.name for found in data.iterdir()] == ["PG_VERSION"]
    assert copy.processes() == {}


@pytest.mark.django_db
def test_with_services_of_ones_own_nothing_embedded_starts(copy, own_database):
    given = {
        "DATABASE_URL": own_database,
        "REDIS_URL": os.environ["REDIS_URL"],
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "not a real one",
        "SECRET_KEY": "only for this test, and longer than Django asks for in a key of this kind",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{copy.port}",
        "ALLOWED_HOSTS": "127.0.0.1",
    }

    with copy.up(**given):
        commands = " ".join(copy.processes().values())
        pages = {path: copy.status(path) for path in ["/health/ready", "/be/", "/phone/"]}

    assert pages == {"/health/ready": 200, "/be/": 404, "/phone/": 404}
    for part in ["postgres", "valkey", "standin"]:
        assert part not in commands, part
    assert copy.processes() == {}


def test_a_demo_that_was_cut_short_begins_afresh(tmp_path):
    copy = Copy(tmp_path / "followon")
    cut_short = copy.start()
    assert wait_for(lambda: "Loading the demo" in copy.said.read_text(), 120), copy.said.read_text()
    assert copy.status() == 200  # the first page is there already
    assert wait_for(lambda: people_in(copy) > 0, 90)

    cut_short.send_signal(signal.SIGINT)
    cut_short.wait(60)

    assert copy.processes() == {}
    with copy.up():
        pages = {path: copy.status(path) for path in ["/", "/be/", "/phone/", "/health/ready"]}
        assert people_in(copy) > 100
    assert pages == dict.fromkeys(pages, 200)
    assert "Nadia Rahman" in copy.said.read_text()


def people_in(copy):
    """How many people the database of a copy that runs knows."""
    where = addresses(copy.folder, {})
    line = psycopg2.connect(host=str(where.runtime), user="followon", dbname="followon")
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_user")
            return cursor.fetchone()[0]
    finally:
        line.close()


@pytest.fixture
def own_database():
    """A second, empty database beside the one that the tests use; its address."""
    server = {
        "host": connection.settings_dict["HOST"],
        "user": connection.settings_dict["USER"],
        "dbname": "postgres",
    }
    line = psycopg2.connect(**server)
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS somebodys_own")
        cursor.execute("CREATE DATABASE somebodys_own")
        yield os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/somebodys_own"
        cursor.execute("DROP DATABASE somebodys_own WITH (FORCE)")
    line.close()


def is_child(pid, process):
    parent = subprocess.run(
        ["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return parent.stdout.strip() == str(process.pid)
