"""Programmes: the list, a new one with every date to check, one with its sessions, and taking changes back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from followon import clock
from pmp.actions import handovers
from pmp.models import Cohort, Role
from tests.cast import cohort, post
from tests.pmp.known import events, handover_of
from tests.pmp.pages.reading import errors, forms, heading, send, words

NEW = {
    "name": "Northgate Winter",
    "where": "place",
    "place": "Northgate Library",
    "first_date_day": "12",
    "first_date_month": "January",
    "first_date_year": "2027",
    "count": "10",
    "time": "1pm",
}


def page(cast, name="team_programme", *more):
    return reverse(f"pmp:{name}", args=[cast.larkfield.pk, *more])


def test_the_list_has_the_newest_on_top_twenty_on_a_page(as_, cast):
    for number in range(21):
        cohort(cast.severn, f"Northgate {number}", first=date(2024, 1, 2) + timedelta(weeks=number))

    first, second = as_("sam").get("/team/programmes/"), as_("sam").get("/team/programmes/?page=2")

    assert words(first).index("Larkfield Autumn") < words(first).index("Northgate 20")
    assert "Northgate 0 " not in words(first)
    assert "Northgate 0 " in words(second)
    assert as_("sam").get("/team/programmes/?page=900").status_code == 200


def test_an_empty_list_says_what_will_be_here(as_, cast):
    assert "There is none yet: begin with “New programme”" in words(as_("olive").get("/team/programmes/"))


def test_a_tutor_sees_only_programmes_they_help_with(as_, cast):
    cohort(cast.severn, "Northgate", first=date(2026, 10, 1))

    assert "Northgate" not in words(as_("ruth").get("/team/programmes/"))


@pytest.fixture
def proposed(as_, cast):
    """Sam typed a programme and looks at its dates."""
    client = as_("sam")
    fields = {**NEW, "clinicians": [cast.posts["sam"].pk], "tutors": [cast.posts["ruth"].pk]}
    answer = client.post("/team/programmes/new/", fields, follow=True)
    return client, answer


def test_a_new_programme_is_opened_after_its_dates_were_checked(proposed, cast):
    client, answer = proposed
    assert heading(answer) == "Check the dates"
    assert Cohort.objects.filter(name="Northgate Winter").count() == 0
    assert "Northgate Library, 1pm" in words(answer)

    done = send(client, answer)

    made = Cohort.objects.get(name="Northgate Winter")
    assert done.url == reverse("pmp:team_programme", args=[made.pk])
    assert made.sessions.count() == 10
    assert (made.starts_on, made.handover.tutor) == (date(2027, 1, 12), cast.posts["ruth"])


def test_a_week_that_falls_out_is_changed_before_it_is_opened(proposed):
    client, answer = proposed

    send(client, answer, {"session_5_day": "11", "session_5_month": "2"})

    made = Cohort.objects.get(name="Northgate Winter")
    assert made.sessions.get(number=5).on_date == date(2027, 2, 11)


def test_two_sessions_on_one_day_are_said_so_and_nothing_typed_is_lost(proposed):
    client, answer = proposed

    again = send(client, answer, {"session_5_day": "2", "session_5_month": "2"})

    assert errors(again) == ["There is another session on this day. Change one of them"]
    assert forms(again)[-1]["fields"]["session_5_day"] == ["2"]
    assert not Cohort.objects.filter(name="Northgate Winter").exists()


def test_a_bank_holiday_is_pointed_out(as_, cast):
    fields = {**NEW, "first_date_day": "6", "first_date_month": "12", "first_date_year": "2026"}  # Sundays
    fields["first_date_day"] = "7"  # Mondays: 28 December is a holiday

    answer = as_("sam").post("/team/programmes/new/", fields, follow=True)

    assert "Monday, a bank holiday" in words(answer)


def test_pressing_twice_opens_one_programme(proposed):
    client, answer = proposed
    [form] = [one for one in forms(answer) if one["method"] == "post"]

    first = client.post("/team/programmes/new/check/", form["fields"])
    second = client.post("/team/programmes/new/check/", form["fields"])

    assert first.url == second.url
    assert Cohort.objects.filter(name="Northgate Winter").count() == 1


def test_going_back_shows_what_was_typed(proposed):
    client, _ = proposed

    fields = forms(client.get("/team/programmes/new/"))[-1]["fields"]

    assert (fields["name"], fields["first_date_month"], fields["time"]) == (
        ["Northgate Winter"],
        ["1"],
        ["1pm"],
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the name of the programme"),
        (
            {"name": "larkfield autumn"},
            "Your service has a programme with this name. Add the season or the year",
        ),
        ({"place": ""}, "Enter the place, such as Larkfield Health Centre"),
        ({"first_date_month": "Juny"}, "The month must be a number from 1 to 12, or a name such as March"),
        ({"first_date_year": "2036"}, "The date must be Thursday 6 April 2028 or earlier"),
        ({"time": "half one"}, "Enter a time, such as 11am or 2.30pm"),
        ({"count": "40"}, "Choose one of the answers shown"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_, changes, sentence):
    answer = as_("sam").post("/team/programmes/new/", {**NEW, **changes})

    assert errors(answer) == [sentence]
    assert answer.content.decode().count("Error: ") >= 1
    kept = {**NEW, **changes}["place"]
    assert forms(answer)[-1]["fields"]["place"] == [kept]


def test_an_online_programme_needs_no_place(as_):
    answer = as_("sam").post("/team/programmes/new/", {**NEW, "where": "online", "place": ""}, follow=True)

    assert "Online, 1pm" in words(answer)


def test_the_check_page_without_a_draft_goes_to_the_beginning(as_):
    assert as_("sam").get("/team/programmes/new/check/").url == "/team/programmes/new/"


def test_one_programme_shows_sessions_people_and_who_runs_it(as_, cast):
    shown = words(as_("sam").get(page(cast)))

    assert "10. Fri 20 November Handover" in shown
    assert "Maria Costa Not asked yet" in shown
    assert "Clinicians: Sam Oyelaran Patient tutors: Ruth Kemp" in shown


def test_a_tutor_sees_no_names_and_no_buttons(as_, cast):
    shown = as_("ruth").get(page(cast))

    assert "9 people are on this programme." in words(shown)
    assert "Maria" not in words(shown)
    assert "Move" not in words(shown)


def test_after_the_handover_staff_see_counts(as_, cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    shown = words(as_("sam").get(page(cast)))

    assert "9 people were on this programme." in shown
    assert "Maria" not in shown


def boxes(on):
    return {"on_day": on.day, "on_month": on.month, "on_year": on.year}


def test_moving_a_session_can_be_taken_back(as_, cast):
    client, eleventh = as_("sam"), cast.larkfield.sessions.get(number=11)
    old = eleventh.on_date
    form = client.get(page(cast, "team_session_move", eleventh.pk))
    assert "Friday 27 November, in 4 days" in words(form)

    shown = client.get(send(client, form, boxes(old + timedelta(days=1))).url)
    assert "is now on Saturday 28 November" in words(shown)
    assert cast.larkfield.sessions.get(number=11).on_date == old + timedelta(days=1)

    send(client, shown, number=0)
    assert cast.larkfield.sessions.get(number=11).on_date == old
    assert "is now on" not in words(client.get(page(cast, "team_programme_change")))


def test_removing_and_adding_can_be_taken_back(as_, cast):
    client, third = as_("sam"), cast.larkfield.sessions.get(number=3)
    days = list(cast.larkfield.sessions.order_by("number").values_list("on_date", flat=True))

    asked = client.get(page(cast, "team_session_remove", third.pk))
    assert heading(asked) == "Take session 3 out?"
    shown = client.get(send(client, asked).url)
    assert cast.larkfield.sessions.count() == 11
    shown = client.get(send(client, shown, number=0).url)
    assert list(cast.larkfield.sessions.order_by("number").values_list("on_date", flat=True)) == days
    send(client, shown, number=0)  # and the undo of the undo
    assert cast.larkfield.sessions.count() == 11


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 12, 4), "There is a session on Friday 4 December already. Choose another day."),
        (date(2029, 1, 1), "The date must be Tuesday 22 June or earlier"),
    ],
)
def test_a_day_that_does_not_do_is_said_so(as_, cast, on, sentence):
    client = as_("sam")

    answer = client.post(page(cast, "team_session_move", cast.larkfield.sessions.first().pk), boxes(on))

    assert errors(answer) == [sentence]


def test_a_thirteenth_session_is_refused(as_, cast):
    answer = as_("sam").post(page(cast, "team_session_add"), boxes(date(2026, 12, 11)))

    assert errors(answer) == ["A programme has at most 12 sessions. Move one instead."]


def test_a_held_session_stays(as_, cast):
    session = cast.larkfield.sessions.first()
    session.held_at = clock.now()
    session.save()

    answer = as_("sam").post(page(cast, "team_session_remove", session.pk))

    assert "This session has been held." in words(answer)


def test_a_session_of_another_programme_is_not_there(as_, cast):
    other = cohort(cast.severn, "Northgate", first=date(2026, 10, 1))

    answer = as_("sam").get(page(cast, "team_session_move", other.sessions.first().pk))

    assert answer.status_code == 404


def test_who_runs_it_and_its_name_can_be_changed(as_, cast):
    gwen = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)
    client = as_("nadia")
    send(client, client.get(page(cast, "team_programme_team")), {"tutors": [gwen.pk], "clinicians": []})
    send(
        client, client.get(page(cast, "team_programme_change")), {"name": "Larkfield 2026", "where": "online"}
    )

    cast.larkfield.refresh_from_db()
    assert handover_of(cast.larkfield).tutor == gwen
    assert (cast.larkfield.name, cast.larkfield.is_online, cast.larkfield.place) == (
        "Larkfield 2026",
        True,
        "",
    )


def test_a_name_that_is_taken_is_said_so(as_, cast):
    cohort(cast.severn, "Northgate", first=date(2026, 10, 1))
    client = as_("nadia")

    answer = send(client, client.get(page(cast, "team_programme_change")), {"name": "northgate"})

    assert errors(answer) == ["Your service has a programme with this name. Add the season or the year."]
    assert "pmp.cohort.changed" not in events()


@pytest.mark.parametrize("programmes", [1, 3])
def test_the_list_takes_as_many_queries_for_any_number(as_, cast, programmes, django_assert_num_queries):
    for number in range(programmes - 1):
        cohort(cast.severn, f"Northgate {number}", first=date(2026, 1, 2))
    client = as_("sam")
    client.get("/team/programmes/")

    with django_assert_num_queries(4):
        client.get("/team/programmes/")


@pytest.mark.parametrize("people", [1, 3])
def test_one_programme_takes_as_many_queries_for_any_number_of_people(
    as_, cast, people, django_assert_num_queries
):
    cast.larkfield.enrolments.exclude(
        pk__in=list(cast.larkfield.enrolments.values_list("pk", flat=True)[:people])
    ).delete()
    client = as_("sam")
    client.get(page(cast))

    with django_assert_num_queries(9):
        client.get(page(cast))
