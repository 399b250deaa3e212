"""A handover becomes a group, page by page; who is still to sort out; nothing typed is lost."""

import pytest

from followon import clock
from followon.people.models import Method
from groups.models import Group, Job, Membership, OrganiserTurn
from pmp.actions import choices, handovers
from pmp.models import BestTimes, Enrolment
from pmp.states import Wish

NAME = {"name": "Larkfield Lunchers", "short_name": "Lunchers", "purposes": ["SOCIAL"]}
RHYTHM = {"rhythm": "EVERY_WEEKS", "every_weeks": "2"}
FIRST = {
    "has_date": "yes", "on_date_day": "10", "on_date_month": "12", "on_date_year": "2026", "start_time": "11am"
}  # fmt: skip


@pytest.fixture
def handover(stage):
    """Everybody of Larkfield Autumn has been asked; Maria, Tom, Dev and Joan said yes, and heard from us."""
    for enrolment in Enrolment.objects.filter(cohort=stage.larkfield).select_related("person"):
        yes = enrolment.person in (stage.maria, stage.tom, stage.dev, stage.joan)
        choices.record(enrolment, wish=Wish.YES if yes else Wish.NOT_FOR_ME, method=Method.ROOM, by=stage.sam)
        if yes:
            choices.share(
                enrolment, purposes={"share.name", "share.mobile"}, method=Method.ROOM, by=stage.sam
            )
            handovers.mark_reached(enrolment, by=stage.sam)
    return stage.larkfield.handover


def path(handover):
    return f"/team/groups/new/{handover.pk}/"


def everything(stage, **change):
    jobs = {"organiser": str(stage.maria.pk), "stand_in": str(stage.tom.pk)}
    return {**NAME, **RHYTHM, **jobs, **FIRST, "place": str(stage.cafe.pk), **change}


def test_page_by_page_to_a_group(stage, handover, as_):
    client, sent = as_(stage.sam), {}

    assert "4 people said yes." in client.get(path(handover)).content.decode()
    steps = [
        NAME,
        RHYTHM,
        {"organiser": stage.maria.pk, "stand_in": stage.tom.pk},
        {**FIRST, "place": stage.cafe.pk},
    ]
    titles = [
        "How often will they meet?",
        "Who will organise?",
        "When do they first meet?",
        "Check, then form the group",
    ]
    for number, (step, title) in enumerate(zip(steps, titles, strict=True)):
        sent |= step
        page = client.post(path(handover), {**sent, "page": number}).content.decode()
        assert f'<h1 class="nhsuk-heading-l">{title}</h1>' in page
        assert "There is a problem" not in page
    for words in (
        "Larkfield Lunchers",
        "Every 2 weeks",
        "Maria Costa",
        "Tom Reed",
        "Thursday 10 December, 11am",
    ):
        assert words in page
    assert not Group.objects.filter(cohort=stage.larkfield).exists()

    done = client.post(path(handover), {**sent, "page": 4}, follow=True).content.decode()
    group = Group.objects.get(cohort=stage.larkfield)
    assert "Larkfield Lunchers has begun" in done
    assert {member.person for member in Membership.objects.filter(group=group)} == {
        stage.maria, stage.tom, stage.dev, stage.joan
    }  # fmt: skip
    assert OrganiserTurn.objects.get(group=group, job=Job.ORGANISER).membership.person == stage.maria
    assert (group.every_weeks, group.tutor) == (2, stage.posts["ruth"])


def test_names_are_asked_for_before_going_on(stage, handover, as_):
    page = as_(stage.sam).post(path(handover), {**NAME, "short_name": "", "page": "0"}).content.decode()

    assert "Enter the short name for texts" in page
    assert 'value="Larkfield Lunchers"' in page
    assert "What is the group called?" in page


