"""The rota behind concerns: gaps that are shown, a clock that finds who is there, drills once a month."""

from datetime import date, timedelta

import pytest

from followon import clock
from groups import duty as rules
from groups.actions import concerns, rota
from groups.models.concern import Concern
from notifications.models import Message
from pmp.actions import staff
from tests.safety.conftest import FIRST, a_concern, on_rota
from tests.safety.test_team_concerns import LIST, page


def test_with_an_empty_rota_the_team_is_told_to_act_itself(stage, as_):
    shown = page(as_(stage.nadia), f"{LIST}new/")
    as_(stage.nadia).post(
        f"{LIST}new/", {"caller": "A", "number": "01632 960555", "about": "ME", "what": "x"}
    )

    assert "Nobody is on duty" in shown
    assert "Send to the clinician on duty" not in shown
    assert not Concern.objects.exists()


def test_gaps_are_shown_where_concerns_are(stage, as_):
    on_rota(stage, "sam", first=FIRST, last=date(2026, 12, 2))
    shown = page(as_(stage.nadia), LIST)

    assert "Nobody is on duty on" in shown
    assert "Thursday 3 December" in shown


def test_a_concern_that_is_told_to_nobody_is_seen_and_mended(stage, as_, now):
    turn = on_rota(stage, "sam", last=date(2026, 11, 24))
    stage.posts["ife"].is_lead = False
    stage.posts["ife"].save()
    with clock.moved_to(now.replace(hour=7)):  # before opening, so that nobody has been told yet
        a_concern(stage)

        rota.take_off_duty(turn, by=stage.nadia)
        assert "Nobody is told of 1 concern" in page(as_(stage.nadia), LIST)
        on_rota(stage, "ife")
        assert "Nobody is told of" not in page(as_(stage.nadia), LIST)
    assert Message.objects.filter(person=stage.ife, kind="concern-new").count() == 2


def test_the_clock_finds_who_is_there_when_a_post_has_ended(duty, now):
    with clock.moved_to(now.replace(hour=7)):
        concern = a_concern(duty)
        staff.stand_down(duty.posts["sam"], on=date(2026, 11, 24), by=duty.nadia)
        concerns.keep_clock(by=duty.nadia)

    assert concern.pages.get(level="FIRST").person == duty.ife
    waiting = Message.objects.filter(person=duty.sam, kind="concern-new", state="SCHEDULED")
    assert not waiting.exists()


def test_drill_and_its_report(duty, as_, now):
    client = as_(duty.nadia)
    assert "One is due" in page(client, f"{LIST}drills/")

    client.post(f"{LIST}drill/")
    running = page(client, f"{LIST}drills/")
    with clock.moved_to(now + timedelta(minutes=75)):
        concerns.acknowledge(Concern.objects.get(), by=duty.ife)
        report = page(as_(duty.nadia), f"{LIST}drills/")

    assert "One is due" not in running
    assert "Still running" in running
    assert "Sam Oyelaran, Ife Okafor" in report
    assert "Opening minutes </span>75" in report
    assert "In time </span>No" in report


def test_a_drill_over_a_weekend_counts_opening_minutes_only(duty, now):

    friday = now + timedelta(days=3, hours=3, minutes=30)  # 3:30pm; they close at 4
    with clock.moved_to(friday):
        drill = concerns.drill(duty.severn, by=duty.nadia)
    with clock.moved_to(friday + timedelta(days=2, hours=18)):  # Monday 9:30am
        concerns.acknowledge(drill, by=duty.sam)

    line = rules.drill_line(Concern.objects.drills_of(duty.severn).get(), clock.now())
    assert line.minutes == 60
    assert line.in_time


def test_a_drill_with_an_empty_rota_says_so(stage, as_):
    after = as_(stage.nadia).post(f"{LIST}drill/", follow=True).content.decode()

    assert "The drill could not begin" in after
    assert not Concern.objects.exists()


@pytest.mark.parametrize("who", ["ruth", "gwen", "olive"])
def test_strangers_start_no_drill_here(duty, as_, who):
    as_(getattr(duty, who)).post(f"{LIST}drill/")

    assert not Concern.objects.filter(service=duty.severn).exists()


def test_the_rota_in_the_browser_of_a_coordinator(stage, as_):
    client = as_(stage.nadia)

    sent = client.post(f"{LIST}rota/", _duty(stage, "sam", "duty", rank="FIRST"))
    client.post(f"{LIST}rota/", _duty(stage, "sam", "leave"))
    shown = page(client, f"{LIST}rota/")

    assert sent.status_code == 302
    assert "Take off" in shown
    assert "Away Tuesday 24 November to Monday 30 November" in shown


def _duty(stage, who, form, **more):
    return {
        "form": form, f"{form}-post": stage.posts[who].pk,
        f"{form}-from_date_day": 24, f"{form}-from_date_month": 11, f"{form}-from_date_year": 2026,
        f"{form}-last_date_day": 30, f"{form}-last_date_month": 11, f"{form}-last_date_year": 2026,
        **{f"{form}-{name}": value for name, value in more.items()},
    }  # fmt: skip


def test_clinicians_see_the_rota_and_do_not_change_it(stage, as_):
    client = as_(stage.sam)

    assert client.get(f"{LIST}rota/").status_code == 200
    assert client.post(f"{LIST}rota/", _duty(stage, "sam", "duty", rank="FIRST")).status_code == 403
