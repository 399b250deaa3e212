"""What was refused is written down: which account, which page, which thing; never a name or a private link."""

import io
import logging

import pytest
from django.http import Http404
from django.test import Client
from django.urls import resolve

from followon.web import errors


@pytest.fixture
def told():
    """The lines about refusals, as the console has them, without their time."""
    [console] = [one for one in logging.getLogger().handlers if one.name == "console"]
    stream = io.StringIO()
    before = console.setStream(stream)
    yield lambda: [
        line.partition("Z ")[2] for line in stream.getvalue().splitlines() if "was refused" in line
    ]
    console.setStream(before)


def test_a_page_that_is_not_for_somebody(stage, as_, told):
    assert as_(stage.sam).get("/team/staff/new/").status_code == 403

    assert told() == [
        f"WARNING followon.web.errors GET pmp:team_staff_new was refused with 403 to person:{stage.sam.pk}"
    ]


def test_a_thing_of_somebody_else(stage, as_, told):
    theirs = stage.posts["olive"]
    assert as_(stage.nadia).post(f"/team/staff/{theirs.pk}/stand-down/").status_code == 404

    assert told() == [
        f"WARNING followon.web.errors POST pmp:team_staff_stand_down (post_id={theirs.pk}) was refused with 404 "
        f"to person:{stage.nadia.pk}"
    ]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/team/history/person:Gwen Hale/", "audit:team_history"),
        ("/groups/gwen-hale/", "groups:my_group"),
        ("/team/staff/7700900123/stand-down/", "pmp:team_staff_stand_down (post_id=[number])"),
    ],
)
def test_what_was_typed_into_an_address_is_not_kept(stage, as_, told, path, kept):
    assert as_(stage.nadia).get(path).status_code == 404

    assert told() == [
        f"WARNING followon.web.errors GET {kept} was refused with 404 to person:{stage.nadia.pk}"
    ]


def test_a_private_link_is_not_kept(stage, rf, told):
    request = rf.get("/c/abcDEF1234/nowhere/")
    request.resolver_match, request.user = resolve(request.path), stage.sam

    errors.write_down(request, Http404())

    assert told() == [
        f"WARNING followon.web.errors GET pmp:link_choice_step was refused with 404 to person:{stage.sam.pk}"
    ]


def test_nobody_is_named_who_is_not_signed_in(stage, told):
    assert Client().get("/team/staff/new/").status_code == 302
    assert Client().get("/r/abcdefghij/").status_code == 410

    assert told() == []
