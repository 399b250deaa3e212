"""The audit trail: always in the change's transaction, never changed, never nobody."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import DatabaseError, connection, transaction

from followon.audit import recorder
from followon.audit.actors import Job, actor_key
from followon.audit.models import AppendOnly, Event


def test_event_is_written_with_its_change(cast):
    with transaction.atomic():
        recorder.record(
            "x.y.z", by=cast.sam, about=cast.larkfield, old=date(2026, 3, 1), people=[cast.tom, 3]
        )

    event = Event.objects.get()
    assert (event.actor, event.about) == (f"person:{cast.sam.pk}", f"cohort:{cast.larkfield.pk}")
    assert event.facts == {"old": "2026-03-01", "people": [f"person:{cast.tom.pk}", 3]}


@pytest.mark.django_db(transaction=True)
def test_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="in the transaction"):
        recorder.record("x.y.z", by=Job("test"), about="group:1")


def test_change_that_fails_leaves_no_event(cast):
    def change():
        with transaction.atomic():
            recorder.record("x.y.z", by=Job("test"), about="group:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()

    assert not Event.objects.exists()


@pytest.mark.parametrize("nobody", [None, type("Anonymous", (), {"pk": None})()])
def test_nobody_is_no_actor(nobody):
    with pytest.raises(TypeError):
        actor_key(nobody)


def test_models_refuse_to_rewrite(cast):
    with transaction.atomic():
        event = recorder.record("x.y.z", by=Job("test"), about="group:1")

    for change in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(name="q"),
    ):
        with pytest.raises(AppendOnly):
            change()


@pytest.mark.parametrize("sql", ["UPDATE audit_event SET name = 'q'", "DELETE FROM audit_event"])
def test_database_refuses_to_rewrite(cast, sql):
    with transaction.atomic():
        recorder.record("x.y.z", by=Job("test"), about="group:1")

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (datetime(2026, 3, 1, 11, tzinfo=UTC), "2026-03-01T11:00:00+00:00"),
        (time(11, 30), "11:30:00"),
        ({"a": date(2026, 3, 1)}, {"a": "2026-03-01"}),
        ({1}, [1]),
        (None, None),
        (Job("x"), "Job(name='x')"),
    ],
)
def test_facts_are_plain(cast, value, stored):
    with transaction.atomic():
        recorder.record("x.y.z", by=Job("test"), about="group:1", fact=value)

    assert Event.objects.get().facts == {"fact": stored}


def test_read_is_written_down(cast):
    recorder.record_read(by=cast.sam, about=cast.tom, what="contact details")

    assert Event.objects.concerning(f"person:{cast.tom.pk}").get().facts == {"what": "contact details"}
    assert Event.objects.by_actor(f"person:{cast.sam.pk}").count() == 1
