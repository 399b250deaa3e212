"""A meeting on Thursday 10 December 2026 at 11, and words for what stands in the outbox."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from groups.actions import meetings, organisers
from groups.actions.meetings import Plan
from notifications.models import Message
from notifications.states import MessageState

THURSDAY = date(2026, 12, 10)
WAITING = (MessageState.SCHEDULED, MessageState.BY_HAND)


def the_plan(stage, **changes):
    return Plan(**{"on_date": THURSDAY, "start_time": time(11), "place": stage.cafe, **changes})


@pytest.fixture
def meeting(stage):
    return meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)


def met(stage, week=0, **changes):
    """A meeting so many weeks after that Thursday."""
    plan = the_plan(stage, on_date=THURSDAY + timedelta(weeks=week), **changes)
    return meetings.plan(stage.steppers, plan=plan, by=stage.gwen)


def outbox(about=None):
    """What is still to be said: kind, to whom, and when on the wall in London."""
    rows = Message.objects.filter(state__in=WAITING).select_related("person")
    if about is not None:
        rows = rows.filter(about=f"{about._meta.model_name}:{about.pk}")
    return {
        (row.kind, row.person.first_name, f"{clock.to_local(row.next_at, 'Europe/London'):%a %d %b %H:%M}")
        for row in rows
    }


def kinds_for(who, about=None):
    return sorted(kind for kind, first, _ in outbox(about) if first == who.first_name)


def let_go(*rows, state=MessageState.DELIVERED):
    """These messages have left and arrived; all that are due when none is named."""
    due = Message.objects.filter(state=MessageState.SCHEDULED, next_at__lte=clock.now())
    chosen = Message.objects.filter(pk__in=[row.pk for row in rows]) if rows else due
    return chosen.update(state=state, sent_at=clock.now(), attempts=1)


def rung(*people):
    """Somebody rang these people about everything on their list."""
    rows = Message.objects.filter(state=MessageState.BY_HAND, next_at__lte=clock.now(), person__in=people)
    return rows.update(state=MessageState.DONE_BY_HAND, final_at=clock.now())


def willing(stage, *people):
    """They say that they could look after a meeting now and then."""
    for one in people:
        organisers.offer(stage.membership(one), willing=True, by=one)
