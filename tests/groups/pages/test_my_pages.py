"""People, sharing, resting, leaving, places, the agreement, the calendar: a member's other pages."""

from datetime import date, timedelta

import pytest
from django.test import Client

from followon import clock
from followon.people.models import Consent, Method
from groups.actions import meetings, members, places
from groups.models import Group, Membership, Place
from groups.protocol import Purpose
from groups.sharing import PURPOSES, purposes_of
from groups.states import MembershipState
from notifications.models import Link
from pmp.protocol import Purpose as ServicePurpose
from tests import cast
from tests.groups.pages.conftest import place_of

SHARING = "/you/sharing/"


def group(stage, more=""):
    return f"/groups/{stage.steppers.code}/{more}"


def share(stage, who, *purposes):
    members.share(place_of(who, stage.steppers), purposes=set(purposes), method=Method.SCREEN, by=who)


# The group ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_group_opens_at_once_and_two_are_listed(stage, as_):
    client = as_(stage.khadija)

    assert client.get("/groups/").url == group(stage)
    members.join(stage.harbour, person=stage.khadija, by=stage.khadija)
    assert "Harbour Walkers" in client.get("/groups/").content.decode()


def test_group_page_for_a_new_group_shows_three_steps(stage, as_):
    Group.objects.filter(pk=stage.steppers.pk).update(state="FORMING")

    page = as_(stage.khadija).get(group(stage)).content.decode()

    assert "Pick a place that everybody can get into." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_group_page_costs_the_same(stage, as_, rows, django_assert_num_queries):
    for number in range(rows):
        cast.meeting(stage.steppers, on=date(2026, 12, 1) + timedelta(weeks=number))
    client = as_(stage.khadija)
    client.get(group(stage))

    with django_assert_num_queries(8):
        client.get(group(stage))


# People ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_see_only_what_each_shares(stage, as_):
    share(stage, stage.khadija, Purpose.SHARE_NAME, Purpose.SHARE_MOBILE)
    share(stage, stage.gwen, Purpose.SHARE_NAME, Purpose.SHARE_EMAIL)
    share(stage, stage.bill, Purpose.SHARE_NAME)

    page = as_(stage.khadija).get(group(stage, "people/")).content.decode()

    assert "gwen.hale@example.org" in page
    assert stage.gwen.mobile[3:] not in page
    assert "Bill" in page
    assert "632960444" not in page
    assert "Ellis" not in page
    assert "2 more people in the group. They have not shared their name." in page


def test_who_shares_no_way_to_be_reached_sees_names_only(stage, as_):
    share(stage, stage.gwen, *PURPOSES)
    share(stage, stage.khadija, Purpose.SHARE_NAME)

    page = as_(stage.khadija).get(group(stage, "people/")).content.decode()

    assert "Gwen" in page
    assert "gwen.hale@example.org" not in page
    assert "You see first names only" in page


