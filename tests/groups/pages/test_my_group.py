"""My group: its page, its people as each shares themselves, and what it agreed on."""

from datetime import date, timedelta

import pytest

from groups.actions import members
from groups.models import Group
from groups.protocol import Purpose
from groups.sharing import PURPOSES
from tests import cast
from tests.groups.pages.conftest import share
from tests.groups.pages.paths import group

# The group ──────────────────────────────────────────────────────────────────────────────────────────────────


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


# People ─────────────────────────────────────────────────────────────────────────────────────────────────────


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


# What it agreed on ──────────────────────────────────────────────────────────────────────────────────────────


def test_agreement_begins_with_what_many_agree(stage, as_):
    page = as_(stage.khadija).get(group(stage, "agreement/")).content.decode()

    assert "What is said in the group stays in the group." in page
    assert as_(stage.khadija).get(group(stage, "agreement/change/")).status_code == 403


def test_organiser_writes_the_agreement_down(stage, as_):
    client, at = as_(stage.gwen), group(stage, "agreement/change/")
    version = client.get(at).context["form"].initial["version"]

    page = client.post(at, {"agreement": "We laugh.", "version": version}, follow=True).content.decode()

    assert "<li>We laugh.</li>" in page