def test_a_health_word_is_a_hint_that_can_be_passed(stage, handover, as_):
    client = as_(stage.sam)

    page = client.post(path(handover), {**NAME, "short_name": "Pain Lunchers", "page": "0"})
    assert "tells others about your health" in page.content.decode()
    kept = page.context["form"].data["kept_name"]
    page = client.post(
        path(handover), {**NAME, "short_name": "Pain Lunchers", "kept_name": kept, "page": "0"}
    )

    assert "How often will they meet?" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "change", "wrong"),
    [
        (1, {"every_weeks": ""}, "Enter how many weeks, such as 2"),
        (3, {"on_date_year": "2025"}, "That day and time have gone by. Choose one to come"),
        (3, {"on_date_day": ""}, "The date must have a day"),
        (3, {"start_time": ""}, "Enter a time, such as 11am"),
        (3, {"has_date": ""}, "Answer the question: Have they agreed a first date?"),
    ],
)
def test_a_page_filled_in_wrong(stage, handover, as_, page, change, wrong):
    words = as_(stage.sam).post(path(handover), everything(stage, page=page, **change)).content.decode()

    assert wrong in words
    assert 'value="Larkfield Lunchers"' in words  # travels along, typed on another page


def test_one_person_does_not_do_both_jobs(stage, handover, as_):
    both = everything(stage, page=2, stand_in=str(stage.maria.pk))

    assert (
        "Choose somebody else to stand in, or nobody yet"
        in as_(stage.sam).post(path(handover), both).content.decode()
    )


def test_only_people_who_said_yes_can_organise(stage, handover, as_):
    as_(stage.sam).post(path(handover), everything(stage, page=4, organiser=str(stage.lena.pk)))

    assert not Group.objects.filter(cohort=stage.larkfield).exists()


def test_no_date_yet_is_fine(stage, handover, as_):
    page = (
        as_(stage.sam)
        .post(path(handover), everything(stage, page=4, has_date="no"), follow=True)
        .content.decode()
    )

    assert "There is no date yet. The organiser picks one." in page


def test_going_back_keeps_what_was_typed(stage, handover, as_):
    page = as_(stage.sam).post(path(handover), everything(stage, page=4, back="0")).content.decode()

    assert 'value="Larkfield Lunchers"' in page
    assert "There is a problem" not in page
    assert f'name="organiser" value="{stage.maria.pk}"' in page


def test_pressing_twice_forms_one_group(stage, handover, as_):
    client = as_(stage.sam)
    sent = [client.post(path(handover), everything(stage, page=4, **{"form-key": "one"})) for _ in range(2)]

    assert sent[0].url == sent[1].url
    assert Group.objects.filter(cohort=stage.larkfield).count() == 1
    assert client.get(path(handover)).url == f"/team/groups/{Group.objects.get(cohort=stage.larkfield).code}/"


def test_who_is_still_to_sort_out_comes_first(stage, handover, as_):
    Enrolment.objects.filter(person=stage.tom).update(reached_at=None)

    page = as_(stage.sam).get(path(handover)).content.decode()
    tried = as_(stage.sam).post(path(handover), everything(stage, page=4))

    assert "1 person still to sort out" in page
    assert "Tom Reed" in page
    assert "still to sort out" in tried.content.decode()
    assert not Group.objects.filter(cohort=stage.larkfield).exists()


def test_ideas_come_from_when_people_manage_best(stage, handover, as_):
    for who in (stage.maria, stage.tom, stage.dev):
        BestTimes.objects.create(person=who, parts=["MORNING"], weekdays=[3])

    page = as_(stage.sam).post(path(handover), everything(stage, page=2)).content.decode()

    assert "Thursday, morning (before midday): suits 3 of 3" in page


def test_with_two_answers_everybody_would_know_who_cannot(stage, handover, as_):
    for who in (stage.maria, stage.tom):
        BestTimes.objects.create(person=who, parts=["MORNING"], weekdays=[3])

    assert (
        "From when people manage best"
        not in as_(stage.sam).post(path(handover), everything(stage, page=2)).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "status"), [("ruth", 403), ("olive", 404), ("gwen", 404), ("maria", 404), ("piran", 404)]
)
def test_who_may_not(stage, handover, as_, who, status):
    client = as_(getattr(stage, who))

    assert client.get(path(handover)).status_code == status
    assert client.post(path(handover), everything(stage, page=4)).status_code == status
    assert not Group.objects.filter(cohort=stage.larkfield).exists()
    assert clock.now()