def test_what_was_taken_back_is_gone_with_the_next_request(stage, as_):
    share(stage, stage.khadija, *PURPOSES)
    share(stage, stage.gwen, *PURPOSES)
    client = as_(stage.khadija)
    assert "gwen.hale@example.org" in client.get(group(stage, "people/")).content.decode()

    share(stage, stage.gwen, Purpose.SHARE_NAME)

    assert "gwen.hale@example.org" not in client.get(group(stage, "people/")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_people_cost_the_same(stage, as_, rows, django_assert_num_queries):
    for number in range(rows):
        members.join(stage.steppers, person=cast.person(f"New{number}"), by=stage.nadia)
    client = as_(stage.khadija)
    client.get(group(stage, "people/"))

    with django_assert_num_queries(6):
        client.get(group(stage, "people/"))


# Sharing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def toggle(client, purpose, audience, on):
    return client.post(
        SHARING, {"purpose": purpose, "audience": audience, "on": on}, follow=True
    ).content.decode()


def test_one_tap_shares_one_thing_with_one_group(stage, as_):
    page = toggle(as_(stage.khadija), Purpose.SHARE_MOBILE, f"group:{stage.steppers.pk}", "yes")

    assert "Shared from now on." in page
    assert purposes_of(place_of(stage.khadija, stage.steppers)) == {Purpose.SHARE_MOBILE}
    line = Consent.objects.get(person=stage.khadija)
    assert (line.method, line.recorded_by) == (Method.SCREEN, f"person:{stage.khadija.pk}")


def test_another_tap_takes_it_back_and_says_what_cannot_be(stage, as_):
    share(stage, stage.khadija, *PURPOSES)

    page = toggle(as_(stage.khadija), Purpose.SHARE_MOBILE, f"group:{stage.steppers.pk}", "no")

    assert "What somebody has written down stays with them." in page
    assert purposes_of(place_of(stage.khadija, stage.steppers)) == set(PURPOSES) - {Purpose.SHARE_MOBILE}


def test_the_service_and_the_meetups_are_choices_of_their_own(stage, as_):
    toggle(as_(stage.khadija), ServicePurpose.SERVICE_MAY_CONTACT, f"service:{stage.severn.pk}", "yes")

    line = Consent.objects.get(person=stage.khadija)
    assert (line.purpose, line.scope, line.given) == ("service.contact", f"service:{stage.severn.pk}", True)


@pytest.mark.parametrize(
    ("purpose", "audience"),
    [
        ("share.mobile", "group:{harbour}"),
        ("share.diary", "group:{steppers}"),
        ("service.contact", "service:{tamar}"),
    ],
)
def test_nobody_shares_with_a_group_that_is_not_theirs(stage, as_, purpose, audience):
    ids = {"harbour": stage.harbour.pk, "steppers": stage.steppers.pk, "tamar": stage.tamar.pk}

    toggle(as_(stage.khadija), purpose, audience.format(**ids), "yes")

    assert not Consent.objects.exists()


def test_seen_as_others_see_me(stage, as_):
    share(stage, stage.gwen, Purpose.SHARE_NAME, Purpose.SHARE_EMAIL)

    page = as_(stage.gwen).get(f"{SHARING}as-others-see-me/").content.decode()

    assert "gwen.hale@example.org" in page
    assert "07700" not in page


# Resting and leaving ───────────────────────────────────────────────────────────────────────────────────────────────


def test_pausing_and_coming_back(stage, as_):
    client = as_(stage.khadija)

    page = client.post(group(stage, "pause/"), {"how_long": "2-weeks"}, follow=True).content.decode()

    assert "Your messages are paused. You get them again from Tuesday 8 December." in page
    assert place_of(stage.khadija, stage.steppers).state == MembershipState.PAUSED
    client.post(group(stage, "come-back/"))
    assert place_of(stage.khadija, stage.steppers).state == MembershipState.ACTIVE


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (("", "", ""), "Enter the day, or choose one of the other answers"),
        (("24", "11", "2026"), "Choose a day after today"),
        (("31", "2", "2027"), "There is no 31 February in 2027. Check the date"),
    ],
)
def test_a_wrong_day_is_asked_again(stage, as_, day, wrong):
    parts = dict(zip(("until_day", "until_month", "until_year"), day, strict=True))

    page = as_(stage.khadija).post(group(stage, "pause/"), {"how_long": "day", **parts}).content.decode()

    assert wrong in page
    assert place_of(stage.khadija, stage.steppers).state == MembershipState.ACTIVE


def test_leaving_and_the_way_back(stage, as_):
    share(stage, stage.khadija, *PURPOSES)
    client = as_(stage.khadija)

    left = client.post(group(stage, "leave/"), {"how": "quietly"}, follow=True)

    assert "You have left the Steady Steppers" in left.content.decode()
    assert client.get(group(stage)).status_code == 404
    assert purposes_of(place_of(stage.khadija, stage.steppers)) == set()
    client.post(group(stage, "left/"), {"x": "1"})
    assert place_of(stage.khadija, stage.steppers).state == MembershipState.ACTIVE


def test_the_only_organiser_is_offered_to_pass_on_and_never_kept(stage, as_):
    client = as_(stage.gwen)

    assert "You organise the group." in client.get(group(stage, "leave/")).content.decode()
    client.post(group(stage, "leave/"), {"how": "tell"})

    assert place_of(stage.gwen, stage.steppers).has_left


