"""The one next thing to do, from what is overdue to forming the group."""

from followon.people.models import Method
from notifications.models import Preference
from pmp.actions import choices, handovers, reaching, tutors
from pmp.models import Enrolment, Outcome
from pmp.states import Wish
from tests.pmp.board.reading import answer, look
from tests.pmp.known import handover_of


def mark_all(cast, keys):
    for key in keys:
        handovers.mark_step(handover_of(cast.larkfield), key=key, outcome=Outcome.DONE, by=cast.sam)


def test_do_next_begins_with_what_is_overdue(cast):
    shown = look(cast).do_next

    assert shown.heading == "patient tutor’s story"
    assert shown.sentence == "Session 10 was on Friday 20 November."
    assert (shown.page, shown.args[1]) == ("pmp:team_handover_step", "tutor-story")


def test_do_next_names_the_one_person_left_to_ask(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.exclude(person=cast.tom):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)

    assert look(cast).do_next.heading == "ask Tom Reed about a group"


def test_do_next_then_comes_what_is_before_the_next_session(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    shown = look(cast).do_next
    assert (shown.heading, shown.action, shown.posts) == ("ask Ruth about Friday", "Text Ruth", True)

    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    assert look(cast).do_next.heading == "ask Ruth again about Friday"
    Preference.objects.create(person=cast.ruth, channel="CALL")
    assert look(cast).do_next.action == "Ring Ruth"

    handovers.assign_tutor(handover_of(cast.larkfield), tutor=None, by=cast.sam)
    assert look(cast).do_next.page == "pmp:team_handover_tutor"


def test_do_next_settles_a_tutor_who_cannot_come(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    handover = handover_of(cast.larkfield)
    handover.tutor_coming = False
    handover.save()

    shown = look(cast).do_next

    assert (shown.heading, shown.posts) == ("settle if the patient tutor helps", False)
    assert "can’t come to session 11" in shown.sentence


def ready(cast):
    """Every step of all three sessions is marked, everybody has answered."""
    mark_all(cast, ["tutor-story", "leaflet", "tutor-coming", "practicalities", "share-jobs", "agreement"])
    mark_all(cast, ["name-and-date"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)


def test_do_next_then_comes_somebody_not_reached(cast):
    ready(cast)
    colin, joan = answer(cast, cast.colin, purposes=[]), answer(cast, cast.joan, purposes=[])

    assert look(cast).do_next.heading == "ring Colin Price"
    reaching.mark_reached(colin, by=cast.sam)
    assert look(cast).do_next.heading == "send the test messages"
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    assert look(cast).do_next.heading == "reach Joan Millar"
    reaching.mark_reached(joan, by=cast.sam)
    assert look(cast).do_next.heading == "form the group"
    assert look(cast).do_next.page == "groups:team_group_new"


def test_do_next_asks_about_sharing_before_the_end(cast):
    ready(cast)
    answer(cast, cast.joan)

    assert look(cast).do_next.heading == "ask Joan Millar about sharing details"


def test_do_next_is_nothing_once_it_is_over(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    assert look(cast).do_next is None


def test_do_next_without_anybody_is_to_add_people(cast):
    Enrolment.objects.all().delete()

    assert look(cast).do_next.page == "pmp:team_people_add"
