"""The main story: a service opens, a cohort becomes a group that meets, and everybody hears of it.

Everything is done as people do it: forms are sent as the pages have them, texts go through the real twilio client to
the stand-in and come back signed. Only the clock is ours.
"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from followon import clock
from followon.audit.actors import Job
from followon.people.models import User
from groups.actions import asking
from groups.models import Answer, Coming, Group, Meeting
from notifications.delivery import receiving
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Message
from notifications.states import MessageState
from pmp.models import Cohort, Enrolment, Handover, Post, Role, Service
from pmp.states import HandoverState, Wish
from tests.notifications.conftest import running_standin, standin  # noqa: F401
from tests.pmp.pages.reading import send, words
from tests.visitors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 11, 3, 12, tzinfo=UTC)  # a Tuesday
LAST = date(2026, 12, 1)  # the last of eight Tuesdays
PASTED = """First name\tLast name\tMobile\tHome phone\tEmail
Maria\tCosta\t07700 900201\t\t
Aisha\tBegum\t07700 900202\t\t
Dev\tPatel\t07700 900203\t\tdev.patel@example.org
Joan\tMillar\t07700 900204\t\t
Colin\tPrice\t\t01632 960333\t
Lena\tFox\t\t\tlena.fox@example.org
"""


class Story:
    """Where the story is: its clock, its phones and the people in it."""

    def __init__(self, phones):
        self.phones, self.texts = phones, iter(range(1, 1000))

    def at(self, *when):
        instant = datetime(*when, tzinfo=UTC)
        self.phones.store.now = lambda: instant
        return clock.moved_to(instant)

    def as_(self, first):
        return signed_in(User.objects.get(first_name=first))

    def works(self):
        """The workers work, and Twilio says what became of it."""
        dispatch_once()
        for attempt in Attempt.objects.filter(message__state=MessageState.ACCEPTED, provider="twilio"):
            text = self.phones.store.texts[attempt.provider_sid]
            receiving.take(
                provider="twilio", attempt_id=attempt.pk, sid=text.sid, status=text.status, code=str(text.code or ""),
                now=clock.now(),
            )  # fmt: skip

    def phone(self, first):
        """What stands on somebody's phone; the newest last."""
        return [
            one.body for one in self.phones.store.by_phone.get(User.objects.get(first_name=first).mobile, [])
        ]

    def text(self, first, body):
        """Somebody texts the service, and it works on it."""
        path = reverse("notifications:twilio_inbound")
        person = User.objects.get(first_name=first)
        form = {
            "MessageSid": f"SMstory{next(self.texts)}",
            "From": person.mobile,
            "To": "+447700900000",
            "Body": body,
        }
        signature = RequestValidator("token-of-tests").compute_signature(f"http://127.0.0.1:8000{path}", form)
        assert Client().post(path, form, headers={"X-Twilio-Signature": signature}).status_code == 200
        self.works()


@pytest.fixture
def story(standin, settings):  # noqa: F811
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    cache.clear()
    return Story(standin)


def test_a_cohort_becomes_a_group_that_meets(story):
    with story.at(2026, 11, 3, 12):
        given_a_service_with_its_team(story)
        given_a_programme_whose_last_session_is_near(story)
        when_people_are_pasted_and_checked(story)
    with story.at(2026, 11, 17, 14):
        when_each_answers_in_their_own_way(story)
        then_the_board_knows_who_is_to_be_sorted_out(story)
    with story.at(2026, 11, 24, 14):
        when_test_messages_go_out(story)
        then_the_handover_waits_for_colin(story)
    with story.at(2026, 12, 1, 15):
        when_colin_is_rung_and_the_group_is_formed(story)
        then_the_group_is_theirs(story)
        then_lena_heard_nothing_of_it(story)
    with story.at(2026, 12, 3, 11, 30):
        when_members_answer_by_text_and_by_link(story)
        then_the_organiser_sees_who_is_coming(story)
    with story.at(2026, 12, 4, 10):
        when_the_organiser_moves_the_meeting(story)
        then_those_who_were_told_hear_the_new_time_and_nobody_the_old(story)
    with story.at(2026, 12, 11, 18):
        when_the_organiser_texts_how_many_came(story)
        then_the_group_is_meeting(story)


def given_a_service_with_its_team(story):
    call_command(
        "open_service", name="Severn Vale Pain Service", short_name="Severn Vale Groups", phone="01632 960118",
        first_name="Nadia", last_name="Rahman", email="nadia@example.org", no_input=True, verbosity=0,
    )  # fmt: skip
    nadia = story.as_("Nadia")
    for first, last, role in (("Sam", "Oyelaran", Role.CLINICIAN), ("Ruth", "Kemp", Role.PATIENT_TUTOR)):
        page = nadia.get(reverse("pmp:team_staff_new"))
        details = {
            "first_name": first,
            "last_name": last,
            "role": role,
            "email": f"{first.lower()}@example.org",
        }
        assert send(nadia, page, details).status_code == 302
    assert Post.objects.held().filter(service=Service.objects.get()).count() == 3


