"""What a group lets its service see again has a name and an end; a tutor's access and a post's end by themselves."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups.actions import lifecycle, members
from groups.models import Group, Membership
from groups.sharing import PURPOSES
from tests.visitors import signed_in


def team_page(stage, who="nadia"):
    return signed_in(getattr(stage, who)).get(f"/team/groups/{stage.steppers.code}/").content.decode()


def test_a_grant_shows_its_scope_and_nothing_else_until_its_day(stage, now):
    """Even then only first names, and only of those who show theirs to the group."""
    place = Membership.objects.get(person=stage.khadija, group=stage.steppers)
    members.share(place, purposes=set(PURPOSES), method=Method.SCREEN, by=stage.khadija)
    until = clock.today() + timedelta(days=30)
    assert "Khadija" not in team_page(stage)

    given = lifecycle.grant(stage.steppers, scope="NAMES", until=until, by=stage.gwen)

    assert "Khadija" in team_page(stage)
    assert stage.khadija.mobile not in team_page(stage)
    with clock.moved_to(now + timedelta(days=29)):
        assert "Khadija" in team_page(stage)
    with clock.moved_to(now + timedelta(days=30)):
        assert "Khadija" not in team_page(stage)
    lifecycle.withdraw_grant(given, by=stage.gwen)
    assert "Khadija" not in team_page(stage)


@pytest.mark.parametrize("who", ["ruth", "olive"])
def test_a_grant_is_for_the_services_clinicians_and_coordinators_alone(stage, who):
    lifecycle.grant(stage.steppers, scope="NAMES", until=clock.today() + timedelta(days=30), by=stage.gwen)

    assert "Khadija" not in team_page(stage, who)


def test_reaching_the_organiser_needs_its_own_grant(stage):
    ends = clock.today() + timedelta(days=30)
    lifecycle.grant(stage.steppers, scope="NAMES", until=ends, by=stage.gwen)
    local = f"0{stage.gwen.mobile.removeprefix('+44')}"
    spoken = f"{local[:5]} {local[5:]}"
    assert spoken not in team_page(stage)

    lifecycle.grant(stage.steppers, scope="ORGANISER", until=ends, by=stage.gwen)

    assert spoken in team_page(stage)


def test_the_tutors_access_ends_by_itself(stage, now):
    ends = now + timedelta(days=14)
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"], tutor_until=ends)
    address = f"/team/groups/{stage.steppers.code}/"

    with clock.moved_to(ends - timedelta(minutes=1)):
        assert signed_in(stage.ruth).get(address).status_code == 200
    with clock.moved_to(ends):
        assert signed_in(stage.ruth).get(address).status_code == 404
        assert "Steady Steppers" not in signed_in(stage.ruth).get("/team/visits/").content.decode()


@pytest.mark.parametrize("who", ["sam", "nadia", "ruth"])
def test_everything_ends_with_the_post(stage, now, who):
    post = stage.posts[who]
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    post.until_date = clock.today() + timedelta(days=1)
    post.save()
    address = f"/team/groups/{stage.steppers.code}/"

    assert signed_in(getattr(stage, who)).get(address).status_code == 200
    with clock.moved_to(now + timedelta(days=1)):
        assert signed_in(getattr(stage, who)).get(address).status_code == 404
