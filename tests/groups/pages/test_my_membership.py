"""Pausing, coming back, leaving, being counted in, and only staying in touch."""

import pytest

from groups.actions import members
from groups.sharing import PURPOSES, purposes_of
from groups.states import MembershipState
from tests.groups.pages.conftest import place_of, share
from tests.groups.pages.paths import group


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
