"""Answers in the room, from person to person: nothing is asked twice, and nothing shared by a no."""

from django.urls import reverse

from followon import clock
from followon.people.models import Consent, Method
from notifications.models import Preference
from pmp.actions import choices
from pmp.models import BestTimes, Choice, Enrolment
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.cast import cohort
from tests.pmp.known import events, handover_of, place
from tests.pmp.pages.reading import errors, forms, heading, send, words


def room(cast, who):
    return reverse(
        "pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, place(cast.larkfield, who).pk]
    )


def test_answers_in_the_room_go_from_person_to_person(as_, cast, board):
    client = as_("sam")
    start = client.get(f"{board}answers/")
    assert "0 of 9 have answered." in words(start)
    assert "Start with Aisha Begum" in words(start)

    page = client.get(room(cast, cast.aisha))
    assert heading(page) == "Aisha Begum"
    assert "Ana" not in words(page)
    answers = {
        "wish": "YES",
        "with_group": [Purpose.SHARE_NAME, Purpose.SHARE_MOBILE],
        "channel": "SMS",
        "parts": ["MORNING"],
    }
    following = send(client, page, answers)

    assert following.url == room(cast, cast.ana)
    choice = Choice.objects.get()
    assert (choice.wish, choice.method, choice.recorded_by) == ("YES", "ROOM", f"person:{cast.sam.pk}")
    assert set(Consent.objects.filter(person=cast.aisha).in_force().values_list("purpose", flat=True)) == {
        Purpose.SHARE_NAME,
        Purpose.SHARE_MOBILE,
    }
    assert Preference.objects.get(person=cast.aisha).channel == "SMS"
    assert BestTimes.objects.get(person=cast.aisha).parts == ["MORNING"]
    assert "Go on with Ana Costa" in words(client.get(f"{board}answers/"))


def test_skipping_goes_on_and_comes_round_again(as_, cast, board):
    client = as_("sam")
    people = [one.person.first_name for one in Enrolment.objects.filter(cohort=cast.larkfield)]
    last = Enrolment.objects.get(cohort=cast.larkfield, person=cast.tom)
    page = client.get(reverse("pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, last.pk]))

    assert people[-1] == "Tom"
    assert f'href="{room(cast, cast.aisha)}"' in page.content.decode()


def test_the_last_answer_leads_back_to_the_list(as_, cast, board):
    for one in Enrolment.objects.exclude(person=cast.tom):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    client = as_("sam")

    following = send(client, client.get(room(cast, cast.tom)), {"wish": "NOT_FOR_ME"})

    assert following.url == f"{board}answers/"
    assert "Everybody has answered." in words(client.get(following.url))


def test_not_for_me_in_the_room_shares_nothing(as_, cast):
    client = as_("sam")
    answers = {
        "wish": "NOT_FOR_ME",
        "with_group": [Purpose.SHARE_NAME],
        "with_service": [Purpose.MEETUP_NEWS],
        "parts": ["EVENING"],
    }

    send(client, client.get(room(cast, cast.tom)), answers)

    agreed = Consent.objects.filter(person=cast.tom).in_force().values_list("purpose", flat=True)
    assert list(agreed) == [Purpose.MEETUP_NEWS]
    assert not BestTimes.objects.exists()


def test_an_answer_without_a_wish_is_asked_for_and_the_rest_is_kept(as_, cast):
    client = as_("sam")

    answer = send(client, client.get(room(cast, cast.tom)), {"with_group": [Purpose.SHARE_NAME]})

    assert errors(answer) == ["Choose one of the three answers, or skip this person"]
    assert forms(answer)[-1]["fields"]["with_group"] == [Purpose.SHARE_NAME]


def test_only_what_somebody_has_can_be_shared(as_, cast):
    page = as_("sam").get(room(cast, cast.colin))

    assert "My home phone number" in words(page)
    assert "My mobile number" not in words(page)
    assert "My email address" not in words(page)


def test_pressing_save_twice_writes_it_down_once(as_, cast):
    client = as_("sam")
    [form] = [one for one in forms(client.get(room(cast, cast.tom))) if one["method"] == "post"]
    fields = {**form["fields"], "wish": "YES"}

    client.post(room(cast, cast.tom), fields)
    client.post(room(cast, cast.tom), fields)

    assert events().count("pmp.choice.recorded") == 1


def test_reasons_are_never_asked_in_the_room(as_, cast):
    assert "reason" not in as_("sam").get(room(cast, cast.tom)).content.decode().casefold()


def test_somebody_of_another_programme_is_not_in_this_room(as_, cast):
    other = cohort(cast.severn, "Northgate", first=clock.today())
    stranger = Enrolment.objects.create(cohort=other, person=cast.rhys)

    address = reverse("pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, stranger.pk])

    assert as_("sam").get(address).status_code == 404
