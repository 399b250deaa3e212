"""Machines can ask whether the site is alive, ready, and sending."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from followon import clock
from followon.web import health

last_pass = None


def told():
    return last_pass


@pytest.fixture
def sending(monkeypatch, settings):
    settings.PIPELINE_CHECK = f"{__name__}.told"

    def at(instant):
        monkeypatch.setattr("tests.web.test_health.last_pass", instant)

    return at


def test_alive_asks_nothing(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.text) == (200, "ok")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_database_cache_and_migrations_are(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    answer = client.get("/health/ready")

    assert answer.json() == {"database": True, "cache": True, "migrations": True}
    assert answer.status_code == 200


def test_not_ready_without_a_database(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    answer = client.get("/health/ready")  # this test may not use the database, which is as good as none

    assert answer.status_code == 503
    assert answer.json() == {"database": False, "cache": True, "migrations": False}


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    assert client.get("/health/ready").json()["migrations"] is False


@pytest.mark.django_db
def test_not_ready_without_a_cache(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "followon.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    assert client.get("/health/ready").json()["cache"] is False


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (89, 200), (91, 503)])
def test_sending_has_stopped_after_90_seconds(client, sending, seconds, status):
    sending(clock.now() - timedelta(seconds=seconds))

    answer = client.get("/health/pipeline")
    assert answer.status_code == status
    assert answer.json() == {"sending": status == 200}


def test_sending_that_never_began_is_no_sending(client, sending):
    sending(None)
    assert client.get("/health/pipeline").status_code == 503
