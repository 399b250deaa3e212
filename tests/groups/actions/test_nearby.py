"""Groups nearby: by area and rhythm alone, and only when both said so (F23)."""

import dataclasses

import pytest

from groups.actions.between import nearby
from groups.actions.meetups import after, options
from groups.models import Group, InTouch
from groups.rhythm import Rhythm


def shows(group, who, area="LA1"):
    return nearby.show(group, on=True, area=area, by=who)


def test_only_when_both_said_so(stage):
    steppers = shows(stage.steppers, stage.gwen)
    assert nearby.near(steppers) == []
    assert nearby.near(stage.harbour) == []

    harbour = shows(stage.harbour, stage.rhys, "HB2")

    assert [one.area for one in nearby.near(steppers)] == ["HB2"]
    assert [one.area for one in nearby.near(harbour)] == ["LA1"]

    nearby.show(harbour, on=False, by=stage.rhys)
    assert nearby.near(steppers) == []


def test_area_and_rhythm_and_nothing_else(stage):
    shows(stage.harbour, stage.rhys, "HB2")

    (found,) = nearby.near(shows(stage.steppers, stage.gwen))

    assert dataclasses.asdict(found) == {
        "code": stage.harbour.code, "area": "HB2", "rhythm": Rhythm.of(stage.harbour).in_words(), "miles": None,
    }  # fmt: skip


def test_without_an_area_there_is_no_nearby(stage):
    with pytest.raises(nearby.NoArea):
        nearby.show(stage.steppers, on=True, by=stage.gwen)


def test_the_nearest_first_and_unknown_last(stage):
    options.set_distance(stage.severn, one="LA1", other="HB2", miles=9, by=stage.nadia)
    for name, area in (("Far", "ZZ9"), ("Mid", "HB2"), ("Same", "LA1")):
        Group.objects.create(
            service=stage.severn, name=name, short_name=name, is_open=True, is_nearby=True, area=area
        )

    found = nearby.near(shows(stage.steppers, stage.gwen))

    assert [(one.area, one.far_in_words) for one in found] == [
        ("LA1", "in your area"), ("HB2", "about 9 miles away"), ("ZZ9", ""),
    ]  # fmt: skip
    assert [one.area for one in nearby.open_groups(stage.maria, stage.severn, area="HB2")] == [
        "HB2",
        "LA1",
        "ZZ9",
    ]


def test_another_service_is_never_near(stage):
    shows(stage.tamar_group, stage.piran)

    assert nearby.near(shows(stage.steppers, stage.gwen)) == []


def test_asked_once_and_named_only_after_a_yes(stage):
    harbour, steppers = shows(stage.harbour, stage.rhys, "HB2"), shows(stage.steppers, stage.gwen)

    asked = nearby.ask_in_touch(steppers, code=harbour.code, by=stage.gwen)

    assert asked.by_area
    assert nearby.near(steppers) == []
    with pytest.raises(nearby.NotNearby):
        nearby.ask_in_touch(steppers, code=harbour.code, by=stage.gwen)


def test_a_group_that_hid_meanwhile_is_not_asked(stage):
    harbour, steppers = shows(stage.harbour, stage.rhys), shows(stage.steppers, stage.gwen)
    nearby.show(harbour, on=False, by=stage.rhys)

    with pytest.raises(nearby.NotNearby):
        nearby.ask_in_touch(steppers, code=harbour.code, by=stage.gwen)
    assert not InTouch.objects.exists()


def test_groups_in_touch_are_left_out(stage):
    harbour, steppers = shows(stage.harbour, stage.rhys), shows(stage.steppers, stage.gwen)
    after.ask_in_touch(harbour, other=steppers, by=stage.rhys)

    assert nearby.near(steppers) == []


def test_open_groups_leave_out_ones_own_and_ended_ones(stage):
    Group.objects.filter(service=stage.severn).update(is_open=True)
    Group.objects.filter(pk=stage.harbour.pk).update(state="CLOSED")

    assert nearby.open_groups(stage.gwen, stage.severn) == []
    assert [one.code for one in nearby.open_groups(stage.rhys, stage.severn)] == [stage.steppers.code]


def test_whose_service_it_is(stage):
    assert nearby.services_of(stage.maria) == [stage.severn]
    assert nearby.services_of(stage.piran) == [stage.tamar]
    assert nearby.services_of(stage.olive) == []
