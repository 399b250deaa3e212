"""An installation at a real address, in a process of its own: what Django's own checks say, and what browsers get."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

REAL = {
    "PUBLIC_BASE_URL": "https://followon.example.org", "ALLOWED_HOSTS": "followon.example.org",
    "SECRET_KEY": "k8Zq2-long-and-random-enough-for-a-check-Vw3nB7xY5mT1cR9pL4sD6fG0hJ",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9",
    "EMAIL_URL": "smtp://127.0.0.1:9", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_FROM": "+441632960000",
    "SERVICE_NAME": "Severn Vale Pain Service", "SERVICE_PHONE": "01632 960 118",
}  # fmt: skip
ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(headers={"host": "followon.example.org"})
plain, page = client.get("/help-now/"), client.get("/sign-in/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain.headers["Location"]],
    "hsts": page.headers["Strict-Transport-Security"],
    "cookies": {name: cookie.OutputString() for name, cookie in page.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
    "path": [settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_SAMESITE],
    "messages": settings.MESSAGE_STORAGE,
}))
"""


def run(*words, **more):
    own = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    environ = (
        own
        | REAL
        | more
        | {"DJANGO_SETTINGS_MODULE": "followon.settings", "PYTHONPATH": str(settings.BASE_DIR)}
    )
    return subprocess.run(
        [sys.executable, *words],
        env=environ,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_checks_have_nothing_to_say():
    said = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert said.returncode == 0, said.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    collected = str(tmp_path_factory.mktemp("collected"))
    gathered = run("manage.py", "collectstatic", "--no-input", STATIC_ROOT=collected)
    assert gathered.returncode == 0, gathered.stderr
    answer = run("-c", f"from django.conf import settings\n{ASK}", STATIC_ROOT=collected)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_nothing_is_said_in_the_clear(told):
    assert told["plain"] == [301, "https://followon.example.org/help-now/"]
    assert told["hsts"] == "max-age=31536000; includeSubDomains; preload"


def test_cookies_belong_to_this_host_alone_and_no_script_reads_them(told):
    assert list(told["cookies"]) == ["__Host-csrf"]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(told["cookies"]["__Host-csrf"].split("; "))
    assert "Domain" not in told["cookies"]["__Host-csrf"]
    assert told["session"] == ["__Host-session", True, True]
    assert told["path"] == ["/", None, "Lax"]


def test_what_we_say_once_is_kept_with_the_session_and_in_no_cookie(told):
    """The page about cookies promises two."""
    assert told["messages"] == "followon.people.flash.SealedStorage"  # sealed, in the session
