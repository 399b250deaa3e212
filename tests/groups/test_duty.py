"""When a concern is read, who is told, and that nights, weekends and bank holidays stop the clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followon import clock
from groups import duty
from groups.models.concern import Absence, Duty, DutyRank, PageLevel
from pmp.models import Service

LONDON = "Europe/London"


def london(day, hour, minute=0):
    return clock.at_local(datetime.combine(day, time(hour, minute)), LONDON)


@pytest.fixture
def severn(stage):
    """Sam is on duty, Ife is his deputy and leads the service; Nadia is the safeguarding contact."""
    first, last = date(2026, 1, 1), date(2028, 1, 1)
    ranks = {"sam": DutyRank.FIRST, "ife": DutyRank.DEPUTY, "nadia": DutyRank.SAFEGUARDING}
    for who, rank in ranks.items():
        Duty.objects.create(
            service=stage.severn, post=stage.posts[who], rank=rank, from_date=first, until_date=last
        )
    return stage.severn


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (london(date(2026, 11, 24), 10), london(date(2026, 11, 24), 10)),  # open: at once
        (london(date(2026, 11, 24), 7), london(date(2026, 11, 24), 9)),  # before opening
        (london(date(2026, 11, 24), 16), london(date(2026, 11, 25), 9)),  # at closing time
        (london(date(2026, 11, 27), 22), london(date(2026, 11, 30), 9)),  # Friday night: Monday
        (
            london(date(2026, 12, 24), 17),
            london(date(2026, 12, 29), 9),
        ),  # over Christmas and its substitute day
        (
            london(date(2027, 3, 27), 12),
            london(date(2027, 3, 30), 9),
        ),  # Easter Monday, and the clocks go forward
        (london(date(2026, 10, 24), 12), london(date(2026, 10, 26), 9)),  # the clocks go back
    ],
)
def test_a_concern_is_read_from_the_next_opening(sent, read):
    assert duty.read_from(Service(name="Severn Vale"), sent) == read


def test_scotland_has_its_own_holidays():
    # 2 January is a bank holiday in Scotland only; in 2027 it is a Saturday, kept on Monday 4 January.
    sent = london(date(2027, 1, 3), 12)

    assert duty.read_from(Service(nation="england"), sent) == london(date(2027, 1, 4), 9)
    assert duty.read_from(Service(nation="scotland"), sent) == london(date(2027, 1, 5), 9)


def test_the_clock_goes_up_the_line(stage, severn):
    readers = duty.readers(severn, london(date(2026, 11, 24), 10))

    assert [(reader.level, reader.person, reader.due_at) for reader in readers] == [
        (PageLevel.FIRST, stage.sam, london(date(2026, 11, 24), 10)),
        (PageLevel.DEPUTY, stage.ife, london(date(2026, 11, 24), 11)),
        (PageLevel.SAFEGUARDING, stage.nadia, london(date(2026, 11, 24), 14)),
    ]  # Ife leads as well: she is told once, at the earlier level


def test_the_clock_stops_at_night_and_at_the_weekend(stage, severn):
    readers = duty.readers(severn, london(date(2026, 11, 27), 15, 30))  # Friday, half an hour before closing

    assert [(reader.person, reader.due_at) for reader in readers] == [
        (stage.sam, london(date(2026, 11, 27), 15, 30)),
        (stage.ife, london(date(2026, 11, 30), 9, 30)),
        (stage.nadia, london(date(2026, 11, 30), 12, 30)),
    ]


def test_leave_passes_the_turn_to_the_deputy(stage, severn):
    Absence.objects.create(
        post=stage.posts["sam"], from_date=date(2026, 11, 24), until_date=date(2026, 11, 25)
    )

    assert duty.on_duty(severn, date(2026, 11, 24)) == [stage.ife]
    assert duty.on_duty(severn, date(2026, 11, 25)) == [stage.sam, stage.ife]


def test_a_turn_ends_with_the_post(stage, severn):
    stage.posts["sam"].until_date = date(2026, 11, 25)
    stage.posts["sam"].save()

    assert duty.on_duty(severn, date(2026, 11, 24)) == [stage.sam, stage.ife]
    assert duty.on_duty(severn, date(2026, 11, 25)) == [stage.ife]


def test_gaps_are_working_days_without_anybody(stage, severn):
    for who in ("sam", "ife"):
        Absence.objects.create(
            post=stage.posts[who], from_date=date(2026, 12, 24), until_date=date(2027, 1, 2)
        )

    assert duty.gaps(severn, date(2026, 12, 21), 14) == [
        date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31),
    ]  # fmt: skip


def test_an_empty_rota_does_not_pretend(stage):
    assert not duty.can_answer(stage.severn, clock.now())


def test_the_rota_of_another_service_is_its_own(stage, severn):
    assert duty.can_answer(severn, clock.now())
    assert not duty.can_answer(stage.tamar, clock.now())


instants = st.integers(0, 700 * 24 * 60 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
)


@given(start=instants, minutes=st.integers(1, 600))
def test_working_minutes_agree_with_counting_them_one_by_one(start, minutes):
    opens, closes = time(9), time(16)
    due = clock.after_working_minutes(start, minutes, opens=opens, closes=closes)

    whole = start.replace(second=0, microsecond=0) + timedelta(
        minutes=1 if start.second or start.microsecond else 0
    )
    counted, at = 0, whole
    while at < due:
        counted += clock.is_open(at, opens=opens, closes=closes)
        at += timedelta(minutes=1)

    assert abs(counted - minutes) <= 1
    assert clock.is_open(due - timedelta(seconds=1), opens=opens, closes=closes)


@given(start=instants)
def test_nothing_is_read_before_it_is_sent_or_outside_opening_hours(start):
    service = Service(nation="england")
    read = duty.read_from(service, start)

    assert read >= start
    assert clock.is_open(read, opens=service.opens_at, closes=service.closes_at)
