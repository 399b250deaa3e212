"""What a page weighs on its way to a phone, and how many statements the staff's lists cost: budgets, not times."""

import gzip
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from groups.models import Group, Meeting
from groups.states import MeetingState
from notifications.models import Link, Message
from notifications.states import Channel, MessageState
from tests import cast

WIRE, REQUESTS, RAW, LINK_RAW = 35_000, 3, 60_000, 15_000
MEMBERS_PAGES = {
    "home": "/home/",
    "my group": "/groups/{code}/",
    "meeting": "/groups/{code}/meetings/{meeting}/",
    "my meetings": "/groups/{code}/meetings/",
    "people": "/groups/{code}/people/",
    "who does what": "/groups/{code}/organising/",
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The static files as they are collected for the web server: the style sheet whole, all compressed."""
    folder = tmp_path_factory.mktemp("collected")
    storage = {"staticfiles": {"BACKEND": "followon.web.storage.SiteStorage"}}
    with override_settings(STATIC_ROOT=str(folder), STORAGES=storage):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def wire(html, collected):
    """Bytes and requests of a first visit: the page, and whatever it names that is loaded with it."""
    found = re.findall(r'<link rel="(?:stylesheet|icon)" href="/([^"]+)"|<script[^>]* src="/([^"]+)"', html)
    files = [(collected / (css or js).removeprefix("static/")) for css, js in found]
    sizes = [Path(f"{file}.gz").stat().st_size for file in files]
    return len(gzip.compress(html.encode())) + sum(sizes), 1 + len(files)


@pytest.mark.parametrize("name", MEMBERS_PAGES)
def test_a_members_page_is_light_enough_for_a_bad_line(stage, as_, meeting, collected, name):
    path = MEMBERS_PAGES[name].format(code=stage.steppers.code, meeting=meeting.pk)

    html = as_(stage.gwen).get(path).content.decode()
    weight, requests = wire(html, collected)

    assert "<h1" in html
    assert weight <= WIRE
    assert requests <= REQUESTS
    assert len(html.encode()) <= RAW


def test_a_private_link_is_lighter_still(stage, meeting, collected):
    _, token = Link.objects.make(
        purpose="answer", person=stage.khadija, about=f"meeting:{meeting.pk}",
        expires_at=meeting.ends_at + timedelta(days=7),
    )  # fmt: skip

    html = Client().get(f"/r/{token}/").content.decode()
    weight, requests = wire(html, collected)

    assert "Can you come?" in html
    assert weight <= WIRE
    assert requests <= REQUESTS
    assert len(html.encode()) <= LINK_RAW


def many(stage, number):
    """So many groups that meet, programmes in their last three sessions, and messages that need somebody."""
    for n in range(number):
        group = Group.objects.create(
            service=stage.severn, name=f"The very long name of group number {n}", short_name=f"G {n}",
            usual_place=stage.cafe,
        )  # fmt: skip
        held = cast.meeting(group, on=date(2026, 10, 29), where=stage.cafe)
        Meeting.objects.filter(pk=held.pk).update(state=MeetingState.HELD, came=5)
        cast.meeting(group, on=date(2026, 12, 3), where=stage.cafe)
        Message.objects.create(
            kind="meeting-ask", person=stage.bill, channel=Channel.SMS, about=f"meeting:{n}", key=f"many:{n}",
            by="job:test", service_id=stage.severn.pk, group_id=group.pk, send_at=held.starts_at,
            next_at=cast.clock.now() - timedelta(hours=1), state=MessageState.UNDELIVERED,
            reason="The phone could not be reached",
        )  # fmt: skip


STAFF_LISTS = {
    "/team/": 9,
    "/team/groups/": 9,
    "/team/groups/?needs=help": 9,
    "/team/insights/groups/": 7,
    "/team/handovers/": 9,
    "/team/programmes/": 5,
    "/team/messages/": 10,  # one more than a list should: sends that wait for a second person
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", STAFF_LISTS)
def test_a_staff_list_costs_the_same_however_long(stage, as_, path, rows, django_assert_max_num_queries):
    many(stage, rows)
    client = as_(stage.nadia)
    client.get(path)

    with django_assert_max_num_queries(STAFF_LISTS[path]):
        page = client.get(path)

    assert page.status_code == 200


@pytest.mark.parametrize("path", ["/team/", "/team/groups/", "/team/insights/groups/", "/team/messages/"])
def test_a_full_staff_list_is_not_too_heavy(stage, as_, path):
    many(stage, 55)

    html = as_(stage.nadia).get(path).content

    assert b"<h1" in html
    assert len(html) <= RAW


def test_answering_by_a_private_link_takes_few_statements(stage, meeting, django_assert_max_num_queries):
    _, token = Link.objects.make(
        purpose="answer", person=stage.khadija, about=f"meeting:{meeting.pk}",
        expires_at=meeting.ends_at + timedelta(days=7),
    )  # fmt: skip
    client = Client()
    client.post(f"/r/{token}/", {"coming": "NO"})

    with django_assert_max_num_queries(14):
        page = client.post(f"/r/{token}/", {"coming": "YES"})

    assert page.url.endswith("?said=1#said")
    told = Message.objects.filter(person=stage.khadija, kind="meeting-tomorrow", state=MessageState.SCHEDULED)
    assert told.count() == 1
