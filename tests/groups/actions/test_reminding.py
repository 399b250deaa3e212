"""A reminder now: who would get it, how, for how much; sent once, and watched until it arrives."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from followon import clock
from followon.audit.models import Event
from groups.actions import meetings, reminding
from notifications.models import Link, Message
from tests.groups.actions.conftest import let_go, outbox, the_plan
from tests.groups.conftest import wall


def say(stage, meeting, who, coming):
    return meetings.answer(meeting, membership=stage.membership(who), coming=coming, how="WEB", by=who)


def test_everybody_who_may_come_is_reminded(stage, meeting):
    say(stage, meeting, stage.ellis, "NO")
    say(stage, meeting, stage.khadija, "SEE")
    reminding.remind_now(meeting, by=stage.gwen)

    assert {row for row in outbox(meeting) if row[0] == "meeting-reminder"} == {
        ("meeting-reminder", who, "Tue 24 Nov 12:00") for who in ("Gwen", "Khadija", "Bill")
    }  # fmt: skip
    assert Event.objects.get(name="groups.meeting.reminded").facts == {"messages": 3}


def test_only_those_named(stage, meeting):
    reminding.remind_now(meeting, to=[stage.membership(stage.khadija)], by=stage.nadia)

    assert Message.objects.get(kind="meeting-reminder").person == stage.khadija


def test_nobody_of_another_group_and_nobody_who_rests(stage, meeting):
    with pytest.raises(reminding.NobodyToRemind):
        reminding.remind_now(
            meeting, to=[stage.membership(stage.rhys), stage.membership(stage.len)], by=stage.gwen
        )


def test_pressing_twice_reminds_once(stage, meeting):
    reminding.remind_now(meeting, by=stage.gwen)
    with pytest.raises(reminding.NobodyToRemind):
        reminding.remind_now(meeting, by=stage.gwen)
    with clock.moved_to(clock.now() + timedelta(hours=11)), pytest.raises(reminding.NobodyToRemind):
        reminding.remind_now(meeting, by=stage.nadia)

    assert Message.objects.filter(kind="meeting-reminder", person=stage.gwen).count() == 1
    with clock.moved_to(clock.now() + timedelta(hours=13)):
        assert reminding.remind_now(meeting, by=stage.nadia)


def test_a_reminder_keeps_the_quiet_hours(stage, meeting):
    with clock.moved_to(datetime(2026, 11, 24, 22, tzinfo=UTC)):
        reminding.remind_now(meeting, to=[stage.membership(stage.khadija)], by=stage.gwen)

    assert Message.objects.get(kind="meeting-reminder").next_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_what_has_begun_or_is_off_is_not_reminded_of(stage, meeting):
    with clock.moved_to(meeting.starts_at), pytest.raises(reminding.TooLate):
        reminding.remind_now(meeting, by=stage.gwen)
    meetings.cancel(meeting, by=stage.gwen)
    with pytest.raises(reminding.TooLate):
        reminding.remind_now(meeting, by=stage.gwen)


def test_a_move_withdraws_the_reminder_and_another_may_be_sent(stage, meeting):
    with clock.moved_to(datetime(2026, 11, 24, 22, tzinfo=UTC)):
        reminding.remind_now(meeting, by=stage.gwen)
        meetings.move(meeting, to=the_plan(stage, start_time=wall(2026, 1, 1, 14).time()), by=stage.gwen)

        assert set(Message.objects.filter(kind="meeting-reminder").values_list("state", flat=True)) == {
            "SUPERSEDED"
        }
        meeting.refresh_from_db()
        assert reminding.remind_now(meeting, by=stage.gwen)


def test_the_preview_says_who_how_and_for_how_much(stage, meeting):
    say(stage, meeting, stage.ellis, "NO")
    everybody = list(stage.steppers.memberships.select_related("person"))

    rows = {one.person.first_name: one for one in reminding.preview(meeting, everybody)}

    assert {name: (one.channel, one.parts, one.pence, one.reason_not) for name, one in rows.items()} == {
        "Gwen": ("SMS", 1, Decimal("4.00"), ""),
        "Khadija": ("SMS", 1, Decimal("4.00"), ""),
        "Bill": ("CALL", 0, Decimal("0"), ""),
        "Ellis": ("SMS", 1, Decimal("4.00"), reminding.NOT_COMING),
        "Len": ("SMS", 1, Decimal("4.00"), reminding.RESTING),
    }
    assert rows["Gwen"].text.startswith(
        "Steady Steppers reminder: Thu 10 December, 11am, Community Café. Coming? Reply Y, N or MAYBE. http"
    )


def test_the_preview_makes_no_links_and_sends_nothing(stage, meeting):
    before = Message.objects.count()
    reminding.preview(meeting)

    assert not Link.objects.exists()
    assert Message.objects.count() == before


def test_a_coordinator_sees_figures(stage, meeting):
    say(stage, meeting, stage.ellis, "NO")
    everybody = list(stage.steppers.memberships.select_related("person"))

    found = reminding.totals(reminding.preview(meeting, everybody))

    assert found == reminding.Totals(
        people=3, texts=2, emails=0, to_ring=1, to_post=0, parts=2, pence=Decimal("8.00"), left_out=2
    )


def test_progress_in_words(stage, meeting):
    batch = reminding.remind_now(meeting, by=stage.gwen)
    assert reminding.progress(meeting, batch).in_words() == "0 of 3 sent. 1 to ring."

    let_go(Message.objects.get(kind="meeting-reminder", person=stage.gwen))
    let_go(Message.objects.get(kind="meeting-reminder", person=stage.ellis), state="ACCEPTED")
    let_go(Message.objects.get(kind="meeting-reminder", person=stage.khadija), state="UNDELIVERED")
    found = reminding.progress(meeting, batch)
    assert found.is_done
    assert found.in_words() == "2 of 3 sent, 1 of them have arrived. 1 did not arrive. 1 to ring."


def test_a_batch_of_another_meeting_tells_nothing(stage, meeting):
    batch = reminding.remind_now(meeting, by=stage.gwen)
    other = meetings.plan(stage.harbour, plan=the_plan(stage), by=stage.rhys)

    assert reminding.progress(other, batch) is None
    assert reminding.progress(meeting, f"reminder:{meeting.pk}:1") is None