def given_a_programme_whose_last_session_is_near(story):
    sam = story.as_("Sam")
    first = LAST - timedelta(weeks=7)
    page = sam.get(reverse("pmp:team_programme_new"))
    fields = {
        "name": "Larkfield Autumn", "where": "place", "place": "Larkfield Health Centre", "count": "8", "time": "1pm",
        "first_date_day": first.day, "first_date_month": first.month, "first_date_year": first.year,
        "clinicians": [Post.objects.get(person__first_name="Sam").pk],
        "tutors": [Post.objects.get(person__first_name="Ruth").pk],
    }  # fmt: skip
    check = sam.post(page.request["PATH_INFO"], fields, follow=True)
    assert send(sam, check).status_code == 302
    cohort = Cohort.objects.get()
    assert cohort.ends_on == LAST
    assert cohort.sessions.count() == 8


def when_people_are_pasted_and_checked(story):
    sam, cohort = story.as_("Sam"), Cohort.objects.get()
    add = reverse("pmp:team_people_add", args=[cohort.pk])
    review = sam.post(add, {"how": "paste", "paste-rows": PASTED}, follow=True)
    assert not Enrolment.objects.exists()  # nothing is saved before somebody looked
    assert "Maria Costa" in words(review)
    added = sam.post(review.request["PATH_INFO"] + "add/", follow=True)
    assert added.status_code == 200
    assert Enrolment.objects.count() == 6
    assert not Message.objects.filter(
        person__first_name__in=["Maria", "Colin"]
    ).exists()  # and nobody was told


def when_each_answers_in_their_own_way(story):
    sam, cohort = story.as_("Sam"), Cohort.objects.get()
    page = sam.get(reverse("pmp:team_invite", args=[cohort.pk]))
    everybody = [str(one.pk) for one in Enrolment.objects.all()]
    assert send(sam, page, {"to": everybody}).status_code == 302
    story.works()
    story.text("Aisha", "Y")
    _answer_by_link(story, "Maria")
    for first, wish in (("Dev", "YES"), ("Joan", "YES"), ("Colin", "YES"), ("Lena", "NOT_FOR_ME")):
        _answer_in_the_room(story, first, wish)
    wishes = dict(Enrolment.objects.values_list("person__first_name", "choice__wish"))
    assert wishes == {
        "Maria": "YES", "Aisha": "YES", "Dev": "YES", "Joan": "YES", "Colin": "YES", "Lena": Wish.NOT_FOR_ME,
    }  # fmt: skip


def _answer_by_link(story, first):
    """The link in the text shows on GET, acts on POST, and asks for nothing more than it must."""
    link = _newest_link(story, first, "c")
    phone = Client()
    page = phone.get(link, follow=True)
    assert Enrolment.objects.get(person__first_name=first).answer is None  # looking is not answering
    page = send(phone, page, {"wish": "YES"})
    page = phone.get(page.url)
    send(phone, page, {"with_group": ["share.name", "share.mobile"]})


def _newest_link(story, first, door):
    """The newest private link of a kind on somebody's phone."""
    found = re.findall(rf"127.0.0.1:8000(/{door}/\w+/)", " ".join(story.phone(first)))
    assert found, story.phone(first)
    return found[-1]


def _answer_in_the_room(story, first, wish):
    sam, place = story.as_("Sam"), Enrolment.objects.get(person__first_name=first)
    handover = Handover.objects.get()
    page = sam.get(reverse("pmp:team_handover_answer", args=[handover.pk, place.pk]))
    shares = {"Colin": ["share.name", "share.landline"], "Lena": []}.get(
        first, ["share.name", "share.mobile"]
    )
    channel = {"Colin": "CALL", "Lena": "EMAIL"}.get(first, "SMS")
    answer = send(sam, page, {"wish": wish, "with_group": shares, "channel": channel})
    assert answer.status_code == 302, words(answer)


def then_the_board_knows_who_is_to_be_sorted_out(story):
    board = story.as_("Sam").get(reverse("pmp:team_handover", args=[Handover.objects.get().pk]))
    assert "people to sort out" in words(board)
    assert "07700" not in words(story.as_("Ruth").get(board.request["PATH_INFO"]))


def when_test_messages_go_out(story):
    sam, handover = story.as_("Sam"), Handover.objects.get()
    send(sam, sam.get(reverse("pmp:team_handover_test", args=[handover.pk])))
    story.works()
    assert "this is a test" in story.phone("Maria")[-1]


def then_the_handover_waits_for_colin(story):
    page = story.as_("Sam").get(reverse("groups:team_group_new", args=[Handover.objects.get().pk]))
    assert "Colin" in words(page)
    assert not Group.objects.exists()


