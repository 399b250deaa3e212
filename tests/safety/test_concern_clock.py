"""The clock of a worry, begun at any second of two years: nights, weekends, bank holidays, changes of the clock."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followon import clock
from groups import duty
from groups.actions import concerns
from groups.models.concern import Concern, DutyRank, PageLevel
from notifications.models import Message
from notifications.states import MessageState
from tests.safety.conftest import SECRET, a_concern, on_rota

BEGINS = datetime(2026, 1, 2, tzinfo=UTC)
# From the first working day of the rota until three weeks before its last, so that every step falls within it.
instants = st.integers(0, 700 * 24 * 3600).map(lambda seconds: BEGINS + timedelta(seconds=seconds))
gaps = st.tuples(st.integers(5, 600), st.integers(1, 600), st.integers(1, 1200)).map(
    lambda three: (three[0], three[0] + three[1], sum(three))
)
whenever = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip


@pytest.fixture
def on_duty(stage):
    """Sam reads first, Ife is his deputy and the lead, Nadia is the safeguarding contact; for all of both years."""
    on_rota(stage, "sam")
    on_rota(stage, "ife", DutyRank.DEPUTY)
    on_rota(stage, "nadia", DutyRank.SAFEGUARDING)
    for post in stage.posts.values():
        post.from_date = BEGINS.date() - timedelta(days=1)
        post.save()
    return stage


def set_gaps(service, minutes):
    service.concern_first_minutes, service.concern_lead_minutes, service.concern_safeguarding_minutes = (
        minutes
    )
    service.save()


def is_open(service, at):
    hours = {"opens": service.opens_at, "closes": service.closes_at, "tz": service.tz}
    return clock.is_open(at, **hours, nation=service.nation)


def raised(stage, at):
    with clock.moved_to(at):
        return a_concern(stage)


@contextmanager
def undone():
    """An example that leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(at=instants, minutes=gaps)
@whenever
def test_the_clock_runs_in_opening_minutes_whenever_it_begins(on_duty, at, minutes):
    service = on_duty.severn
    with undone():
        set_gaps(service, minutes)
        pages = {page.level: page for page in raised(on_duty, at).pages.all()}
        start = duty.read_from(service, at)

        assert {level: page.person for level, page in pages.items()} == {
            PageLevel.FIRST: on_duty.sam, PageLevel.DEPUTY: on_duty.ife, PageLevel.SAFEGUARDING: on_duty.nadia,
        }  # fmt: skip
        assert start >= at
        assert pages[PageLevel.FIRST].due_at == start
        for level, after in ((PageLevel.DEPUTY, minutes[0]), (PageLevel.SAFEGUARDING, minutes[2])):
            due = pages[level].due_at
            assert is_open(service, due - timedelta(seconds=1)), (level, due)
            assert abs(duty.working_minutes(service, start, due) - after) <= 1, (level, start, due)


@given(at=instants)
@whenever
def test_no_text_leaves_outside_opening_hours_and_the_first_email_leaves_at_once(on_duty, at):
    service = on_duty.severn
    with undone():
        concern = raised(on_duty, at)
        sent = Message.objects.filter(about=f"concern:{concern.pk}", kind__in=["concern-new", "concern-late"])

        assert sent.count() == 6  # three people, a text and an email each
        for message in sent:
            first_email = message.kind == "concern-new" and message.channel == "EMAIL"
            assert message.next_at == at if first_email else is_open_or_end(service, message.next_at)
            assert SECRET not in str(message.payload)


def is_open_or_end(service, at):
    return is_open(service, at) or is_open(service, at - timedelta(seconds=1))


@given(at=instants, steps=st.lists(st.booleans(), min_size=16, max_size=16), taken=st.integers(0, 15))
@whenever
def test_crashes_and_repeats_tell_nobody_twice_and_acknowledging_ends_it(on_duty, at, steps, taken):
    """The clock is kept every few hours for days, or is not, as it comes; then somebody takes it up."""
    with undone():
        concern = raised(on_duty, at)
        for number, alive in enumerate(steps):
            with clock.moved_to(at + timedelta(hours=9 * number)):
                if number == taken:
                    concerns.acknowledge(concern, by=on_duty.sam)
                if alive:
                    concerns.keep_clock(by=on_duty.sam)
                    concerns.keep_clock(by=on_duty.sam)

        told = Message.objects.filter(about=f"concern:{concern.pk}", kind__in=["concern-new", "concern-late"])
        assert told.values("person", "channel").distinct().count() == told.count() == 6
        assert not told.filter(state=MessageState.SCHEDULED).exists()
        assert Concern.objects.get(pk=concern.pk).acknowledged_by == on_duty.sam


@pytest.mark.parametrize(
    ("nation", "at", "deputy"),
    [
        # Good Friday at noon: the deputy's hour ends on Tuesday, after Easter Monday; the clocks changed in between.
        ("england", datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 30, 9, 0, tzinfo=UTC)),
        # Scotland works on Easter Monday, and Good Friday is a holiday there too.
        ("scotland", datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 29, 9, 0, tzinfo=UTC)),
        # Christmas Eve, half an hour before closing: the rest of the hour comes after the substitute day.
        ("england", datetime(2026, 12, 24, 15, 30, tzinfo=UTC), datetime(2026, 12, 29, 9, 30, tzinfo=UTC)),
        # The night in which the clocks go back.
        ("england", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 10, 0, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_holidays_of_each_nation(on_duty, nation, at, deputy):
    on_duty.severn.nation = nation
    on_duty.severn.save()

    pages = raised(on_duty, at).pages

    assert pages.get(level=PageLevel.DEPUTY).due_at == deputy
