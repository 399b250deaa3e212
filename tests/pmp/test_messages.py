"""What is said by text and email, when it is still wanted, and what an answer by text does."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.models import Method
from notifications import kinds, outbox, rendering, replies
from notifications.models import Link, Message, SenderProfile
from pmp.actions import choices, cohorts, enrolments, handovers, reaching, services, tutors
from pmp.models import Choice, Enrolment, Outcome
from pmp.states import Wish
from tests.pmp.known import handover_of, place


@pytest.fixture
def severn(cast):
    """Texts go in the service's own name."""
    services.change_settings(cast.severn, short_name="Severn Vale", by=cast.nadia)
    return cast.severn


def said(message):
    kind = kinds.get(message.kind)
    return rendering.render(
        kind, message.channel, kind.context(message), SenderProfile.of(message.service_id)
    )


def wanted(message):
    return kinds.get(message.kind).still_wanted(message)


def newest(person):
    return Message.objects.filter(person=person).latest("pk")


def text_back(message, words):
    return kinds.get(message.kind).on_reply(message, replies.read(words))


def acknowledged(answer, message):
    """The text that says back what we took the answer to mean."""
    reply = Message(kind=answer.kind, person=message.person, channel="SMS", payload=answer.payload)
    return said(reply).body


def invited(cast, person):
    enrolments.invite(cast.larkfield, to=[place(cast.larkfield, person)], by=cast.sam)
    return newest(person)


def test_invitation_by_text(cast, severn):
    link = "127.0.0.1:8000/c/"

    body = said(invited(cast, cast.tom)).body

    assert body.startswith(
        f"Severn Vale: would you like to keep meeting as a group? Reply Y, N or MAYBE. Or choose here: {link}"
    )


def test_invitation_by_email(cast, severn):
    content = said(invited(cast, cast.grace))

    assert content.subject == "Would you like to keep meeting?"
    assert "Larkfield Autumn ends on Friday 4 December." in content.body
    assert "http://127.0.0.1:8000/c/" in content.body
    assert "Phone 01632 960118, Mon to Fri, 9am to 4pm." in content.body


def test_each_person_has_their_own_link_that_ends_twelve_weeks_after(cast, severn):
    said(invited(cast, cast.maria))
    said(invited(cast, cast.ana))

    links = Link.objects.filter(purpose="choice")
    assert len({link.token for link in links}) == 2
    assert {link.expires_at for link in links} == {cast.larkfield.choice_closes_at}


def test_invitation_is_not_wanted_after_an_answer_or_a_withdrawal(cast):
    tom, dev = invited(cast, cast.tom), invited(cast, cast.dev)
    assert wanted(tom) is True

    choices.record(place(cast.larkfield, cast.tom), wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    Enrolment.objects.filter(person=cast.dev).update(withdrawn_at=clock.now())

    assert wanted(Message.objects.get(pk=tom.pk)) == "Has answered already"
    assert wanted(Message.objects.get(pk=dev.pk)) == "No longer on the programme"


@pytest.mark.parametrize(
    ("words", "wish", "thanks"),
    [
        ("Y", Wish.YES, "You are down as yes."),
        ("Yes please!", Wish.YES, "You are down as yes."),
        ("MAYBE", Wish.THINKING, "You are down as thinking about it."),
        ("n", Wish.NOT_FOR_ME, "We will not ask again."),
    ],
)
def test_choosing_by_text(cast, severn, words, wish, thanks):
    message = invited(cast, cast.tom)

    answer = text_back(message, words)

    choice = Choice.objects.get()
    assert (choice.wish, choice.method, choice.recorded_by) == (wish, "TEXT", f"person:{cast.tom.pk}")
    assert thanks in acknowledged(answer, message)


def test_people_may_change_their_minds_by_text(cast):
    message = invited(cast, cast.tom)
    text_back(message, "N")

    again = Message.objects.get(pk=message.pk)
    assert kinds.get(again.kind).is_open(again)
    text_back(again, "Y")
    assert Choice.objects.get().wish == Wish.YES


def test_a_text_from_somebody_withdrawn_changes_nothing(cast):
    message = invited(cast, cast.tom)
    enrolments.withdraw(place(cast.larkfield, cast.tom), by=cast.sam)

    message = Message.objects.get(pk=message.pk)
    assert text_back(message, "Y") is None
    assert not kinds.get(message.kind).is_open(message)


def test_other_words_mean_nothing_here(cast):
    assert text_back(invited(cast, cast.tom), "3") is None
    assert not Choice.objects.exists()


# ── The test message
# ────────────────────────────────────────────────────────────────────────────────────────────


def after_test(cast, person):
    one = place(cast.larkfield, person)
    choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), to=[one], by=cast.sam)
    return newest(person)


def test_test_message_by_text(cast):
    assert said(after_test(cast, cast.tom)).body == (
        "Hi Tom, this is a test from your follow-on group service. Did it reach you? Reply Y. "
        "You can save this number as Follow-on group."
    )


def test_test_message_by_email_has_a_button_to_press(cast):
    assert "/reached/" in said(after_test(cast, cast.grace)).body


