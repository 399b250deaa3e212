"""A backup put back: nothing leaves until a person says so, and what had left is found in the provider's list first."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from notifications import outbox
from notifications.actions import switches
from notifications.actions.switches import StillChecking
from notifications.delivery import restored
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Message, Origin, SendSwitch
from notifications.standin.faults import Fault
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT
from tests.notifications.test_outbox import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_fresh_start(standin, noon):
    standin.store.now = lambda: noon
    cache.clear()
    restored._resting_until = 0.0
    dispatch_once()


def wind_back(*, passes):
    """As a backup is: what came after it is not there."""
    Attempt.objects.all().delete()
    Message.objects.update(state="SCHEDULED", attempts=0, sent_at=None, address="", body="")
    Origin.objects.update(passes=passes)


def states():
    return dict(Message.objects.values_list("person__first_name", "state"))


def minutes(count):
    return timedelta(minutes=count)


def test_a_first_start_holds_nothing(standin, maria):
    Origin.objects.all().delete()
    queue(to=[maria])

    dispatch_once()

    assert (states(), SendSwitch.objects.count()) == ({"Maria": "ACCEPTED"}, 0)


def test_fewer_passes_than_redis_remembers_is_a_restored_backup(standin, maria):
    before = Origin.objects.get().passes
    dispatch_once()
    queue(to=[maria])

    Origin.objects.update(passes=before - 1)
    dispatch_once()

    assert standin.store.taken() == []
    assert SendSwitch.objects.get().is_off
    assert Origin.objects.get().held_at is not None


def test_another_cluster_or_database_is_one_even_without_redis(standin, maria):
    Origin.objects.update(mark="7012345/16384/00000001")
    cache.clear()
    queue(to=[maria])

    dispatch_once()

    assert standin.store.taken() == []
    assert SendSwitch.objects.get().reason == restored.WHY


def test_a_standby_that_had_everything_goes_on(standin, maria):
    origin = Origin.objects.get()
    Origin.objects.update(mark=origin.mark.rpartition("/")[0] + "/000000FF")
    queue(to=[maria])

    dispatch_once()

    assert states() == {"Maria": "ACCEPTED"}
    assert Origin.objects.get().mark == origin.mark


def test_a_server_wound_back_with_redis_lost_is_held(standin, maria):
    origin = Origin.objects.get()
    Origin.objects.update(mark=origin.mark.rpartition("/")[0] + "/000000FF")
    cache.clear()
    queue(to=[maria])

    dispatch_once()

    assert standin.store.taken() == []


def test_redis_lost_alone_holds_nothing(standin, maria):
    cache.clear()
    queue(to=[maria])

    dispatch_once()

    assert states() == {"Maria": "ACCEPTED"}


def test_what_had_left_is_found_and_the_rest_goes_after_the_release(standin, noon, maria, tom):
    queue(to=[maria])
    dispatch_once()
    queue(to=[tom], key="b")
    wind_back(passes=0)

    dispatch_once(noon + minutes(1))
    dispatch_once(noon + minutes(2))

    assert states() == {"Maria": "DELIVERED", "Tom": "SCHEDULED"}  # the list says how it ended, too
    assert len(standin.store.taken()) == 1, "nothing leaves while a person has not looked"
    switches.switch_on(SendSwitch.objects.get(), by=ROBOT)
    dispatch_once(noon + minutes(3))
    assert states() == {"Maria": "DELIVERED", "Tom": "ACCEPTED"}
    assert len(standin.store.taken()) == 2
    assert Origin.objects.get().held_at is None


def test_it_is_not_let_go_while_anything_is_in_doubt(standin, noon, maria):
    queue(to=[maria])
    dispatch_once()
    wind_back(passes=0)
    standin.faults.list_status = 500

    dispatch_once(noon + minutes(1))

    with pytest.raises(StillChecking):
        switches.switch_on(SendSwitch.objects.get(), by=ROBOT)
    with pytest.raises(CommandError, match="1 messages had gone"):
        call_command("sending", release=True)
    standin.faults.list_status = 200
    dispatch_once(noon + minutes(3))
    call_command("sending", release=True)
    assert (states(), len(standin.store.taken())) == ({"Maria": "DELIVERED"}, 1)


def test_what_the_backup_was_just_sending_is_a_doubt_too(standin, noon, maria):
    standin.faults.sending = [Fault("status", times=1, accept=True)]
    queue(to=[maria])
    dispatch_once()
    assert states() == {"Maria": "UNCERTAIN"}
    Origin.objects.update(passes=0)

    dispatch_once(noon + minutes(6))
    call_command("sending", release=True)
    dispatch_once(noon + minutes(7))

    assert (len(standin.store.taken()), Message.objects.get().state) == (1, "DELIVERED")


def test_an_email_may_come_a_second_time_with_the_same_message_id_and_no_third(standin, noon, grace):
    queue(to=[grace])
    dispatch_once()
    wind_back(passes=0)

    dispatch_once(noon + minutes(1))
    call_command("sending", release=True)
    dispatch_once(noon + minutes(2))
    dispatch_once(noon + minutes(30))

    assert len(standin.store.mails) == 2
    assert len({mail.raw.split("Message-ID: ")[1].split()[0] for mail in standin.store.mails}) == 1


def test_new_messages_never_get_the_number_of_a_lost_one(noon, maria, tom):
    [lost] = queue(to=[maria])
    restored.hold(noon)

    [new] = queue(to=[tom], key="b")

    assert new.pk > lost.pk + 999_999


def test_what_is_planned_while_sending_is_held_waits_for_the_release(standin, noon, maria):
    restored.hold(noon)
    queue(kinds.Change, to=[maria], send_at=noon + minutes(5))
    dispatch_once(noon + minutes(6))
    assert standin.store.taken() == []

    call_command("sending", release=True)
    dispatch_once(noon + minutes(7))

    assert len(standin.store.taken()) == 1


def test_somebody_can_say_that_a_backup_was_put_back(maria, capsys):
    queue(to=[maria])

    call_command("sending", restored=True)

    said = capsys.readouterr().out
    assert "Stopped: All messages" in said
    assert "looked up at the provider: 1" in said


def test_sending_can_be_stopped_and_let_go_from_a_shell(standin, noon, maria, capsys):
    call_command("sending", stop="A drill")
    queue(to=[maria])
    dispatch_once()
    assert standin.store.taken() == []

    call_command("sending", release=True)
    dispatch_once(noon + minutes(1))

    assert len(standin.store.taken()) == 1
    assert "Nothing is stopped." in capsys.readouterr().out


def test_outbox_is_open_while_sending_is_held(noon, maria):
    restored.hold(noon)

    assert len(queue(to=[maria])) == 1
    assert list(outbox.told("meeting:1")) == []


def test_an_ordinary_role_may_ask_where_it_is(db):
    """The product's role needs no rights beyond its own tables."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_role")
        try:
            cursor.execute("SET ROLE plain_role")
            cursor.execute("SELECT system_identifier FROM pg_control_system()")
            assert cursor.fetchone()[0]
            cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
            assert cursor.fetchone()[0]
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP ROLE plain_role")
