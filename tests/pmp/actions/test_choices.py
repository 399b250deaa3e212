"""Three equal answers, private reasons, sharing field by field, and how and when somebody is reached."""

import pytest
from django.db import IntegrityError, transaction

from followon import clock
from followon.audit.actors import Job
from followon.audit.models import Event as Written
from followon.people.actions.accounts import EmailTaken
from followon.people.models import Consent, Method
from notifications.models import Preference
from pmp.actions import choices, contact, enrolments, handovers, reaching
from pmp.models import AboutMe, BestTimes, Choice, PrivateReason, Reason
from pmp.protocol import Purpose
from pmp.states import HandoverState, Wish
from tests.pmp.known import events, facts_of, handover_of, place, queued


@pytest.fixture
def maria(cast):
    return place(cast.larkfield, cast.maria)


def agreed(person):
    return set(Consent.objects.filter(person=person).in_force().values_list("purpose", "scope"))


@pytest.mark.parametrize("wish", list(Wish))
def test_record_keeps_any_of_the_three_with_how_and_by_whom(cast, maria, wish):
    choice = choices.record(maria, wish=wish, method=Method.ROOM, by=cast.sam)

    assert (choice.wish, choice.method, choice.recorded_by) == (wish, "ROOM", f"person:{cast.sam.pk}")
    assert facts_of("pmp.choice.recorded") == {"wish": wish.label.lower(), "method": "in the room"}


def test_record_again_changes_the_answer(cast, maria):
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    choices.record(maria, wish=Wish.THINKING, method=Method.LINK, by=cast.maria)

    [choice] = Choice.objects.all()
    assert (choice.wish, choice.recorded_by) == (Wish.THINKING, f"person:{cast.maria.pk}")


def test_record_takes_back_a_question_that_has_not_left(cast, maria):
    enrolments.invite(cast.larkfield, to=[maria], by=cast.sam)

    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)

    assert queued() == []


def test_the_first_answer_begins_the_handover(cast, maria):
    choices.record(maria, wish=Wish.NOT_FOR_ME, method=Method.LINK, by=cast.maria)

    assert handover_of(cast.larkfield).state == HandoverState.INTRODUCED


def test_an_answer_after_the_end_leaves_the_ending_as_it_is(cast, maria):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    choices.record(maria, wish=Wish.YES, method=Method.LINK, by=cast.maria)

    assert handover_of(cast.larkfield).state == HandoverState.NO_GROUP


def test_not_for_me_takes_back_what_was_shared_with_the_group_and_stops_tests(cast, maria):
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    both = {Purpose.SHARE_NAME, Purpose.MEETUP_NEWS}
    choices.share(maria, purposes=both, method=Method.ROOM, by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)

    choices.record(maria, wish=Wish.NOT_FOR_ME, method=Method.LINK, by=cast.maria)

    assert agreed(cast.maria) == {(Purpose.MEETUP_NEWS, f"service:{cast.severn.pk}")}
    assert queued() == []


def test_record_refuses_somebody_who_was_taken_off(cast, maria):
    enrolments.withdraw(maria, by=cast.sam)

    with pytest.raises(choices.NotOnProgramme):
        choices.record(maria, wish=Wish.YES, method=Method.LINK, by=cast.maria)


def test_the_database_knows_three_answers(cast, maria):
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(enrolment=maria, wish="PERHAPS", method="ROOM", recorded_by="job:test")


def test_reasons_are_kept_for_the_person_in_place_of_earlier_ones(cast, maria):
    choices.give_reasons(maria, reasons=[Reason.DYNAMICS, Reason.LOGISTICS], by=cast.maria)
    choices.give_reasons(maria, reasons=[Reason.COMMITMENTS], by=cast.maria)

    assert [one.reason for one in PrivateReason.objects.all()] == ["COMMITMENTS"]


@pytest.mark.parametrize("who", ["sam", "nadia", "ife", "ruth", "tom", "olive"])
def test_nobody_else_can_give_somebodys_reasons(cast, maria, who):
    with pytest.raises(choices.OnlyTheyMayTell):
        choices.give_reasons(maria, reasons=[Reason.DYNAMICS], by=getattr(cast, who))
    with pytest.raises(choices.OnlyTheyMayTell):
        choices.give_reasons(maria, reasons=[Reason.DYNAMICS], by=Job("demo"))


def test_reasons_leave_no_trace_in_the_history(cast, maria):
    before = Written.objects.count()

    choices.give_reasons(maria, reasons=[Reason.DYNAMICS], by=cast.maria)

    assert Written.objects.count() == before


def test_a_wish_for_another_group_goes_to_the_choice_that_staff_see(cast, maria):
    choices.record(maria, wish=Wish.NOT_FOR_ME, method=Method.LINK, by=cast.maria)

    choices.give_reasons(maria, reasons=[], wants_other_group=True, by=cast.maria)

    assert Choice.objects.get().wants_other_group


def test_share_writes_a_line_for_each_yes_and_each_change(cast, maria):
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    first = {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE, Purpose.SERVICE_MAY_CONTACT}
    choices.share(maria, purposes=first, method=Method.ROOM, by=cast.sam)
    choices.share(maria, purposes={Purpose.SHARE_NAME}, method=Method.LINK, by=cast.maria)

    scope, lines = f"cohort:{cast.larkfield.pk}", Consent.objects.filter(person=cast.maria)
    assert agreed(cast.maria) == {(Purpose.SHARE_NAME, scope)}
    assert lines.filter(given=False).count() == 2
    assert set(lines.values_list("wording", flat=True)) == {"sharing-2026-11"}
    assert Choice.objects.get().sharing_asked_at == clock.now()