def test_count_me_in(stage, meeting, as_):
    client = as_(stage.khadija)

    client.post(group(stage, "count-me-in/"), {"on": "yes"})

    assert place_of(stage.khadija, stage.steppers).standing_yes
    assert "We count you in unless you say no." in client.get("/home/").content.decode()
    client.post(group(stage, "count-me-in/"), {"on": "no"})
    assert not place_of(stage.khadija, stage.steppers).standing_yes


def test_who_left_a_moment_ago_is_told_so(stage, as_, monkeypatch):
    """Two presses at once: the page was theirs when it was opened, and not any more when it was sent."""
    count_me_in = members.count_me_in

    def after_leaving(place, **how):
        members.leave(place, by=stage.khadija)
        return count_me_in(place, **how)

    monkeypatch.setattr(members, "count_me_in", after_leaving)

    page = as_(stage.khadija).post(group(stage, "count-me-in/"), {"on": "yes"}, follow=True)

    assert page.status_code == 200
    assert "be done any more" in page.content.decode()


def test_only_staying_in_touch(stage, meeting, as_):
    client = as_(stage.khadija)

    page = client.post(group(stage, "part/"), {"how": "IN_TOUCH"}, follow=True).content.decode()

    assert "You stay in touch." in page
    assert place_of(stage.khadija, stage.steppers).takes_part == "IN_TOUCH"
    client.post(group(stage, "part/"), {"how": "MEETS"})
    assert place_of(stage.khadija, stage.steppers).takes_part == "MEETS"


# Places ────────────────────────────────────────────────────────────────────────────────────────────────────────────

NEW = {"name": "The bandstand", "kind": "OUTDOORS", "postcode": "la17qx"}
FACTS = dict.fromkeys(Place.FACTS, "UNKNOWN")


def test_adding_a_place_leads_to_its_facts(stage, as_):
    sent = as_(stage.khadija).post(group(stage, "places/new/"), NEW)

    place = Place.objects.get(name="The bandstand")
    assert (place.group, place.postcode, place.short_name) == (stage.steppers, "LA1 7QX", "The bandstand")
    assert sent.url == group(stage, f"places/{place.pk}/check/")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "Enter the name of the place"),
        ({"kind": ""}, "Answer the question: What kind of place is it?"),
        ({"postcode": "Larkfield"}, "Enter a full postcode, such as LA1 7QX"),
        ({"phone": "12"}, "Check the phone number"),
        ({"name": "A very long name for a small place"}, "Enter a short name: 22 letters or fewer"),
    ],
)
def test_a_place_filled_in_wrong(stage, as_, change, wrong):
    page = as_(stage.khadija).post(group(stage, "places/new/"), {**NEW, **change}).content.decode()

    assert wrong in page
    assert not Place.objects.filter(name=NEW["name"]).exists()


def test_checking_a_place_says_who_and_when(stage, sharing_all, as_):
    client, at = as_(stage.khadija), group(stage, f"places/{stage.cafe.pk}/")
    version = client.get(f"{at}check/").context["form"].initial["version"]

    page = client.post(
        f"{at}check/", {**FACTS, "step_free": "YES", "version": version}, follow=True
    ).content.decode()

    assert "Khadija checked this on 24 November." in page
    assert "No steps." in page


def test_two_people_check_a_place_at_once_and_nothing_is_lost(stage, sharing_all, as_):
    client, at = as_(stage.khadija), group(stage, f"places/{stage.cafe.pk}/check/")
    version = client.get(at).context["form"].initial["version"]
    places.check(stage.cafe, by=stage.ellis, toilet="NO")

    page = client.post(at, {**FACTS, "bus": "The 42 stops outside", "version": version})

    words = page.content.decode()
    assert "Someone else changed this while your page was open" in words
    assert "What is saved now" in words
    assert "The 42 stops outside" in words
    again = page.context["form"].data["version"]
    client.post(at, {**FACTS, "bus": "The 42 stops outside", "version": again})
    stage.cafe.refresh_from_db()
    assert (stage.cafe.bus, stage.cafe.checked_by) == ("The 42 stops outside", stage.khadija)


def test_a_fact_left_out_is_asked_for_by_name(stage, as_):
    page = as_(stage.khadija).post(group(stage, f"places/{stage.cafe.pk}/check/"), {**FACTS, "quiet": ""})

    assert "Choose yes, no or not sure: quiet enough to talk" in page.content.decode()