def when_colin_is_rung_and_the_group_is_formed(story):
    sam, handover = story.as_("Sam"), Handover.objects.get()
    place = Enrolment.objects.get(person__first_name="Colin")
    sam.post(reverse("pmp:team_enrolment_reached", args=[handover.cohort_id, place.pk]))
    _ask_about_sharing(story, "Aisha")
    page = sam.get(reverse("groups:team_group_new", args=[handover.pk]))
    gwen, dev = (User.objects.get(first_name=first).pk for first in ("Joan", "Dev"))
    for fields in (
        {"name": "Steady Steppers", "short_name": "Steady Steppers", "purposes": ["SOCIAL"]},
        {"rhythm": "NEXT_DATE"},
        {"organiser": gwen, "stand_in": dev},
        {
            "has_date": "yes",
            "on_date_day": "10",
            "on_date_month": "12",
            "on_date_year": "2026",
            "start_time": "11am",
        },
        {},
    ):
        page = send(sam, page, fields)
    assert page.status_code == 302, words(page)
    story.works()


def _ask_about_sharing(story, first):
    """Aisha answered Y by text; what she shares is asked in the room."""
    _answer_in_the_room(story, first, "YES")


def then_the_group_is_theirs(story):
    group = Group.objects.get()
    assert Handover.objects.get().state == HandoverState.HANDED_OVER
    assert set(group.memberships.values_list("person__first_name", flat=True)) == {
        "Maria", "Aisha", "Dev", "Joan", "Colin",
    }  # fmt: skip
    assert any("Steady Steppers is up and running" in text for text in story.phone("Maria"))
    assert Message.objects.filter(
        person__first_name="Colin", state=MessageState.BY_HAND
    ).exists()  # rung, not lost


def then_lena_heard_nothing_of_it(story):
    assert not Message.objects.filter(person__first_name="Lena", kind__startswith="group-").exists()


def when_members_answer_by_text_and_by_link(story):
    story.works()
    assert "Can you come?" in story.phone("Aisha")[-1]
    story.text("Aisha", "Yes please!")
    link = _newest_link(story, "Maria", "r")
    phone = Client()
    page = phone.get(link)
    assert not Answer.objects.filter(membership__person__first_name="Maria").exists()
    assert phone.post(page.request["PATH_INFO"], {"coming": "SEE"}).status_code == 302
    joan, meeting = story.as_("Joan"), Meeting.objects.get()
    home = joan.get(reverse("groups:my_home"))
    assert "Can you come?" in words(home)
    answer = reverse("groups:my_meeting_answer", args=[meeting.group.code, meeting.pk])
    assert joan.post(answer, {"coming": "YES"}).status_code == 302


def then_the_organiser_sees_who_is_coming(story):
    meeting = Meeting.objects.get()
    said = dict(Answer.objects.values_list("membership__person__first_name", "coming"))
    assert said == {"Aisha": Coming.YES, "Maria": Coming.SEE, "Joan": Coming.YES}, story.phone("Aisha")[-3:]
    page = story.as_("Joan").get(reverse("groups:my_meeting_organise", args=[meeting.group.code, meeting.pk]))
    assert "Aisha" in words(page)
    assert "Colin" in words(page)  # somebody to ring


def when_the_organiser_moves_the_meeting(story):
    joan, meeting = story.as_("Joan"), Meeting.objects.get()
    page = joan.get(reverse("groups:my_meeting_move", args=[meeting.group.code, meeting.pk]))
    later = {"on_date_day": "11", "on_date_month": "12", "on_date_year": "2026", "start_time": "2pm"}
    page = send(joan, page, later)
    if page.status_code == 200:  # looked at once more before everybody is told
        page = send(joan, page, {"send": "1"})
    assert page.status_code == 302, words(page)
    story.works()


def then_those_who_were_told_hear_the_new_time_and_nobody_the_old(story):
    assert "CHANGE" in story.phone("Aisha")[-1]
    assert "Fri 11 December" in story.phone("Aisha")[-1]
    waiting = Message.objects.filter(
        about=f"meeting:{Meeting.objects.get().pk}", state=MessageState.SCHEDULED
    )
    assert {message.revision for message in waiting} <= {Meeting.objects.get().revision}
    with story.at(2026, 12, 9, 16, 30):
        before = len(story.phone("Aisha"))
        story.works()
        assert not any("tomorrow" in text for text in story.phone("Aisha")[before:])  # the old day's eve
    with story.at(2026, 12, 10, 16, 30):
        story.works()
        assert "tomorrow, 2pm" in story.phone("Aisha")[-1]


def when_the_organiser_texts_how_many_came(story):
    call_tasks()
    story.works()
    assert "who came" in story.phone("Joan")[-1]
    story.text("Joan", "4")


def call_tasks():
    """What the workers do every few minutes."""
    asking.who_came(by=Job("tests"))


def then_the_group_is_meeting(story):
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.came) == ("HELD", 4)
