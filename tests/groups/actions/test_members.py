"""Joining, resting, coming back, leaving, sharing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from followon import clock
from followon.audit.models import Event
from followon.people.actions import consent
from followon.people.models import Consent, Method
from followon.states import MoveNotAllowed
from groups import sharing
from groups.actions import lifecycle, members, organisers
from groups.models import Group, Job, Membership, OrganiserTurn, PassOn
from groups.protocol import Purpose
from groups.states import MembershipState
from notifications.models import Message
from pmp.protocol import DIRECTORY_WITHIN
from tests.groups.actions.conftest import outbox

BOTH = {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE}


def share(stage, who, purposes=BOTH):
    return members.share(stage.membership(who), purposes=purposes, method=Method.SCREEN, by=who)


def test_join_welcomes_and_sends_the_directory(stage):
    joined = members.join(stage.steppers, person=stage.dev, by=stage.nadia)

    assert (joined.state, joined.joined_at, joined.here_since) == ("ACTIVE", clock.now(), clock.now())
    assert outbox(stage.steppers) == {
        ("group-joined", "Dev", "Tue 24 Nov 12:00"), ("group-directory", "Dev", "Tue 24 Nov 12:00")
    }  # fmt: skip
    directory = Message.objects.get(kind="group-directory")
    assert directory.next_at <= clock.now() + DIRECTORY_WITHIN
    assert Event.objects.get().name == "groups.member.joined"


def test_join_twice_is_once(stage):
    members.join(stage.steppers, person=stage.dev, by=stage.nadia)
    members.join(stage.steppers, person=stage.dev, by=stage.nadia)

    assert Membership.objects.filter(person=stage.dev).count() == 1
    assert Message.objects.filter(person=stage.dev).count() == 2


def test_join_refuses_a_group_that_has_ended(stage):
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)

    with pytest.raises(members.GroupHasEnded):
        members.join(stage.steppers, person=stage.dev, by=stage.nadia)


def test_join_carries_what_was_agreed_for_this_programme_s_group(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(cohort=stage.larkfield)
    stage.steppers.refresh_from_db()
    consent.give(
        stage.dev, purpose=Purpose.SHARE_MOBILE, scope=f"cohort:{stage.larkfield.pk}", wording="sharing-2026-11",
        method=Method.ROOM, by=stage.sam,
    )  # fmt: skip

    members.join(stage.steppers, person=stage.dev, from_cohort=stage.larkfield, by=stage.nadia)

    line = Consent.objects.get(scope=f"group:{stage.steppers.pk}")
    assert (line.purpose, line.given, line.wording, line.method) == (
        Purpose.SHARE_MOBILE, True, "sharing-2026-11", Method.CARRIED
    )  # fmt: skip


def test_join_carries_nothing_into_another_group(stage):
    consent.give(
        stage.dev, purpose=Purpose.SHARE_MOBILE, scope=f"cohort:{stage.larkfield.pk}", wording="sharing-2026-11",
        method=Method.ROOM, by=stage.sam,
    )  # fmt: skip

    members.join(stage.steppers, person=stage.dev, from_cohort=stage.larkfield, by=stage.nadia)

    assert not Consent.objects.filter(scope=f"group:{stage.steppers.pk}").exists()


def test_pause_keeps_the_place(stage):
    resting = members.pause(stage.membership(stage.khadija), until=date(2026, 12, 24), by=stage.khadija)

    assert (resting.state, resting.paused_until) == ("PAUSED", date(2026, 12, 24))
    assert stage.steppers in Group.objects.visible_to(stage.khadija)


def test_pause_again_moves_the_day(stage):
    members.pause(stage.membership(stage.khadija), until=date(2026, 12, 24), by=stage.khadija)

    assert members.pause(stage.membership(stage.khadija), by=stage.khadija).paused_until is None
    assert Event.objects.filter(name="groups.member.paused").count() == 1


def test_pause_until_a_day_gone_by_is_refused(stage):
    with pytest.raises(members.DateInThePast):
        members.pause(stage.membership(stage.khadija), until=date(2026, 11, 24), by=stage.khadija)


def test_pause_hands_on_what_somebody_looked_after(stage, meeting):
    members.pause(stage.membership(stage.gwen), by=stage.gwen)

    assert not OrganiserTurn.objects.now().filter(membership__person=stage.gwen).exists()
    assert PassOn.objects.get(meeting=meeting).asks.get().membership.person == stage.ellis
    meeting.refresh_from_db()
    assert meeting.is_planned


def test_come_back(stage):
    back = members.come_back(stage.membership(stage.len), by=stage.len)

    assert (back.state, back.paused_until) == ("ACTIVE", None)
    assert members.come_back(back, by=stage.len).here_since == back.here_since
    assert Event.objects.filter(name="groups.member.came_back").count() == 1


def test_leave_quietly_tells_only_the_one_who_leaves(stage):
    share(stage, stage.khadija)
    left = members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert (left.state, left.left_at) == ("LEFT", clock.now())
    assert outbox(stage.steppers) == {("group-left", "Khadija", "Tue 24 Nov 12:00")}
    assert stage.steppers not in Group.objects.visible_to(stage.khadija)


def test_leave_with_a_goodbye_tells_the_others(stage):
    share(stage, stage.khadija)
    members.leave(stage.membership(stage.khadija), quietly=False, by=stage.khadija)

    told = {(kind, who) for kind, who, _ in outbox(stage.steppers)}
    assert told == {
        ("group-left", "Khadija"),
        ("member-said-goodbye", "Gwen"),
        ("member-said-goodbye", "Ellis"),
    }
    goodbye = Message.objects.filter(kind="member-said-goodbye").first()
    assert goodbye.payload == {
        "group": stage.steppers.pk, "member": stage.membership(stage.khadija).pk, "named": True
    }  # fmt: skip


def test_leaving_takes_everything_shared_back(stage):
    share(stage, stage.khadija)
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert sharing.purposes_of(stage.membership(stage.khadija)) == set()
    members.come_back(stage.membership(stage.khadija), by=stage.khadija)
    assert (
        sharing.purposes_of(stage.membership(stage.khadija)) == set()
    )  # old consent does not come back by itself


def test_who_left_can_come_back_whenever_they_like(stage):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)
    back = members.come_back(stage.membership(stage.khadija), by=stage.khadija)

    assert (back.state, back.left_at) == ("ACTIVE", None)
    assert "group-joined" in {kind for kind, _, _ in outbox(stage.steppers)}


def test_leaving_twice_is_refused(stage):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)
    with pytest.raises(MoveNotAllowed):
        members.leave(stage.membership(stage.khadija), by=stage.khadija)
    with pytest.raises(MoveNotAllowed):
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
    with pytest.raises(MoveNotAllowed):
        members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)


def test_the_only_organiser_may_leave_and_the_service_hears_of_it(stage):
    organisers.step_back(stage.membership(stage.ellis), for_good=True, by=stage.ellis)
    members.leave(stage.membership(stage.gwen), by=stage.gwen)

    told = Message.objects.get(kind="group-without-organiser")
    assert (told.person, told.channel) == (stage.nadia, "EMAIL")


def test_share_writes_one_line_for_each_field_that_changes(stage):
    share(stage, stage.khadija)
    share(stage, stage.khadija, {Purpose.SHARE_MOBILE, Purpose.SHARE_EMAIL})

    lines = Consent.objects.filter(person=stage.khadija).order_by("pk").values_list("purpose", "given")
    assert list(lines) == [
        ("share.name", True), ("share.mobile", True), ("share.name", False), ("share.email", True)
    ]  # fmt: skip
    facts = [
        event.facts["fields"] for event in Event.objects.filter(name="groups.member.shared").order_by("pk")
    ]
    assert facts == [["share.name", "share.mobile"], ["share.name", "share.email"]]


def test_share_the_same_again_writes_nothing(stage):
    share(stage, stage.khadija)
    share(stage, stage.khadija)

    assert Consent.objects.count() == 2


def test_share_knows_only_its_own_purposes(stage):
    with pytest.raises(ValueError):
        share(stage, stage.khadija, {"service.contact"})


def test_one_place_for_each_person_in_a_group(stage):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(group=stage.steppers, person=stage.gwen)


def test_nobody_is_removed_by_time(stage):
    with clock.moved_to(clock.now() + timedelta(days=3650)):
        assert stage.steppers in Group.objects.visible_to(stage.khadija)
        assert stage.membership(stage.khadija).state == MembershipState.ACTIVE


def test_a_turn_is_claimed_and_ends_when_its_holder_leaves(stage):
    organisers.take_turn(stage.membership(stage.khadija), job=Job.STAND_IN, by=stage.khadija)
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert not OrganiserTurn.objects.now().filter(membership__person=stage.khadija).exists()
