"""A few ideas: members read them, organisers act on them, strangers find nothing."""

import pytest

from groups.actions import lifecycle
from groups.models import Grant, Group, QuietSpell
from groups.rhythm import Rhythm
from notifications.models import Message


@pytest.fixture
def page(stage):
    return f"/groups/{stage.steppers.code}/quieter/"


def test_an_organiser_can_act(stage, as_, page):
    lifecycle.change(stage.steppers, by=stage.gwen, rhythm=Rhythm("EVERY_WEEKS", every_weeks=2))
    said = as_(stage.gwen).get(page).content.decode()

    for words in (
        "Another time of day", "Shorter, or by phone", "Every 4 weeks from now on", "Share the work",
        "Rest as a group", "Stay in touch as friends", "Say goodbye as a group", "Ask them to get in touch",
        "We have lost touch with each other", "see how to reach our organiser",
    ):  # fmt: skip
        assert words in said, words


def test_a_member_reads_and_decides_nothing(stage, as_, page):
    said = as_(stage.khadija).get(page).content.decode()

    assert "Another time of day" in said
    assert "/meetings/new/" not in said  # planning is the organisers'
    assert "<button" not in said.split("</h1>")[1].split("</main>")[0]
    for door in ("why/", "half-as-often/", "ask/"):
        assert as_(stage.khadija).post(f"{page}{door}", {"reasons": "TIMES"}).status_code == 403
    assert not QuietSpell.objects.exists()


def test_a_stand_in_asks_without_giving_the_organiser_away(stage, as_, page):
    client = as_(stage.ellis)

    assert "see how to reach our organiser" not in client.get(page).content.decode()
    client.post(f"{page}ask/", {"may_ring": "on"})

    assert not Grant.objects.exists()
    assert Message.objects.filter(kind="group-asks-for-a-hand").count() == 1


def test_an_organiser_says_why_and_the_team_sees_it_and_no_more(stage, as_, page):
    as_(stage.gwen).post(f"{page}why/", {"reasons": ["TIMES"]})

    team = as_(stage.nadia).get(f"/team/groups/{stage.steppers.code}/").content.decode()
    assert "Why it is quiet, as they say" in team
    assert "The days, the times or getting there" in team
    assert "Gwen" not in team
    assert "checked" in as_(stage.gwen).get(page).content.decode()


def test_half_as_often_in_one_step(stage, as_, page):
    lifecycle.change(stage.steppers, by=stage.gwen, rhythm=Rhythm("EVERY_WEEKS", every_weeks=2))

    said = as_(stage.gwen).post(f"{page}half-as-often/", follow=True).content.decode()

    assert "You meet every 4 weeks now." in said
    assert Group.objects.get(pk=stage.steppers.pk).every_weeks == 4


def test_without_a_rhythm_there_is_nothing_to_halve(stage, as_, page):
    said = as_(stage.gwen).post(f"{page}half-as-often/", follow=True).content.decode()

    assert "You agree the next date each time." in said


def test_friends_is_chosen_already_on_the_goodbye_page(stage, as_, page):
    said = (
        as_(stage.gwen)
        .get(f"/groups/{stage.steppers.code}/settings/goodbye/?because=friends")
        .content.decode()
    )

    friends = next(part for part in said.split("<input") if 'value="friends"' in part)
    assert "checked" in friends


def test_strangers_find_nothing(stage, as_, page):
    for who in (stage.rhys, stage.piran, stage.nadia, stage.olive):
        assert as_(who).get(page).status_code == 404
        for door in ("why/", "half-as-often/", "ask/"):
            assert as_(who).post(f"{page}{door}").status_code == 404
