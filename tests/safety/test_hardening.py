"""An installation as it stands at a trust: the deployment check, headers, cookies, and fresh proof for a file."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from followon import clock
from followon.people import recent

INSTALLED = {
    "SECRET_KEY": "a8Zk2PqL9sVx4TnB7mWc1RyE6hUj3GfD0oKi5XaQ8vNtC2zJ7bHy4MeR",
    "PUBLIC_BASE_URL": "https://followon.example.org",
    "ALLOWED_HOSTS": "followon.example.org",
    "DATABASE_URL": "postgres://followon@127.0.0.1:1/followon",
    "REDIS_URL": "redis://127.0.0.1:1",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "TWILIO_ACCOUNT_SID": "ACinstalled",
    "TWILIO_AUTH_TOKEN": "token",
    "SERVICE_NAME": "Severn Vale Pain Service",
    "SERVICE_PHONE": "01632 960118",
}
ASK = (
    "import django; django.setup(); from django.conf import settings as s; "
    "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
    "s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.DEBUG)"
)


def installed(*words, **more):
    left_out = ("FOLLOWON_", "PYTEST_", "DJANGO_ALLOW")
    own = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return subprocess.run(
        [sys.executable, *words], cwd=settings.BASE_DIR, env=own | INSTALLED | more, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def test_the_deployment_check_finds_nothing():
    ran = installed("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "no issues" in ran.stdout + ran.stderr


def test_the_deployment_check_would_find_something():
    ran = installed("manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="short")

    assert ran.returncode != 0
    assert "security.W009" in ran.stdout + ran.stderr


def test_over_https_cookies_are_bound_to_the_host_and_debugging_is_off():
    said = installed("-c", ASK, DJANGO_SETTINGS_MODULE="followon.settings").stdout.split()

    assert said == ["__Host-session", "__Host-csrf", "True", "True", "True", "31536000", "True", "False"]


def test_what_the_database_address_asks_for_is_kept():
    """TLS, above all, beside what we ask of every connection ourselves."""
    ask = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    url = f"{INSTALLED['DATABASE_URL']}?sslmode=verify-full"

    said = installed("-c", ask, DJANGO_SETTINGS_MODULE="followon.settings", DATABASE_URL=url).stdout

    assert "'sslmode': 'verify-full'" in said
    assert "idle_in_transaction_session_timeout=30000" in said


@pytest.mark.parametrize("address", ["/help-now/", "/sign-in/", "/nowhere/", "/home/"])
def test_every_answer_has_its_headers(address, settings, db):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    answer = Client().get(address, secure=True)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/help-now/", 301), ("/sign-in/", 301), ("/health/live", 200), ("/hooks/twilio/inbound/", 403)],
)
def test_people_are_sent_on_to_https_and_machines_are_not(path, status, settings):
    settings.SECURE_SSL_REDIRECT = True
    ask = Client().post if path.startswith("/hooks/") else Client().get

    assert ask(path).status_code == status


FRESH = {  # what is revealed, taken away or decided there
    "the delivery log": ("POST", "/team/messages/export/"),
    "numbers of members": ("GET", "/team/groups/{code}/contacts/"),
    "numbers to ring for a meetup": ("GET", "/team/meetups/1/ring/"),
    "the file for research": ("POST", "/team/insights/research/file/"),
    "a send to many": ("GET", "/team/messages/waiting/1/"),
    "who works here": ("GET", "/team/staff/new/"),
    "the settings": ("GET", "/team/settings/"),
}


@pytest.mark.parametrize("what", FRESH)
def test_some_things_want_fresh_proof(what, stage, as_):
    client = as_(stage.nadia)
    a_while_ago = clock.now().timestamp() - 20 * 60  # not idle for long, and not fresh
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": a_while_ago}]
    session[recent.SIGNED_IN_AT] = a_while_ago
    session.save()
    method, path = FRESH[what]

    answer = client.generic(method, path.format(code=stage.steppers.code))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
