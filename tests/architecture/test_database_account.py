"""The database account of the service does all that the service does, and nothing beyond (ASVS 5.0, 13.2.2)."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from followon.audit.models import Event
from notifications.delivery import restored
from tests.journeys import test_a_cohort_becomes_a_group as main_story
from tests.journeys.test_a_cohort_becomes_a_group import story  # noqa: F401
from tests.notifications.conftest import running_standin, standin  # noqa: F401

NAME = f"service_of_tests_{os.getpid()}"  # accounts belong to the whole cluster, and another process may test, too
NOT_FOR_THE_SERVICE = [
    "CREATE TABLE another (name text)",
    "DROP TABLE people_user",
    "TRUNCATE people_user CASCADE",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_event_append_only ON audit_event",
    "UPDATE audit_event SET name = 'nothing'",
    "DELETE FROM django_migrations",
    "CREATE ROLE another SUPERUSER",
    "COPY people_user TO PROGRAM 'cat'",
    "SELECT pg_read_file('postgresql.conf')",
]


@pytest.fixture
def narrowed(transactional_db, monkeypatch):
    """Every connection of this process has the rights of the service from here on."""
    monkeypatch.setenv("SERVICE_DATABASE_URL", f"postgres://{NAME}:a-word@db.example.org/followon")
    call_command("database_account", stdout=StringIO())
    call_command("database_account", stdout=StringIO())  # after the next migrate
    kept = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**kept, "options": f"{kept['options']} -c role={NAME}"}
    connection.close()
    yield
    connection.close()
    connection.settings_dict["OPTIONS"] = kept
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {NAME}; DROP ROLE {NAME}")


def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be" in str(error)
    return False


def test_the_account_of_the_service_cannot_make_change_or_leave_tables(narrowed):
    assert [statement for statement in NOT_FOR_THE_SERVICE if not refused(statement)] == []


@pytest.mark.slow
def test_the_main_story_needs_no_more_than_the_account_of_the_service_has(narrowed, story):  # noqa: F811
    main_story.test_a_cohort_becomes_a_group_that_meets(story)
    call_command("retention", stdout=StringIO())
    restored.look()

    assert Event.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user = current_user")
        assert cursor.fetchone() == (NAME, False)


@pytest.mark.parametrize(
    "url", ["", "postgres://db.example.org/followon", "postgres://{owner}:word@db.example.org/x"]
)
def test_an_account_of_its_own_is_wanted(db, monkeypatch, url):
    monkeypatch.setenv("SERVICE_DATABASE_URL", url.format(owner=connection.settings_dict["USER"]))

    with pytest.raises(CommandError):
        call_command("database_account", stdout=StringIO())
