"""The private choice: through its link without signing in, and signed in. Looking changes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followon import clock
from followon.audit.models import Event as Written
from followon.people.models import Consent, Method, User
from notifications.models import Link, Message, Preference
from pmp.actions import choices, enrolments, handovers, reaching
from pmp.models import AboutMe, BestTimes, Choice, Enrolment, PrivateReason
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.pmp.known import handover_of, place
from tests.pmp.pages.reading import errors, forms, heading, send, words

STEPS = ["wish", "reasons", "share", "reach", "times", "about", "check", "done"]


@pytest.fixture
def link(cast):
    """link(cast.maria, "share") is the address of a step of Maria's choice."""

    def address(person, step=""):
        one = Enrolment.objects.select_related("cohort__service").get(cohort=cast.larkfield, person=person)
        made, token = Link.objects.make(
            purpose="choice",
            person=person,
            about=f"enrolment:{one.pk}",
            expires_at=one.cohort.choice_closes_at,
        )
        return f"/c/{token}/{step}/" if step else f"/c/{token}/"

    return address


def go(client, address, changes=None):
    """Look at a step, answer it, and follow to the next."""
    answer = send(client, client.get(address), changes)
    assert answer.status_code == 302, errors(answer)
    return client.get(answer.url)


def test_saying_yes_step_by_step(client, cast, link):
    page = client.get(link(cast.maria))
    assert heading(page) == "Would you like to keep meeting after the programme?"
    assert "Hello, Maria. The programme ends on Friday 4 December." in words(page)

    page = client.get(send(client, page, {"wish": "YES"}).url)
    assert heading(page) == "What you would share"
    page = client.get(send(client, page, {"with_group": [Purpose.SHARE_NAME, Purpose.SHARE_MOBILE]}).url)
    assert "Text, to the number ending 011" in words(page)
    assert "Email, to m…@example.org" in words(page)
    page = client.get(send(client, page, {"channel": "SMS", "large_print": "on"}).url)
    page = client.get(send(client, page, {"parts": ["MORNING"], "travel": ["BUS"], "area": "ba1 2xx"}).url)
    page = client.get(send(client, page, {"age_band": "40s", "gender": "WOMAN"}).url)
    assert heading(page) == "Check your answers"
    said = words(page)
    assert "The group can see My first name My mobile number" in said
    assert "We reach you by Text" in said
    assert "You manage best Morning (before midday)" in said
    page = client.get(send(client, page).url)

    assert heading(page) == "Thank you. You would like to keep meeting"
    choice = Choice.objects.get()
    assert (choice.wish, choice.method, choice.recorded_by) == ("YES", "LINK", f"person:{cast.maria.pk}")
    assert choice.checked_at
    assert (BestTimes.objects.get().area, AboutMe.objects.get().age_band) == ("BA1", "40s")
    assert Preference.objects.get(person=cast.maria).large_print


def test_not_for_me_is_three_short_steps_and_nothing_more(client, cast, link):
    page = go(client, link(cast.lena), {"wish": "NOT_FOR_ME"})
    assert heading(page) == "Would you like to tell us why?"
    page = go(client, page.request["PATH_INFO"], {"reasons": ["DYNAMICS"], "wants_other_group": "on"})
    assert heading(page) == "May we stay in touch?"
    assert "What are you happy to share with the group?" not in words(page)
    page = go(client, page.request["PATH_INFO"], {"with_service": [Purpose.MEETUP_NEWS]})

    assert heading(page) == "Thank you for telling us"
    assert "We will not ask you again" in words(page)
    assert Choice.objects.get().wants_other_group
    assert PrivateReason.objects.get().reason == "DYNAMICS"
    given = Consent.objects.filter(person=cast.lena).in_force().values_list("purpose", "scope")
    assert list(given) == [(Purpose.MEETUP_NEWS, f"service:{cast.severn.pk}")]


def test_thinking_about_it_may_tell_why_and_goes_on(client, cast, link):
    page = go(client, link(cast.tom), {"wish": "THINKING"})
    assert heading(page) == "Would you like to tell us why?"
    page = go(client, page.request["PATH_INFO"])

    assert heading(page) == "What you would share"
    assert "We ask you once more, 2 weeks after" in words(client.get(link(cast.tom, "done")))


def test_no_answer_is_chosen_beforehand(client, cast, link):
    page = client.get(link(cast.maria))

    assert "checked" not in page.content.decode()
    assert errors(send(client, page)) == ["Choose one of the three answers"]


def test_looking_at_every_step_changes_nothing(client, cast, link):
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    addresses = [link(cast.maria), *(link(cast.maria, step) for step in STEPS), link(cast.maria, "reached")]
    kept = [Choice, Consent, Preference, BestTimes, AboutMe, PrivateReason, Link, Message, Written, Enrolment]
    before = [list(model.objects.order_by("pk").values()) for model in kept]

    for address in addresses:
        assert client.get(address, follow=True).status_code == 200
        assert client.head(address).status_code in (200, 302)

    assert [list(model.objects.order_by("pk").values()) for model in kept] == before


