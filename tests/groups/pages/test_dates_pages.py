"""Which dates suit for a group's own meeting: asking, answering on the site and by link, by phone, booking."""

from datetime import date, time

import pytest
from django.test import Client

from followon.people.models import Method
from groups.actions import members
from groups.actions.polls import answers, asking, closing
from groups.models import How, Meeting, Mode, Poll, PollAnswer, PollAsked
from groups.poll_dates import When
from groups.sharing import PURPOSES
from groups.states import PollState
from notifications import kinds, rendering
from notifications.models import Link, Message, SenderProfile
from pmp.models import BestTimes
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import group
from tests.visitors import signed_in

PROFILE = SenderProfile(name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm")
DATES = (
    When(date(2027, 1, 12), time(11)),
    When(date(2027, 1, 14), time(14)),
    When(date(2027, 1, 16), time(11)),
)
FORM = {
    "day1_day": "12", "day1_month": "1", "day1_year": "2027", "time1": "11am",
    "day2_day": "14", "day2_month": "1", "day2_year": "2027", "time2": "2pm",
    "closes_on_day": "2", "closes_on_month": "12", "closes_on_year": "2026",
    "length": "90", "mode": "IN_PERSON", "place": "", "join_details": "",
}  # fmt: skip


@pytest.fixture
def poll(stage):
    for who in (stage.gwen, stage.ellis, stage.khadija):
        members.share(place_of(who, stage.steppers), purposes=PURPOSES[:1], method=Method.SCREEN, by=who)
    question = asking.Question(DATES, date(2026, 12, 2), place=stage.cafe)
    return asking.ask(stage.steppers, question=question, by=stage.gwen)


def at(poll, more=""):
    return f"/groups/{poll.group.code}/dates/{poll.pk}/{more}"


def fields(poll, **numbers):
    """fields(poll, n1="YES") as the form sends it."""
    named = {option.number: f"date-{option.pk}" for option in poll.options.all()}
    return {named[int(number[1:])]: said for number, said in numbers.items()}


def says(poll, who, **numbers):
    named = {option.number: option.pk for option in poll.options.all()}
    suits = {named[int(number[1:])]: said for number, said in numbers.items()}
    answers.answer(poll, membership=place_of(who, poll.group), suits=suits, how=How.WEB, by=who)


def door(who, kind="poll-ask"):
    message = Message.objects.get(kind=kind, person=who)
    kinds.get(kind).context(message)
    return "/" + Link.objects.get(person=who, purpose="group-dates").address.split("/", 3)[3]


def text_of(kind, who):
    message = Message.objects.get(kind=kind, person=who)
    content = rendering.render(kinds.get(kind), "SMS", kinds.get(kind).context(message), PROFILE)
    assert content.parts == 1
    return content.body


# Asking ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_is_checked_before_it_goes_out(stage, as_):
    client = as_(stage.gwen)
    page = client.get(group(stage, "dates/new/")).content.decode()
    assert page.count('name="suggested"') == 3
    assert "We do not know yet when people manage best" in page

    check = client.post(group(stage, "dates/new/"), {**FORM, "check": "1"}).content.decode()
    assert "Check before we ask" in check
    assert "Tuesday 12 January, 11am" in check
    assert "Ask 4 people" in check
    assert 'name="day2_day" value="14"' in check
    assert not Poll.objects.exists()

    sent = client.post(group(stage, "dates/new/"), {**FORM, "send": "1"})
    assert sent.url == at(Poll.objects.get())
    assert list(Poll.objects.get().options.values_list("on_date", "start_time")) == [
        (date(2027, 1, 12), time(11)), (date(2027, 1, 14), time(14)),
    ]  # fmt: skip


def test_suggestions_say_whom_they_suit_in_numbers(stage, as_):
    for who in (stage.gwen, stage.ellis):
        BestTimes.objects.create(person=who, parts=["MORNING"])

    page = as_(stage.gwen).get(group(stage, "dates/new/")).content.decode()

    assert "As far as we know, this suits 2 of 2" in page
    assert "Ellis" not in page


def test_going_back_from_checking_keeps_what_was_typed(stage, as_):
    page = as_(stage.gwen).post(group(stage, "dates/new/"), {**FORM, "change": "1"}).content.decode()

    assert 'value="14"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"day2_day": "", "day2_month": "", "day2_year": ""}, "Choose 2 to 5 dates, ours or your own"),
        ({"time2": ""}, "Enter what time it starts, such as 11am"),
        ({"day1_year": "2026", "day1_month": "11", "day1_day": "23"}, "That day and time have gone by"),
        ({"closes_on_day": "14", "closes_on_month": "1", "closes_on_year": "2027"}, "before the first date"),
        ({"mode": "ONLINE"}, "Enter how people join"),
    ],
)
def test_a_question_filled_in_wrong(stage, as_, change, wrong):
    page = as_(stage.gwen).post(group(stage, "dates/new/"), {**FORM, **change, "check": "1"})

    words = page.content.decode()
    assert wrong in words
    assert "<title>Error: Ask which dates suit" in words
    assert not Poll.objects.exists()


