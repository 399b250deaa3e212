"""People are put on a programme, asked, taken off and put back; nobody is told before somebody says so."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.actions.accounts import EmailTaken
from followon.people.models import Method, User
from notifications.models import Message, Preference
from pmp.actions import choices, contact, enrolments, handovers
from pmp.models import Enrolment
from pmp.states import Wish
from tests.cast import person
from tests.pmp.known import events, facts_of, handover_of, place, queued

NOOR = {"first_name": "Noor", "last_name": "Haddad"}


def test_enrol_puts_somebody_on_and_tells_nobody(cast):
    made = enrolments.enrol(cast.larkfield, person=cast.rhys, by=cast.sam)

    assert (made.cohort, made.person) == (cast.larkfield, cast.rhys)
    assert facts_of("pmp.enrolment.added") == {
        "person": cast.rhys.pk,
        "cohort": f"cohort:{cast.larkfield.pk}",
    }
    assert queued() == []


def test_enrol_twice_is_refused(cast):
    with pytest.raises(enrolments.AlreadyEnrolled, match="Maria Costa"):
        enrolments.enrol(cast.larkfield, person=cast.maria, by=cast.sam)


def test_enrol_brings_back_somebody_withdrawn_with_their_answers(cast):
    maria = place(cast.larkfield, cast.maria)
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    enrolments.withdraw(maria, by=cast.sam)

    again = enrolments.enrol(cast.larkfield, person=cast.maria, by=cast.sam)

    assert (again.pk, again.withdrawn_at, again.choice.wish) == (maria.pk, None, Wish.YES)


def test_nobody_is_added_after_the_handover(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    with pytest.raises(enrolments.ProgrammeOver):
        enrolments.enrol(cast.larkfield, person=cast.rhys, by=cast.sam)


@pytest.mark.parametrize(
    ("addresses", "channel"),
    [
        ({"mobile": "+447700900555"}, None),
        ({"email": "noor@example.org"}, None),
        ({"landline": "+441632960555"}, None),
        ({}, "LETTER"),
    ],
)
def test_enrol_new_opens_an_account(cast, addresses, channel):
    made = enrolments.enrol_new(cast.larkfield, **NOOR, **addresses, by=cast.sam)

    assert made.person.full_name == "Noor Haddad"
    chosen = Preference.objects.filter(person=made.person).first()
    assert (chosen and chosen.channel) == channel
    assert queued() == []


def test_enrol_new_keeps_the_channel_somebody_asked_for(cast):
    made = enrolments.enrol_new(
        cast.larkfield, **NOOR, mobile="+447700900555", email="noor@example.org", channel="EMAIL", by=cast.sam
    )

    assert Preference.objects.get(person=made.person).channel == "EMAIL"


def test_enrol_new_refuses_a_channel_without_an_address_and_leaves_nothing(cast):
    with pytest.raises(contact.NoSuchAddress, match="mobile number"):
        enrolments.enrol_new(cast.larkfield, **NOOR, email="noor@example.org", channel="SMS", by=cast.sam)

    assert not User.objects.filter(first_name="Noor").exists()


def test_enrol_new_refuses_an_email_that_is_taken(cast):
    with pytest.raises(EmailTaken):
        enrolments.enrol_new(cast.larkfield, **NOOR, email=cast.olive.email, by=cast.sam)


def test_withdraw_stops_what_was_to_go(cast):
    enrolments.invite(cast.larkfield, by=cast.sam)

    enrolments.withdraw(place(cast.larkfield, cast.maria), by=cast.sam)

    assert "Maria" not in [first for _, first, _ in queued()]
    assert len(queued()) == 8
    assert events()[-1] == "pmp.enrolment.withdrawn"


def test_withdraw_twice_and_put_back_twice_are_refused(cast):
    maria = place(cast.larkfield, cast.maria)
    enrolments.withdraw(maria, by=cast.sam)

    with pytest.raises(enrolments.AlreadyWithdrawn):
        enrolments.withdraw(maria, by=cast.sam)
    enrolments.put_back(maria, by=cast.sam)
    with pytest.raises(enrolments.AlreadyEnrolled):
        enrolments.put_back(maria, by=cast.sam)


def test_invite_asks_each_by_their_own_channel(cast):
    enrolments.invite(cast.larkfield, by=cast.sam)

    assert queued("invite-choice") == [
        ("invite-choice", "Aisha", "SMS"),
        ("invite-choice", "Ana", "SMS"),
        ("invite-choice", "Colin", "CALL"),
        ("invite-choice", "Dev", "SMS"),
        ("invite-choice", "Grace", "EMAIL"),
        ("invite-choice", "Joan", "SMS"),
        ("invite-choice", "Lena", "SMS"),
        ("invite-choice", "Maria", "SMS"),
        ("invite-choice", "Tom", "SMS"),
    ]
    assert facts_of("pmp.cohort.invited") == {"people": 9}
    assert Enrolment.objects.filter(invited_at=clock.now()).count() == 9


def test_invite_never_asks_somebody_who_answered(cast):
    for who, wish in [(cast.lena, Wish.NOT_FOR_ME), (cast.tom, Wish.THINKING), (cast.dev, Wish.YES)]:
        choices.record(place(cast.larkfield, who), wish=wish, method=Method.ROOM, by=cast.sam)

    enrolments.invite(cast.larkfield, by=cast.sam)

    assert not {"Lena", "Tom", "Dev"} & {first for _, first, _ in queued()}
    with pytest.raises(enrolments.NobodyToInvite):
        enrolments.invite(cast.larkfield, to=[place(cast.larkfield, cast.lena)], by=cast.sam)


def test_invite_some(cast):
    enrolments.invite(cast.larkfield, to=[place(cast.larkfield, cast.grace)], by=cast.sam)

    assert queued() == [("invite-choice", "Grace", "EMAIL")]


def test_invite_twice_within_ten_minutes_sends_nothing_twice(cast):
    enrolments.invite(cast.larkfield, by=cast.sam)

    with pytest.raises(enrolments.NobodyToInvite):
        enrolments.invite(cast.larkfield, by=cast.nadia)
    assert Message.objects.count() == 9


def test_invite_again_later_replaces_what_had_not_left(cast):
    enrolments.invite(cast.larkfield, to=[place(cast.larkfield, cast.grace)], by=cast.sam)

    with clock.moved_to(clock.now() + timedelta(hours=1)):
        enrolments.invite(cast.larkfield, to=[place(cast.larkfield, cast.grace)], by=cast.sam)

    assert queued() == [("invite-choice", "Grace", "EMAIL")]
    assert Message.objects.filter(state="CANCELLED").count() == 1


def test_invite_after_the_handover_is_refused(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    with pytest.raises(enrolments.ProgrammeOver):
        enrolments.invite(cast.larkfield, by=cast.sam)


def test_people_of_another_programme_are_not_asked_with_these(cast):
    other = Enrolment.objects.create(cohort=cast.larkfield, person=person("Una"))
    Enrolment.objects.filter(pk=other.pk).update(withdrawn_at=clock.now())

    enrolments.invite(cast.larkfield, by=cast.sam)

    assert "Una" not in [first for _, first, _ in queued()]