@pytest.mark.parametrize("words", ["Y", "yes it did", "n"])
def test_any_answer_shows_that_it_reached_them(cast, words):
    message = after_test(cast, cast.tom)

    answer = text_back(message, words)

    assert place(cast.larkfield, cast.tom).reached_at == clock.now()
    assert "This number works" in acknowledged(answer, message)


def test_test_message_is_not_wanted_once_somebody_was_reached(cast):
    message = after_test(cast, cast.tom)
    assert wanted(message) is True

    reaching.mark_reached(place(cast.larkfield, cast.tom), by=cast.sam)

    assert wanted(Message.objects.get(pk=message.pk)) == "Has been reached"


def test_a_text_back_from_somebody_withdrawn_is_not_counted(cast):
    message = after_test(cast, cast.tom)
    enrolments.withdraw(place(cast.larkfield, cast.tom), by=cast.sam)

    assert text_back(Message.objects.get(pk=message.pk), "Y") is None


# ── The patient tutor
# ───────────────────────────────────────────────────────────────────────────────────────────


def asked(cast):
    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    return newest(cast.ruth)


def test_question_to_the_tutor(cast):
    assert said(asked(cast)).body == (
        "Hello Ruth. Can you come to session 11 on Fri 27 November, 1pm, Larkfield Health Centre? "
        "Reply Y or N. No is fine."
    )


@pytest.mark.parametrize(("words", "coming"), [("Y", True), ("N", False)])
def test_the_tutor_answers_by_text(cast, words, coming):
    message = asked(cast)

    answer = text_back(message, words)

    handover = handover_of(cast.larkfield)
    assert (handover.tutor_coming, handover.steps.get().recorded_by) == (coming, cast.ruth)
    assert ("down as coming" in acknowledged(answer, message)) is coming
    assert ("go ahead without you" in acknowledged(answer, message)) is not coming


@pytest.mark.parametrize("words", ["MAYBE", "4"])
def test_the_tutor_says_yes_or_no(cast, words):
    assert text_back(asked(cast), words) is None


def test_the_tutors_answer_after_the_end_changes_nothing(cast):
    message = asked(cast)
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    assert text_back(message, "Y") is None


def test_question_to_the_tutor_is_not_wanted_for_another_day_or_another_tutor(cast):
    message = asked(cast)
    assert wanted(message) is True
    assert kinds.get(message.kind).question(message) == "Fri 27 November"
    eleventh = cast.larkfield.sessions.get(number=11)

    cohorts.move_session(eleventh, to=eleventh.on_date + timedelta(days=1), by=cast.sam)
    assert wanted(message) == "The session has another day"
    again = newest(cast.ruth)
    handovers.assign_tutor(handover_of(cast.larkfield), tutor=None, by=cast.sam)
    assert wanted(again) == "Somebody else is the patient tutor now"
    assert not kinds.get(again.kind).is_open(again)


def test_what_is_said_of_a_session_that_is_gone_is_nothing(cast):
    message = asked(cast)
    cohorts.remove_session(cast.larkfield.sessions.get(number=11), by=cast.sam)

    assert kinds.get(message.kind).context(message) == {}


# ── Staff
# ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_staff_are_told_where_to_sign_in(cast):
    service = services.open_service(
        name="Usk Pain Service", short_name="Usk", phone="+441632960301", coordinator=cast.rhys, by=cast.nadia
    )
    message = newest(cast.rhys)

    content = said(message)
    assert "You have been added to Usk Pain Service as coordinator." in content.body
    assert wanted(message) is True
    service.posts.update(until_date=clock.today())
    assert wanted(message) == "No longer works here"


def reminder(cast, *, when="before", number=11):
    handover, on = handover_of(cast.larkfield), cast.larkfield.sessions.get(number=number).on_date
    [message] = outbox.queue(
        "step-reminder",
        to=[cast.sam],
        about=f"cohort:{cast.larkfield.pk}",
        key="a reminder",
        payload={"handover": handover.pk, "on": on.isoformat(), "when": when},
        by=cast.nadia,
        service_id=cast.severn.pk,
    )
    return message


def test_staff_hear_which_steps_are_open_up_to_the_session(cast):
    handovers.mark_step(handover_of(cast.larkfield), key="leaflet", outcome=Outcome.DONE, by=cast.sam)

    content = said(reminder(cast))

    assert content.subject == "Larkfield Autumn: 6 steps to do"
    assert "- Patient tutor’s story" in content.body
    assert "- Share out the jobs" in content.body
    assert "Leaflet" not in content.body
    assert "Name the group" not in content.body


def test_staff_are_not_bothered_when_all_is_done(cast):
    message = reminder(cast, number=10)
    assert wanted(message) is True

    for key in ("tutor-story", "leaflet"):
        handovers.mark_step(handover_of(cast.larkfield), key=key, outcome=Outcome.DONE, by=cast.sam)
    for one in Enrolment.objects.filter(cohort=cast.larkfield):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)

    assert wanted(message) == "All steps are done"


def test_staff_are_not_bothered_after_the_end(cast):
    message = reminder(cast)
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    assert wanted(message) == "All steps are done"
    assert kinds.get(message.kind).context(message) == {}