def test_it_goes_on_where_somebody_stopped(client, cast, link):
    address = link(cast.maria)
    go(client, address, {"wish": "YES"})
    assert client.get(address).url == link(cast.maria, "share")

    choices.share(place(cast.larkfield, cast.maria), purposes=set(), method=Method.LINK, by=cast.maria)
    assert client.get(address).url == link(cast.maria, "check")


def test_later_steps_wait_for_the_first(client, cast, link):
    for step in STEPS[1:]:
        assert client.get(link(cast.maria, step)).url == link(cast.maria, "wish")


def test_who_chose_no_way_is_told_how_we_would_reach_them(client, cast, link):
    go(client, link(cast.maria), {"wish": "YES"})

    assert "We reach you by Text" in words(client.get(link(cast.maria, "check")))


def test_an_answer_can_be_changed_from_the_check_page(client, cast, link):
    go(client, link(cast.maria), {"wish": "YES"})
    change = link(cast.maria, "reach") + "?change"

    answer = client.post(change, {"channel": "EMAIL"})

    assert answer.url == link(cast.maria, "check")
    assert "We reach you by Email" in words(client.get(answer.url))


@pytest.mark.parametrize(
    ("who", "step", "sent", "sentence"),
    [
        ("maria", "reach", {}, "Choose text, email, phone call or letter"),
        ("maria", "reach", {"channel": "SMS", "mobile": "12"},
         "Check the mobile number. UK mobiles have 11 digits and start with 07."),
        ("colin", "reach", {"channel": "SMS"}, "Enter a mobile number, so that we can text you"),
        ("colin", "reach", {"channel": "EMAIL"}, "Enter an email address, so that we can email you"),
        ("grace", "reach", {"channel": "CALL"}, "Enter a phone number, so that we can ring you"),
        ("grace", "reach", {"channel": "EMAIL", "email": "tom.reed@example.org"},
         "That email address is already used by somebody else here. Use another one, or leave it out."),
        ("maria", "times", {"area": "12345678"}, "Enter the first half of a postcode, such as BA1"),
        ("maria", "times", {"parts": ["NIGHT"]}, "Choose one of the answers shown"),
        ("maria", "share", {"with_group": [Purpose.SHARE_LANDLINE]}, "Choose one of the answers shown"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client, cast, link, who, step, sent, sentence):
    person = getattr(cast, who)
    choices.record(place(cast.larkfield, person), wish=Wish.YES, method=Method.ROOM, by=cast.sam)

    assert errors(client.post(link(person, step), sent)) == [sentence]


def test_a_new_number_replaces_the_old_one_and_has_to_be_tried(client, cast, link):
    one = place(cast.larkfield, cast.maria)
    choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    reaching.mark_reached(one, by=cast.maria)

    client.post(link(cast.maria, "reach"), {"channel": "SMS", "mobile": "07700 900777"})

    cast.maria.refresh_from_db()
    assert cast.maria.mobile == "+447700900777"
    assert place(cast.larkfield, cast.maria).reached_at is None


def test_the_link_shows_no_number_no_last_name_and_no_reason(client, cast, link):
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    choices.give_reasons(place(cast.larkfield, cast.maria), reasons=["LOGISTICS"], by=cast.maria)

    pages = [client.get(link(cast.maria, step)) for step in STEPS]

    for html in (page.content.decode() for page in pages):
        assert "900011" not in html.replace(" ", "")
        assert "maria.costa" not in html
        assert "Costa" not in html
    assert "checked" not in pages[1].content.decode()
    assert "You told us something before." in words(pages[1])


def test_the_link_has_no_navigation_and_is_never_kept(client, cast, link):
    page = client.get(link(cast.maria))

    assert 'aria-label="Menu"' not in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store, private"
    assert len(page.content) < 15_000


# ── Links that open nothing ─────────────────────────────────────────────────────────────────────────────────────


def over(answer):
    assert answer.status_code == 404
    assert heading(answer) == "This link has stopped working"
    return words(answer)


def test_every_broken_link_shows_the_same_page(client, cast, link, as_):
    """Unknown, over, for something else, of somebody withdrawn: nothing tells which."""
    unknown = over(client.get("/c/2Xy9Kq7aBc/"))
    other, token = Link.objects.make(
        purpose="answer", person=cast.maria, about="meeting:1", expires_at=clock.now() + timedelta(days=1)
    )
    gone = link(cast.tom)
    enrolments.withdraw(place(cast.larkfield, cast.tom), by=cast.sam)
    late = link(cast.maria)

    assert over(client.get(f"/c/{token}/")) == unknown
    assert over(client.get(gone)) == unknown
    assert over(client.post(gone, {"wish": "YES"})) == unknown
    User.objects.filter(pk=cast.joan.pk).update(is_active=False)
    assert over(client.get(link(cast.joan))) == unknown
    with clock.moved_to(cast.larkfield.choice_closes_at - timedelta(seconds=1)):
        assert client.get(late).status_code == 200
    with clock.moved_to(cast.larkfield.choice_closes_at):
        assert over(client.get(late)) == unknown
        assert over(client.get(f"{late}reached/")) == unknown
    assert not Choice.objects.exists()


def test_a_link_ended_by_a_newer_one_has_stopped_working(client, cast, link):
    address = link(cast.maria)
    made = Link.objects.get(person=cast.maria)
    made.renew()
    made.save()

    over(client.get(address))
    assert client.get(link(cast.maria)).status_code == 200


@pytest.mark.parametrize("who", ["sam", "nadia", "ruth"])
def test_staff_who_are_signed_in_cannot_answer_with_a_patients_link(as_, cast, link, who):
    over(as_(who).get(link(cast.maria)))
    over(as_(who).post(link(cast.maria), {"wish": "NOT_FOR_ME"}))


def test_people_who_share_a_phone_open_each_others_links(as_, cast, link):
    page = as_("maria").get(link(cast.ana))

    assert "Hello, Ana." in words(page)


def test_an_unknown_step_is_not_there(client, cast, link):
    assert client.get(link(cast.maria, "nothing")).status_code == 404


# ── The button of the test message ──────────────────────────────────────────────────────────────────────────────


def test_the_button_shows_that_it_reached_them(client, cast, link):
    address = link(cast.grace, "reached")
    page = client.get(address)
    assert heading(page) == "Did our test message reach you?"
    assert place(cast.larkfield, cast.grace).reached_at is None

    page = client.get(send(client, page).url)

    assert heading(page) == "Thank you, Grace"
    assert place(cast.larkfield, cast.grace).reached_at == clock.now()


# ── Once the group has started ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def handed_over(cast):
    for one in Enrolment.objects.filter(cohort=cast.larkfield):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    handovers.hand_over(handover_of(cast.larkfield), by=cast.sam)


def test_a_late_yes_is_kept_and_sharing_is_left_to_the_group(client, cast, link, handed_over):
    page = client.get(send(client, client.get(link(cast.tom, "wish")), {"wish": "YES"}).url)
    assert heading(page) == "How we reach you"

    assert client.get(link(cast.tom, "share")).status_code == 404
    assert "The group has started already." in words(client.get(link(cast.tom, "done")))
    assert "The group can see" not in words(client.get(link(cast.tom, "check")))


def test_a_late_no_goes_straight_to_the_end(client, cast, link, handed_over):
    page = client.get(send(client, client.get(link(cast.tom, "wish")), {"wish": "NOT_FOR_ME"}).url)

    assert send(client, page).url == link(cast.tom, "done")


# ── Signed in ───────────────────────────────────────────────────────────────────────────────────────────────────


def mine(cast, who, step=""):
    pk = place(cast.larkfield, getattr(cast, who)).pk
    return reverse("pmp:my_choice_step", args=[pk, step]) if step else reverse("pmp:my_choice", args=[pk])


def test_the_signed_in_twin(as_, cast):
    client = as_("maria")
    assert "Would you like to keep meeting?" in words(client.get("/you/programme/"))

    page = client.get(send(client, client.get(mine(cast, "maria")), {"wish": "THINKING"}).url)
    client.get(send(client, page, {"reasons": ["COMMITMENTS"]}).url)

    assert Choice.objects.get().method == "SCREEN"
    assert "You told us: Thinking about it ." in words(client.get("/you/programme/"))
    kept = forms(client.get(mine(cast, "maria", "reasons")))[-1]["fields"]
    assert kept["reasons"] == ["COMMITMENTS"]  # only they see it, and only signed in


def test_nobody_opens_somebody_elses(as_, cast):
    for who in ("tom", "rhys", "sam", "nadia", "ruth", "olive"):
        for step in STEPS:
            assert as_(who).get(mine(cast, "maria", step)).status_code == 404
        assert as_(who).post(mine(cast, "maria", "wish"), {"wish": "YES"}).status_code == 404
    assert not Choice.objects.exists()


def test_after_twelve_weeks_it_is_closed_and_says_whom_to_phone(as_, cast):
    with clock.moved_to(cast.larkfield.choice_closes_at):
        client = as_("maria")
        assert client.get(mine(cast, "maria")).url == "/you/programme/"
        assert "The time for answering here is over." in words(client.get("/you/programme/"))


def test_somebody_without_a_programme_is_told_so(as_):
    assert "You are not on a programme at the moment." in words(as_("rhys").get("/you/programme/"))


def test_a_member_of_the_group_is_led_to_it(as_, cast, handed_over):
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.YES, method=Method.SCREEN, by=cast.maria)

    assert "The group has started. See your group" in words(as_("maria").get("/you/programme/"))


def test_age_and_gender_are_asked_only_where_the_service_asks(client, cast, link):
    cast.severn.asks_age_and_gender = False
    cast.severn.save()
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.YES, method=Method.ROOM, by=cast.sam)

    assert client.get(link(cast.maria, "about")).status_code == 404
    assert client.post(link(cast.maria, "times"), {"area": ""}).url == link(cast.maria, "check")


def test_a_choice_takes_few_queries(client, cast, link, django_assert_num_queries):
    address = link(cast.maria)
    client.get(address)

    with django_assert_num_queries(2):
        client.get(address)