def test_a_question_that_is_there_leads_to_it(stage, poll, as_):
    assert as_(stage.ellis).get(group(stage, "dates/new/")).url == at(poll, "choose/")


def test_members_do_not_ask_and_strangers_see_nothing(stage, poll, as_):
    assert as_(stage.khadija).get(group(stage, "dates/new/")).status_code == 403
    assert as_(stage.khadija).get(at(poll, "choose/")).status_code == 403
    for who in (stage.rhys, stage.piran, stage.nadia, stage.ruth):
        for path in (group(stage, "dates/new/"), at(poll), at(poll, "choose/"), at(poll, "book/1/")):
            assert as_(who).get(path).status_code == 404


def test_asking_twice_asks_once(stage, as_):
    client = as_(stage.gwen)
    sent = [client.post(group(stage, "dates/new/"), {**FORM, "send": "1", "form-key": "k"}) for _ in range(2)]

    assert Poll.objects.count() == 1
    assert sent[0].url == sent[1].url


# Answering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_date_is_a_fieldset_with_three_answers(stage, poll, as_):
    says(poll, stage.gwen, n1="YES", n2="IF_HAVE_TO")

    page = as_(stage.khadija).get(at(poll)).content.decode()

    assert "Which January dates suit you?" in page
    assert (page.count("<fieldset"), page.count('type="radio"'), page.count("checked")) == (3, 9, 0)
    assert "1 person can come so far" in page
    assert "1 person can come so far, 1 of them if they have to" in page
    assert "0 people can come so far" in page
    assert "Gwen" not in page  # members see counts


def test_answers_are_kept_and_can_be_changed(stage, poll, as_):
    client = as_(stage.khadija)
    sent = client.post(at(poll), fields(poll, n1="YES"))
    page = client.get(sent.url).content.decode()
    assert sent.url == f"{at(poll)}?said=1#said"
    assert "We have your answers" in page
    assert page.count("checked") == 1

    client.post(at(poll), fields(poll, n1="NO", n2="YES"))
    assert list(PollAnswer.objects.order_by("option").values_list("suits", flat=True)) == ["NO", "YES"]


def test_nothing_chosen_says_what_is_missing(stage, poll, as_):
    page = as_(stage.khadija).post(at(poll), {}).content.decode()

    assert "Choose yes, if I have to, or no for at least one date." in page
    assert "<title>Error:" in page


def test_none_of_these_suit_me_then_what_would_be_better(stage, poll, as_):
    client = as_(stage.khadija)
    page = client.post(at(poll), {"none": "1"}, follow=True).content.decode()
    assert "None of these dates suit you." in page
    assert "What would be better?" in page

    client.post(at(poll), {"better": "1", "parts": ["EVENING"], "weekdays": ["5"]})

    asked = PollAsked.objects.get(membership__person=stage.khadija)
    assert (asked.none_suit, asked.better_parts, asked.better_weekdays) == (True, ["EVENING"], [5])
    assert "Khadija. Better: Saturday, evening" in as_(stage.gwen).get(at(poll, "choose/")).content.decode()


def test_by_link_without_signing_in(stage, poll):
    url, client = door(stage.khadija), Client()
    page = client.get(url).content.decode()
    assert "Hello, Khadija. Which January dates suit you?" in page
    assert not PollAnswer.objects.exists()  # looking changes nothing

    sent = client.post(url, fields(poll, n3="IF_HAVE_TO"))
    assert "We have your answers" in client.get(sent.url).content.decode()
    assert PollAsked.objects.get(membership__person=stage.khadija).how == How.LINK


