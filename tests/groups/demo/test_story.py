"""The demo's story loads through the actions, and tells what Table 2 of the paper tells."""

from datetime import timedelta
from statistics import median

import pytest
from django.core.management import CommandError, call_command

from followon import clock
from followon.people.models import User
from groups.demo import story, table2
from groups.demo.post_office import PostOffice
from groups.models import Group
from groups.states import GroupState
from notifications import housekeeping
from notifications.models import Message
from notifications.states import MessageState
from pmp.models import Handover
from pmp.states import HandoverState
from tests.notifications.conftest import running_standin, standin  # noqa: F401


def test_table_2_is_told_as_it_was_printed():
    rows = table2.sketches()

    assert [row.letter for row in rows] == list("ABCDEFGHIJK")
    assert median(row.months for row in rows) == 13
    assert (min(row.months for row in rows), max(row.months for row in rows)) == (6, 80)
    assert [row.letter for row in rows if row.men == 0] == list("BDEI")


def test_the_demo_is_refused_outside_the_demo():
    with pytest.raises(CommandError):
        call_command("demo")


def test_the_demo_is_refused_where_there_are_people(stage):
    with pytest.raises(story.AlreadyTold):
        story.tell(PostOffice.__new__(PostOffice))


@pytest.mark.django_db(transaction=True)
def test_the_whole_story_is_told(standin):  # noqa: F811
    told = story.tell(PostOffice(standin))

    assert "2 services" in told
    assert Group.objects.filter(service__name__startswith="Severn").count() == 17
    assert set(Group.objects.values_list("state", flat=True)) >= {
        GroupState.MEETING, GroupState.RESTING, GroupState.CLOSED,
    }  # fmt: skip
    assert Handover.objects.filter(state=HandoverState.NO_GROUP).count() == 1
    assert not Handover.objects.get(cohort__name="Larkfield Autumn").is_over
    assert Group.objects.get(name="Last Orders").meetings.count() == 1
    assert not Message.objects.filter(state__in=[MessageState.DEAD, MessageState.UNCERTAIN]).exists()
    housekeeping.expire_calls()
    assert not Message.objects.filter(state=MessageState.EXPIRED).exists()  # nobody was forgotten
    assert not Message.objects.by_hand(
        clock.now() - timedelta(days=7)
    ).exists()  # and there is something to ring for
    assert {"contact-check", "meetup-dates"} <= set(Message.objects.by_hand().values_list("kind", flat=True))
    assert not User.objects.exclude(email="").exclude(email__endswith="@example.org").exists()
    assert not User.objects.exclude(mobile="").exclude(mobile__startswith="+447700900").exists()
