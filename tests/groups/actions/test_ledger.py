"""Yesterday's account: empty when all was planned, sent or explained; else it says what is wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from followon import clock
from groups.actions import ledger, meetings
from groups.models import Coming, How
from notifications.models import Message
from tests.groups.actions.conftest import THURSDAY, rung

FRIDAY = datetime(2026, 12, 11, 6, tzinfo=UTC)


@pytest.fixture
def over(stage, meeting):
    """The meeting has been, and every message about it has arrived or was rung through."""
    with clock.moved_to(datetime(2026, 12, 3, 18, tzinfo=UTC)):
        rung(stage.bill)
        meetings.answer(
            meeting, membership=stage.membership(stage.gwen), coming=Coming.YES, how=How.WEB, by=stage.gwen
        )
    Message.objects.filter(state="SCHEDULED").update(state="DELIVERED", final_at=FRIDAY)
    with clock.moved_to(FRIDAY):
        yield meeting


def found():
    return [(one.kind, one.what) for one in ledger.differences(THURSDAY)]


def test_all_is_accounted_for(over):
    assert found() == []


@pytest.mark.parametrize("kind", ["meeting-ask", "meeting-nudge"])
def test_a_message_that_was_never_planned_shows(over, stage, kind):
    Message.objects.filter(person=stage.khadija, kind=kind).delete()

    assert found() == [(kind, "was never planned")]


def test_the_day_before_message_of_somebody_who_is_coming_shows_when_it_is_missing(over, stage):
    assert Message.objects.filter(kind="meeting-tomorrow", person=stage.gwen).delete()[0]

    assert found() == [("meeting-tomorrow", "was never planned")]


def test_a_message_that_still_waits_shows(over, stage):
    Message.objects.filter(person=stage.khadija, kind="meeting-ask").update(state="SCHEDULED")

    assert found() == [("meeting-ask", "is still waiting")]


def test_an_end_without_a_reason_shows_and_one_with_a_reason_does_not(over, stage):
    ask = Message.objects.filter(person=stage.khadija, kind="meeting-ask")
    ask.update(state="SUPPRESSED", reason="Has paused their messages")
    assert found() == []

    ask.update(reason="")
    assert found() == [("meeting-ask", "ended without a reason")]


def test_a_meeting_called_off_owes_nothing(over):
    over.state = "CANCELLED"
    over.save()
    Message.objects.all().delete()

    assert found() == []


def test_somebody_who_lives_elsewhere_is_accounted_for_by_their_own_clock(stage, meeting):
    from groups.actions import planning  # noqa: PLC0415
    from notifications.models import Preference  # noqa: PLC0415

    Message.objects.filter(person=stage.khadija).delete()
    Preference.objects.create(person=stage.khadija, channel="SMS", tz="America/New_York")
    planning.plan_ahead(by=stage.gwen)
    Message.objects.filter(state__in=["SCHEDULED", "BY_HAND"]).update(state="DELIVERED", final_at=FRIDAY)

    with clock.moved_to(FRIDAY):
        assert found() == []


def test_it_is_kept_once_a_day_and_says_so_in_the_log(over, stage, caplog):
    Message.objects.filter(person=stage.khadija, kind="meeting-ask").delete()

    first, second = ledger.keep(), ledger.keep()

    assert (len(first), second) == (1, [])
    assert f"person {stage.khadija.pk}, meeting-ask: was never planned" in caplog.text
    assert "Khadija" not in caplog.text


def test_the_command_fails_when_something_differs(over, stage, capsys):
    call_command("ledger", day=THURSDAY)
    Message.objects.filter(person=stage.khadija, kind="meeting-ask").delete()

    with pytest.raises(CommandError, match="1 differences"):
        call_command("ledger")
    assert "Everything of 2026-12-10 is accounted for." in capsys.readouterr().out


def test_a_day_without_meetings_is_empty(stage):
    assert ledger.differences(date(2026, 1, 1) - timedelta(days=1)) == []