def test_share_nothing_is_an_answer(cast, maria):
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)

    choices.share(maria, purposes=set(), method=Method.ROOM, by=cast.sam)

    assert agreed(cast.maria) == set()
    assert Choice.objects.get().sharing_asked_at


def test_share_comes_after_the_first_question(cast, maria):
    with pytest.raises(choices.NotAskedYet):
        choices.share(maria, purposes=set(), method=Method.ROOM, by=cast.sam)


def test_share_knows_its_purposes(cast, maria):
    choices.record(maria, wish=Wish.YES, method=Method.ROOM, by=cast.sam)

    with pytest.raises(TypeError):
        choices.share(maria, purposes={"share.diagnosis"}, method=Method.ROOM, by=cast.sam)


def test_reach_by_keeps_channel_language_print_and_interpreter(cast, maria):
    choices.reach_by(
        maria,
        channel="EMAIL",
        second="SMS",
        language="Bengali",
        large_print=True,
        interpreter="BSL",
        by=cast.sam,
    )

    kept = Preference.objects.get(person=cast.maria)
    assert (kept.channel, kept.second_channel, kept.language) == ("EMAIL", "SMS", "Bengali")
    assert (kept.large_print, kept.interpreter) == (True, "BSL")


def test_reach_by_takes_a_new_number_and_forgets_that_the_old_one_worked(cast, maria):
    reaching.mark_reached(maria, by=cast.maria)

    choices.reach_by(maria, channel="SMS", addresses={"mobile": "+447700900999"}, by=cast.maria)

    maria.refresh_from_db()
    cast.maria.refresh_from_db()
    assert (cast.maria.mobile, maria.reached_at) == ("+447700900999", None)


def test_reach_by_the_same_way_keeps_that_it_worked(cast, maria):
    choices.reach_by(maria, channel="SMS", addresses={"mobile": cast.maria.mobile}, by=cast.maria)
    reaching.mark_reached(maria, by=cast.maria)

    choices.reach_by(
        maria, channel="SMS", language="Welsh", addresses={"mobile": cast.maria.mobile}, by=cast.maria
    )

    maria.refresh_from_db()
    assert maria.reached_at


def test_reach_by_another_way_has_to_be_tried(cast, maria):
    choices.reach_by(maria, channel="SMS", by=cast.maria)
    reaching.mark_reached(maria, by=cast.maria)

    choices.reach_by(maria, channel="EMAIL", by=cast.maria)

    maria.refresh_from_db()
    assert maria.reached_at is None


@pytest.mark.parametrize(("who", "channel"), [("colin", "SMS"), ("aisha", "EMAIL"), ("colin", "EMAIL")])
def test_reach_by_refuses_a_channel_without_an_address(cast, who, channel):
    with pytest.raises(contact.NoSuchAddress):
        choices.reach_by(place(cast.larkfield, getattr(cast, who)), channel=channel, by=cast.sam)


def test_reach_by_refuses_a_second_channel_without_an_address(cast):
    with pytest.raises(contact.NoSuchAddress):
        choices.reach_by(place(cast.larkfield, cast.aisha), channel="SMS", second="EMAIL", by=cast.sam)


def test_reach_by_letter_needs_no_address(cast):
    choices.reach_by(place(cast.larkfield, cast.colin), channel="LETTER", by=cast.sam)

    assert Preference.objects.get(person=cast.colin).channel == "LETTER"


def test_reach_by_refuses_somebody_elses_email(cast, maria):
    with pytest.raises(EmailTaken):
        choices.reach_by(maria, channel="EMAIL", addresses={"email": cast.tom.email}, by=cast.maria)


def test_best_times_are_kept_and_replaced(cast):
    told = {"parts": ["MORNING"], "weekdays": [3, 1], "travel": ["BUS"], "online_is_fine": True}
    choices.best_times(cast.maria, **told, area=" la1 ", by=cast.maria)
    choices.best_times(cast.maria, **{**told, "parts": []}, area="", by=cast.maria)

    kept = BestTimes.objects.get()
    assert (kept.parts, kept.weekdays, kept.travel, kept.area) == ([], [1, 3], ["BUS"], "")
    assert events() == ["pmp.person.times"] * 2


def test_about_me_is_kept_and_replaced(cast):
    choices.about_me(cast.maria, service=cast.severn, age_band="40s", gender="WOMAN", by=cast.maria)
    choices.about_me(cast.maria, service=cast.severn, age_band="", gender="", by=cast.maria)

    kept = AboutMe.objects.get()
    assert (kept.age_band, kept.gender) == ("", "")
    assert facts_of("pmp.person.figures") == {}


def test_check_says_that_all_is_right(cast, maria):
    with pytest.raises(choices.NotAskedYet):
        choices.check(maria, by=cast.maria)
    choices.record(maria, wish=Wish.YES, method=Method.LINK, by=cast.maria)

    assert choices.check(maria, by=cast.maria).checked_at == clock.now()