def test_a_link_opens_nothing_once_somebody_has_left(stage, poll):
    url = door(stage.khadija)
    members.leave(place_of(stage.khadija, stage.steppers), quietly=True, by=stage.khadija)

    assert Client().get(url).status_code == 410
    assert Client().get("/g/AbCdEfGhJk/").status_code == 410


def test_answers_sent_after_the_decision_show_it(stage, poll):
    url = door(stage.khadija)
    says(poll, stage.gwen, n1="YES")
    closing.book(poll.options.select_related("poll__group").get(number=1), mode=Mode.IN_PERSON, by=stage.gwen)

    page = Client().post(url, fields(poll, n1="YES")).content.decode()

    assert "This has been decided since you opened the page" in page
    assert "Tuesday 12 January" in page


def test_home_asks_until_it_is_answered(stage, poll, as_):
    client = as_(stage.khadija)
    page = client.get("/home/").content.decode()
    assert "Say which January dates suit you" in page
    assert "3 dates. About 1 minute. Answer by Wednesday 2 December." in page

    says(poll, stage.khadija, n1="YES")

    assert "January dates" not in client.get("/home/").content.decode()


def test_home_tells_the_organiser_to_choose(stage, poll, as_):
    closing.close(poll, by=stage.gwen)

    assert "Choose the date" in as_(stage.gwen).get("/home/").content.decode()
    assert "Choose the date" in as_(stage.ellis).get("/home/").content.decode()
    assert "Choose the date" not in as_(stage.khadija).get("/home/").content.decode()


# What is said ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_texts(stage, poll):
    assert text_of("poll-ask", stage.khadija) == (
        "Steady Steppers: which suit you? 1 Tue 12 Jan 11am, 2 Thu 14 Jan 2pm, 3 Sat 16 Jan 11am. "
        "Reply 1 3, or 0 for none."
    )
    assert text_of("poll-nudge", stage.khadija).startswith(
        "Steady Steppers: which dates suit you? It takes a minute: http"
    )


@pytest.mark.parametrize(
    ("dates", "begins", "ends"),
    [(4, "which suit you? 1 ", ". Reply 1 3, or 0 for none."), (5, "which suit? 1 ", ". Reply 1 3 or none")],
)
def test_dates_that_each_have_a_long_time_fit_one_text(stage, dates, begins, ends):
    stage.steppers.short_name = "Steady Steppers 18"
    stage.steppers.save()
    when = tuple(When(date(2027, 1, 20 + n), time(10 + n % 2, 30)) for n in range(dates))
    asking.ask(
        stage.steppers, question=asking.Question(when, date(2026, 12, 2), place=stage.cafe), by=stage.gwen
    )

    said = text_of("poll-ask", stage.khadija)

    assert said.startswith(f"Steady Steppers 18: {begins}Wed 20 Jan 10:30am, 2 Thu 21 Jan 11:30am")
    assert said.endswith(ends)


def test_the_question_has_no_point_once_answered(stage, poll):
    message, kind = Message.objects.get(kind="poll-ask", person=stage.khadija), kinds.get("poll-ask")
    assert kind.still_wanted(message) is True

    says(poll, stage.khadija, n1="YES")
    message.loaded = None

    assert kind.still_wanted(message) == "Has answered already"


def test_who_was_left_out_hears_that_we_are_sorry(stage, poll):
    says(poll, stage.gwen, n1="YES")
    says(poll, stage.khadija, n1="NO")
    option = poll.options.select_related("poll__group").get(number=1)
    closing.book(option, mode=Mode.MIXED, place=stage.cafe, join_details="Ring us", by=stage.gwen)

    assert text_of("poll-result", stage.khadija).startswith(
        "Steady Steppers: we meet on Tue 12 January, 11am. Sorry that it does not suit you. Join from home:"
    )
    assert text_of("poll-result", stage.ellis) == (
        "Steady Steppers: we picked Tue 12 January, 11am, Community Café. Can you come? Reply Y, N or MAYBE."
    )


# Deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_how_the_dates_stand_with_names(stage, poll, as_):
    says(poll, stage.gwen, n1="YES", n2="NO", n3="NO")
    says(poll, stage.ellis, n1="IF_HAVE_TO", n2="NO", n3="NO")
    says(poll, stage.khadija, n1="NO", n2="NO", n3="YES")

    page = as_(stage.gwen).get(at(poll, "choose/")).content.decode()

    assert "1 can come, 1 if they have to. Leaves out Khadija. Not known: 1 person." in page
    assert page.index("Tuesday 12 January") < page.index("Saturday 16 January")
    assert "No one can come on Thursday 14 January, 2pm." in page
    assert "book/2/" not in page
    assert "Keep Khadija in by phone" in page