def test_places_of_another_group_are_unknown(stage, as_):
    theirs = places.add(stage.harbour, by=stage.rhys, name="The pier", short_name="The pier")

    assert as_(stage.khadija).get(group(stage, f"places/{theirs.pk}/")).status_code == 404
    assert "The pier" not in as_(stage.khadija).get(group(stage, "places/")).content.decode()


def test_only_organisers_take_a_place_off_the_list(stage, as_):
    own = places.add(stage.steppers, by=stage.gwen, name="The bandstand", short_name="Bandstand")
    at = group(stage, f"places/{own.pk}/close/")

    assert as_(stage.khadija).post(at).status_code == 403
    assert (
        as_(stage.gwen).post(group(stage, f"places/{stage.cafe.pk}/close/")).status_code == 404
    )  # everybody's
    as_(stage.gwen).post(at)
    own.refresh_from_db()
    assert own.closed_at is not None


# The agreement and the calendar ────────────────────────────────────────────────────────────────────────────────────


def test_agreement_begins_with_what_many_agree(stage, as_):
    page = as_(stage.khadija).get(group(stage, "agreement/")).content.decode()

    assert "What is said in the group stays in the group." in page
    assert as_(stage.khadija).get(group(stage, "agreement/change/")).status_code == 403


def test_organiser_writes_the_agreement_down(stage, as_):
    client, at = as_(stage.gwen), group(stage, "agreement/change/")
    version = client.get(at).context["form"].initial["version"]

    page = client.post(at, {"agreement": "We laugh.", "version": version}, follow=True).content.decode()

    assert "<li>We laugh.</li>" in page


def feed(address):
    return Client().get(address.removeprefix("http://127.0.0.1:8000"))


def test_calendar_address_is_made_by_a_button_and_needs_no_sign_in(stage, meeting, as_):
    client = as_(stage.khadija)

    client.get(group(stage, "calendar/"))
    assert not Link.objects.filter(purpose="calendar").exists()
    address = client.post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]

    text = feed(address).content.decode()
    assert "SUMMARY:Steady Steppers" in text
    assert "STATUS:CONFIRMED" in text


def test_calendar_says_when_a_meeting_is_off_and_counts_up(stage, meeting, as_):
    address = as_(stage.khadija).post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]
    meetings.cancel(meeting, by=stage.gwen)

    text = feed(address).content.decode()

    assert "STATUS:CANCELLED" in text
    assert "SEQUENCE:3" in text


def test_a_new_address_ends_the_old_one(stage, meeting, as_):
    client = as_(stage.khadija)
    old = client.post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]

    new = client.post(group(stage, "calendar/"), {"x": "2"}, follow=True).context["address"]

    assert old != new
    assert feed(old).status_code == 404
    assert feed(new).status_code == 200


def test_calendar_of_somebody_who_left_is_empty(stage, meeting, as_):
    address = as_(stage.khadija).post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]
    members.leave(place_of(stage.khadija, stage.steppers), by=stage.khadija)

    assert "Steady Steppers" not in feed(address).content.decode()


# Strangers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "more",
    [
        "", "people/", "agreement/", "calendar/", "count-me-in/", "part/", "pause/", "come-back/", "leave/", "left/",
        "organising/", "organising/offer/", "organising/take-a-turn/", "organising/step-back/", "settings/",
        "settings/rest/",
        "settings/goodbye/", "settings/service/", "places/", "places/new/", "meetings/", "meetings/new/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["rhys", "piran", "sam", "nadia", "olive"])
def test_strangers_and_staff_find_nothing(stage, as_, who, more):
    before = list(Membership.objects.order_by("pk").values())

    assert as_(getattr(stage, who)).get(group(stage, more)).status_code == 404
    assert as_(getattr(stage, who)).post(group(stage, more), {"x": "1"}).status_code == 404

    assert list(Membership.objects.order_by("pk").values()) == before


def test_all_pages_are_light(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    for more in (
        "",
        "people/",
        "organising/",
        "settings/",
        "places/",
        "meetings/new/",
        f"places/{stage.cafe.pk}/check/",
    ):
        assert len(client.get(group(stage, more)).content) < 60_000, more
    assert clock.now()
