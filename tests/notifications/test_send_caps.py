"""Nobody alone sends to very many: a number a day for each role, and a second person for a send to more than 200."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from followon import clock
from followon.audit.actors import Job
from followon.audit.models import Event as Happened
from followon.people.models import User
from notifications import allowance, housekeeping, outbox
from notifications.actions import big_sends
from notifications.delivery.passes import dispatch_once
from notifications.models import BigSend, Message, SentToday
from notifications.states import BigSendState, MessageState
from pmp.actions import enrolments, services, staff
from pmp.models import Role
from tests import cast as stage
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT
from tests.visitors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(noon, db):
    """Nobody alone tells more than three people at once here; a clinician sends four messages a day."""
    people = stage.assemble()
    small = {"second_person_above": 3, "coordinator_sends_a_day": 6, "clinician_sends_a_day": 4}
    people.severn = services.change_settings(people.severn, **small, tutor_sends_a_day=2, by=people.nadia)
    return people


@pytest.fixture
def many(cast):
    return [cast.maria, cast.tom, cast.dev, cast.joan, cast.lena]


def send(cast, to, *, by, key="k", kind=kinds.Note, **more):
    return outbox.queue(
        kind, to=to, about="cohort:1", key=key, payload={"text": "Hello"}, by=by, service_id=cast.severn.pk, **more
    )  # fmt: skip


def waiting(cast, many, by=None):
    send(cast, many, by=by or cast.nadia)
    return BigSend.objects.get()


# ── A number a day ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("who", "most"), [("nadia", 6), ("sam", 4), ("ruth", 2)])
def test_each_role_has_its_own_number_a_day(cast, who, most):
    by = getattr(cast, who)
    for number in range(most):
        send(cast, [cast.maria], by=by, key=f"k{number}")

    with pytest.raises(outbox.TooManyToday), transaction.atomic():
        send(cast, [cast.maria], by=by, key="one more")

    assert Message.objects.count() == most
    assert SentToday.objects.get().count == most


def test_a_send_that_does_not_fit_leaves_nothing_behind(cast):
    send(cast, [cast.maria, cast.tom], by=cast.sam)
    with pytest.raises(outbox.TooManyToday), transaction.atomic():
        send(cast, [cast.dev, cast.joan, cast.lena], by=cast.sam, key="more")

    assert Message.objects.count() == 2
    send(cast, [cast.dev, cast.joan], by=cast.sam, key="fewer")


def test_tomorrow_is_another_day(cast, noon):
    send(cast, [cast.maria, cast.tom], by=cast.ruth)
    with clock.moved_to(noon + timedelta(days=1)):
        assert len(send(cast, [cast.maria, cast.tom], by=cast.ruth, key="k2")) == 2


@pytest.mark.parametrize("kind", [kinds.Change, kinds.Ack, kinds.Code])
def test_news_that_must_go_is_never_counted_or_held(cast, many, kind):
    stored = send(cast, many, by=cast.ruth, kind=kind)

    assert len(stored) == len(many)
    assert not BigSend.objects.exists()
    assert not SentToday.objects.exists()


def test_members_the_software_and_oneself_are_not_counted(cast, many):
    send(cast, [cast.gwen, cast.ellis], by=cast.gwen)
    send(cast, many, by=ROBOT, key="k2")
    send(cast, [cast.ruth], by=cast.ruth, key="k3")

    assert not SentToday.objects.exists()
    assert not BigSend.objects.exists()


def test_the_same_send_again_costs_nothing(cast):
    for _ in range(3):
        send(cast, [cast.maria, cast.tom], by=cast.ruth)

    assert SentToday.objects.get().count == 2


def test_sending_again_counts_as_well(cast):
    rows = send(cast, [cast.maria, cast.tom], by=cast.ruth)
    Message.objects.update(state=MessageState.FAILED)

    with pytest.raises(outbox.TooManyToday):
        outbox.resend(rows[0], by=cast.ruth)


def test_no_service_may_set_more_than_the_house_allows(cast, client):
    address = reverse("pmp:team_settings")
    shown = sign_in(client, cast.nadia).get(address).content.decode()
    answer = client.post(address, {"second_person_above": "201", "coordinator_sends_a_day": "601"})

    assert 'name="second_person_above"' in shown
    said = answer.content.decode()
    assert "200 or less" in said or "200 or fewer" in said
    cast.severn.refresh_from_db()
    assert (cast.severn.second_person_above, cast.severn.coordinator_sends_a_day) == (3, 6)


# ── A second person ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_send_to_many_waits_and_nothing_leaves(cast, many, standin):
    asked = waiting(cast, many)
    dispatch_once()
    with clock.moved_to(asked.expires_at - timedelta(minutes=1)):
        dispatch_once()

    assert (asked.people, asked.asked_by, asked.state) == (5, cast.nadia, BigSendState.WAITING)
    held = Message.objects.filter(big_send=asked)
    assert held.count() == 5
    assert set(held.values_list("state", flat=True)) <= {MessageState.SCHEDULED, MessageState.BY_HAND}
    assert not Message.objects.filter(sent_at__isnull=False, big_send=asked).exists()


def test_the_gate_holds_it_even_when_its_time_was_changed_by_mistake(cast, many, standin):
    asked = waiting(cast, many)
    Message.objects.filter(big_send=asked).update(next_at=clock.now())

    dispatch_once()

    assert not Message.objects.filter(big_send=asked, sent_at__isnull=False).exists()


def test_another_coordinator_or_the_lead_is_told_and_confirms(cast, many, standin):
    asked = waiting(cast, many)
    told = Message.objects.filter(kind="send-waits")

    assert [row.person for row in told] == [cast.ife]  # the lead; not Nadia, who asked, and not Sam
    big_sends.confirm(asked, by=cast.ife)
    dispatch_once()

    assert Message.objects.filter(big_send=asked, sent_at__isnull=False).count() == 5
    events = Happened.objects.filter(about=f"bigsend:{asked.pk}").order_by("pk")
    assert [(one.name, one.actor) for one in events] == [
        ("notifications.send.waits", f"person:{cast.nadia.pk}"),
        ("notifications.send.confirmed", f"person:{cast.ife.pk}"),
    ]


@pytest.mark.parametrize("who", ["nadia", "sam", "ruth", "gwen", "olive"])
def test_nobody_else_confirms(cast, many, who):
    asked = waiting(cast, many)

    with pytest.raises(big_sends.NeedsSomebodyElse):
        big_sends.confirm(asked, by=getattr(cast, who))

    asked.refresh_from_db()
    assert asked.state == BigSendState.WAITING


def test_the_database_refuses_one_person_alone(cast, many):
    asked = waiting(cast, many)

    with pytest.raises(IntegrityError), transaction.atomic():
        BigSend.objects.filter(pk=asked.pk).update(state=BigSendState.CONFIRMED, decided_by=cast.nadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        BigSend.objects.filter(pk=asked.pk).update(state=BigSendState.CONFIRMED)


def test_what_nobody_confirms_ends_and_can_be_asked_for_anew(cast, many, noon):
    asked = waiting(cast, many)
    with clock.moved_to(noon + allowance.CONFIRM_WITHIN):
        housekeeping.keep_house()
        with pytest.raises(Exception, match="done any more"):
            big_sends.confirm(asked, by=cast.ife)

        assert BigSend.objects.get().state == BigSendState.EXPIRED
        ended = Message.objects.filter(big_send=asked)
        assert {(row.state, row.reason) for row in ended} == {("CANCELLED", "Nobody confirmed it in time")}
        assert len(send(cast, many, by=cast.nadia)) == 5


def test_turned_down_is_final_and_nothing_leaves(cast, many, standin):
    asked = waiting(cast, many)
    big_sends.drop(asked, by=cast.ife)
    dispatch_once()

    with pytest.raises(Exception, match="done any more"):
        big_sends.confirm(asked, by=cast.ife)
    assert set(Message.objects.filter(big_send=asked).values_list("state", flat=True)) == {"CANCELLED"}


def test_it_is_never_held_past_its_use(cast, many, noon):
    asked = waiting_until(cast, many, noon + timedelta(hours=2))

    assert asked.expires_at == noon + timedelta(hours=2)


def waiting_until(cast, many, ends):
    send(cast, many, by=cast.nadia, not_after=ends)
    return BigSend.objects.get()


def test_confirmed_together_it_is_not_one_persons_send(cast, many):
    waiting(cast, many)

    assert not SentToday.objects.exists()


def test_the_timetable_asks_for_whoever_decided(cast, many):
    whole = outbox.Whole(cast.nadia, 5, "invite:meetup:1")
    for number, person in enumerate(many):
        send(cast, [person], by=Job("timetable"), key=f"k{number}", whole=whole)

    asked = BigSend.objects.get()
    assert asked.asked_by == cast.nadia
    assert asked.messages.count() == 5
    big_sends.confirm(asked, by=cast.ife)
    send(cast, [cast.aisha], by=Job("timetable"), key="later", whole=whole)
    assert BigSend.objects.count() == 1  # who joins afterwards goes with what was confirmed


def test_a_send_of_nobody_can_be_named_for_needs_one_person(cast, many):
    send(cast, many, by=Job("timetable"), whole=outbox.Whole(None, 5, "invite:meetup:1"))

    assert big_sends.confirm(BigSend.objects.get(), by=cast.nadia).state == BigSendState.CONFIRMED


def test_a_new_coordinator_can_be_the_second_person(cast, many):
    staff.appoint(cast.severn, person=cast.tom, role=Role.COORDINATOR, by=cast.nadia)

    names = set(allowance.confirmers(waiting(cast, many)))

    assert names == {cast.ife, User.objects.get(pk=cast.tom.pk)}


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_what_would_go_and_the_lead_sends_it(cast, client):
    enrolments.invite(cast.larkfield, by=cast.nadia)
    asked = BigSend.objects.get()
    address = reverse("notifications:team_big_send", args=[asked.pk])

    assert address in sign_in(client, cast.ife).get(reverse("notifications:team_messages")).content.decode()
    shown = client.get(address).content.decode()
    assert "Asked for by" in shown
    assert "Nadia Rahman" in shown
    assert "One text, as an example" in shown
    assert f"Send it to {asked.people} people" in shown
    client.post(address)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (BigSendState.CONFIRMED, cast.ife)


def test_who_asked_sees_no_button_and_is_refused(cast, client):
    enrolments.invite(cast.larkfield, by=cast.nadia)
    asked = BigSend.objects.get()
    address = reverse("notifications:team_big_send", args=[asked.pk])

    assert "Send it to" not in sign_in(client, cast.nadia).get(address).content.decode()
    assert client.post(address).status_code == 403
    client.post(reverse("notifications:team_big_send_drop", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == BigSendState.DROPPED


@pytest.mark.parametrize("who", ["olive", "ruth", "gwen", "rhys"])
def test_the_page_is_not_there_for_others(cast, client, many, who):
    asked = waiting(cast, many)
    for name in ("team_big_send", "team_big_send_drop"):
        address = reverse(f"notifications:{name}", args=[asked.pk])
        assert sign_in(client, getattr(cast, who)).post(address).status_code in (403, 404)
    asked.refresh_from_db()
    assert asked.state == BigSendState.WAITING