def test_booking_this_one(stage, poll, as_):
    says(poll, stage.gwen, n1="YES")
    client = as_(stage.gwen)
    assert f'<option value="{stage.cafe.pk}" selected' in client.get(at(poll, "book/1/")).content.decode()

    sent = client.post(at(poll, "book/1/"), {"mode": "IN_PERSON", "place": stage.cafe.pk, "join_details": ""})

    meeting = Meeting.objects.get()
    assert sent.url == f"/groups/{stage.steppers.code}/meetings/{meeting.pk}/"
    assert client.get(at(poll, "book/2/")).url == at(poll, "choose/")
    assert "Tuesday 12 January" in as_(stage.khadija).get(at(poll)).content.decode()


def test_keeping_somebody_in_by_phone(stage, poll, as_):
    says(poll, stage.gwen, n1="YES")
    says(poll, stage.khadija, n1="NO")
    client, path = as_(stage.gwen), at(poll, "book/1/")
    page = client.get(f"{path}?from-home=1").content.decode()
    assert "This date leaves out Khadija. They can join from home." in page
    assert 'value="MIXED" checked' in page

    form = {"mode": "MIXED", "place": stage.cafe.pk, "join_details": ""}
    assert "Enter how people join from home" in client.post(path, form).content.decode()
    client.post(path, {**form, "join_details": "Ring 01632 960 118"})

    assert Meeting.objects.get().join_details == "Ring 01632 960 118"


def test_a_date_nobody_can_make_is_refused_in_words(stage, poll, as_):
    form = {"mode": "IN_PERSON", "place": "", "join_details": ""}

    page = as_(stage.gwen).post(at(poll, "book/2/"), form).content.decode()

    assert "Nobody can come on that date." in page
    assert not Meeting.objects.exists()


def test_closing_and_dropping(stage, poll, as_):
    client = as_(stage.ellis)
    client.post(at(poll, "choose/"), {"close": "1"})
    poll.refresh_from_db()
    assert poll.state == PollState.CLOSED
    assert "Late ones still count until you book" in client.get(at(poll, "choose/")).content.decode()

    page = client.post(at(poll, "choose/"), {"drop": "1"}, follow=True).content.decode()
    assert "We have stopped asking. No date is booked." in page
    client.post(at(poll, "choose/"), {"close": "1"})  # nothing to close any more
    poll.refresh_from_db()
    assert poll.state == PollState.DROPPED


def test_ringing_somebody_and_writing_it_down(stage, poll, as_):
    bill, client = place_of(stage.bill, stage.steppers), as_(stage.gwen)
    calls = client.get(at(poll, "calls/")).content.decode()
    assert "Likes a call" in calls
    assert f"calls/{bill.pk}/" in calls
    assert "None of these suit A member" in client.get(at(poll, f"calls/{bill.pk}/")).content.decode()

    client.post(at(poll, f"calls/{bill.pk}/"), fields(poll, n1="YES"))

    asked = PollAsked.objects.get(membership=bill)
    assert (asked.how, asked.recorded_by) == (How.PHONE, stage.gwen)
    assert "Gwen wrote them down for you" in as_(stage.bill).get(at(poll)).content.decode()
    assert as_(stage.khadija).get(at(poll, f"calls/{bill.pk}/")).status_code == 403
    stranger = place_of(stage.rhys, stage.harbour).pk
    assert client.get(at(poll, f"calls/{stranger}/")).status_code == 404


@pytest.mark.parametrize("answered", [1, 3])
def test_pages_cost_the_same_however_many_answered(stage, poll, answered, django_assert_num_queries):
    for who in (stage.gwen, stage.ellis, stage.khadija)[:answered]:
        says(poll, who, n1="YES", n2="NO")
    member, organiser = signed_in(stage.bill), signed_in(stage.gwen)
    member.get(at(poll)), organiser.get(at(poll, "choose/"))

    with django_assert_num_queries(9):
        member.get(at(poll))
    with django_assert_num_queries(13):
        organiser.get(at(poll, "choose/"))
