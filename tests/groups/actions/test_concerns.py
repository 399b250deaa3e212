"""A concern is told to whoever is on duty, climbs while nobody answers, and says nothing on its way."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from followon.states import MoveNotAllowed
from groups.actions import concerns, rota
from groups.actions.concerns import NobodyOnDuty, Worry
from groups.models.concern import AboutWhom, Concern, ConcernOutcome, Duty, DutyRank, PageLevel
from groups.states import ConcernState
from notifications.models import Message
from notifications.states import MessageState

SECRET = "Bill said he cannot go on"
WORRY = Worry(about=AboutWhom.MEMBER, about_whom="Bill", what=SECRET, reach_on="07700 900123")
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


@pytest.fixture
def on_duty(stage):
    """Sam first, Ife his deputy and the lead, Nadia the safeguarding contact."""
    rota.put_on_duty(stage.posts["sam"], rank=DutyRank.FIRST, from_date=FIRST, last_date=LAST, by=stage.nadia)
    rota.put_on_duty(
        stage.posts["ife"], rank=DutyRank.DEPUTY, from_date=FIRST, last_date=LAST, by=stage.nadia
    )
    last = DutyRank.SAFEGUARDING
    rota.put_on_duty(stage.posts["nadia"], rank=last, from_date=FIRST, last_date=LAST, by=stage.nadia)
    return stage


def raised(stage, **extra):
    return concerns.raise_concern(
        stage.severn, WORRY, person=stage.gwen, by=stage.gwen, group=stage.steppers, **extra
    )


def to(person, kind=None):
    rows = Message.objects.filter(person=person)
    return rows.filter(kind=kind) if kind else rows


def test_raise_tells_the_first_at_once_and_plans_the_rest(on_duty, now):
    concern = raised(on_duty)

    planned = {
        (m.person, m.kind, m.channel): m.next_at
        for m in Message.objects.filter(about=f"concern:{concern.pk}")
    }
    assert planned[on_duty.sam, "concern-new", "SMS"] == now
    assert planned[on_duty.sam, "concern-new", "EMAIL"] == now
    assert planned[on_duty.ife, "concern-late", "SMS"] == now + timedelta(hours=1)
    # Noon plus four working hours is the end of the day exactly.
    assert planned[on_duty.nadia, "concern-late", "SMS"] == now + timedelta(hours=4)
    assert (on_duty.gwen, "concern-received", "SMS") in planned


def test_raise_at_night_emails_at_once_and_texts_at_opening(on_duty):
    night = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)  # a Friday
    with clock.moved_to(night):
        raised(on_duty)

    assert to(on_duty.sam).get(channel="EMAIL").next_at == night
    assert to(on_duty.sam).get(channel="SMS").next_at == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_raise_with_an_empty_rota_refuses_to_pretend(stage):
    with pytest.raises(NobodyOnDuty):
        raised(stage)

    assert not Concern.objects.exists()
    assert not Message.objects.exists()


def test_what_it_says_is_in_no_message_and_no_history(on_duty):
    concern = raised(on_duty)

    assert concern.what == SECRET  # there is something that could leak
    for message in Message.objects.all():
        assert SECRET not in str(message.payload)
    for event in Happened.objects.all():
        assert SECRET not in str(event.facts)
        assert "Bill" not in str(event.facts)


def test_acknowledge_stops_the_clock_and_tells_the_reporter(on_duty):
    concern = raised(on_duty)

    concerns.acknowledge(concern, by=on_duty.sam)

    waiting = Message.objects.filter(kind__in=["concern-new", "concern-late"], state=MessageState.SCHEDULED)
    assert not waiting.exists()
    assert to(on_duty.gwen, "concern-acknowledged").count() == 1


def test_acknowledge_twice_is_refused_and_changes_nothing(on_duty):
    concern = concerns.acknowledge(raised(on_duty), by=on_duty.sam)

    with pytest.raises(MoveNotAllowed):
        concerns.acknowledge(concern, by=on_duty.ife)

    concern.refresh_from_db()
    assert concern.acknowledged_by == on_duty.sam


def test_close_needs_somebody_to_have_taken_it_up(on_duty):
    with pytest.raises(MoveNotAllowed):
        concerns.close(
            raised(on_duty), outcome=ConcernOutcome.SPOKE, line="", in_the_record=True, by=on_duty.sam
        )


def test_close_tells_the_reporter_and_can_be_undone(on_duty):
    concern = concerns.acknowledge(raised(on_duty), by=on_duty.sam)

    spoke = ConcernOutcome.SPOKE
    closed = concerns.close(concern, outcome=spoke, line="Spoke at noon", in_the_record=True, by=on_duty.sam)
    assert to(on_duty.gwen, "concern-acted-on").count() == 1

    again = concerns.open_again(closed, by=on_duty.sam)
    assert again.state == ConcernState.ACKNOWLEDGED


def test_a_change_of_the_rota_moves_the_clock_of_open_concerns(on_duty, now):
    raised(on_duty)
    rota.be_away(
        on_duty.posts["ife"], from_date=date(2026, 11, 24), last_date=date(2026, 11, 24), by=on_duty.nadia
    )

    # Away as deputy, she is told as the lead instead, an hour later: nobody is forgotten and nobody told twice.
    waiting = to(on_duty.ife, "concern-late").get(channel="SMS", state=MessageState.SCHEDULED)
    assert waiting.next_at == now + timedelta(hours=2)
    assert Concern.objects.get().pages.get(person=on_duty.ife).level == PageLevel.LEAD


def test_ending_a_turn_that_has_ended_writes_nothing(on_duty):
    turn = Duty.objects.first()
    also_open = Duty.objects.get(pk=turn.pk)
    rota.take_off_duty(turn, by=on_duty.nadia)
    rota.take_off_duty(also_open, by=on_duty.nadia)

    assert Happened.objects.filter(name="groups.duty.taken").count() == 1


def test_drill_runs_the_clock_and_tells_no_member(on_duty):
    drill = concerns.drill(on_duty.severn, by=on_duty.nadia)

    assert drill.is_drill
    assert to(on_duty.sam, "concern-new").count() == 2
    assert not to(on_duty.nadia, "concern-received").exists()


def test_aftercare_is_offered_once_to_those_who_organise(on_duty):
    concern = raised(on_duty)

    concerns.offer_aftercare(concern, by=on_duty.sam)

    assert set(Message.objects.filter(kind="aftercare").values_list("person", flat=True)) == {
        on_duty.gwen.pk, on_duty.ellis.pk,
    }  # fmt: skip
    with pytest.raises(concerns.Refused):
        concerns.offer_aftercare(concern, by=on_duty.sam)


@pytest.mark.parametrize("reader", ["sam", "ife"])
def test_those_on_duty_and_the_lead_may_read(on_duty, reader):
    concern = raised(on_duty)

    assert concern in Concern.objects.readable_by(getattr(on_duty, reader))


@pytest.mark.parametrize("stranger", ["gwen", "ruth", "rhys", "ellis", "olive", "piran", "maria"])
def test_nobody_else_may_read(on_duty, stranger):
    concern = raised(on_duty)

    assert concern not in Concern.objects.readable_by(getattr(on_duty, stranger))


def test_the_safeguarding_contact_reads_it_once_it_has_come_to_them(on_duty, now):
    concern = raised(on_duty)

    assert concern not in Concern.objects.readable_by(on_duty.nadia)
    with clock.moved_to(now + timedelta(hours=4)):
        assert concern in Concern.objects.readable_by(on_duty.nadia)


def test_a_patient_tutor_cannot_be_on_duty(stage):
    with pytest.raises(rota.CannotBeOnDuty):
        rota.put_on_duty(
            stage.posts["ruth"], rank=DutyRank.FIRST, from_date=FIRST, last_date=LAST, by=stage.nadia
        )
