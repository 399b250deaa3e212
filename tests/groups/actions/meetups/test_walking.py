"""A whole season by the clock, paused, and killed half way: nothing is said twice."""

from datetime import UTC, date, datetime

import pytest

from followon import clock
from groups.actions.meetups import after, choosing, day, seasons, walking
from groups.models import Coming
from groups.states import MeetupState
from tests.groups.actions.conftest import let_go
from tests.groups.actions.meetups.conftest import AIM, BY, at, comes, row, says, told


def test_a_whole_season_by_the_clock(stage, ready):
    for on in (date(2027, 1, 8), date(2027, 1, 9), date(2027, 1, 9), date(2027, 1, 23)):
        with at(on):
            walking.walk_all(by=BY)
            let_go()
    ready.refresh_from_db()
    assert ready.state == MeetupState.CHOOSING
    assert len(told("meetup-dates")) == 5
    with at(date(2027, 1, 24)):
        says(ready, stage.gwen, 1)
        (site,) = choosing.choose(
            ready, sites=[choosing.Choice(ready.slots.get(number=1), ready.places.get())], by=stage.nadia
        )
    with at(date(2027, 1, 30)):
        walking.walk_all(by=BY)
        walking.walk_all(by=BY)
        let_go()
        comes(site, stage.gwen)
        comes(site, stage.rhys, Coming.NO)
    with at(date(2027, 2, 20)):
        walking.walk_all(by=BY)
        walking.walk_all(by=BY)
    assert told("meetup-news") == ["Gwen", "Rhys"]
    with at(date(2027, 3, 6)):
        walking.walk_all(by=BY)
    assert told("meetup-soon") == ["Bill", "Ellis", "Gwen", "Khadija"]
    with at(date(2027, 3, 19)):
        walking.walk_all(by=BY)
        walking.walk_all(by=BY)
    assert told("meetup-tomorrow") == ["Gwen"]
    with at(AIM, 18):
        walking.walk_all(by=BY)
        after.attendance(site, came={row(ready, stage.gwen).pk: True}, by=stage.nadia)
    with at(date(2027, 3, 22)):
        assert walking.walk_all(by=BY) == 1
        assert walking.walk_all(by=BY) == 0
    assert told("meetup-thanks") == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]
    assert len(told("meetup-invite")) == 5


def test_a_paused_season_sends_nothing(stage, ready):
    seasons.pause(ready, by=stage.nadia)
    with at(date(2027, 1, 10)):
        assert walking.walk_all(by=BY) == 0
        seasons.resume(ready, by=stage.nadia)
        assert walking.walk_all(by=BY) == 1
    with pytest.raises(seasons.NotPaused):
        seasons.resume(ready, by=stage.nadia)


def test_killed_half_way_nothing_is_doubled(stage, chosen, monkeypatch):
    """The power goes after half the invitations of a step: the step is undone as a whole and done again."""
    real, calls = day.recorder.record, []

    def power_cut(event, **facts):
        calls.append(event)
        if event == "groups.meetup.invited" and calls.count(event) == 1:
            raise KeyboardInterrupt
        return real(event, **facts)

    monkeypatch.setattr(day.recorder, "record", power_cut)
    chosen.meetup.refresh_from_db()
    with clock.moved_to(datetime(2027, 1, 30, 10, tzinfo=UTC)):
        with pytest.raises(KeyboardInterrupt):
            walking.walk(chosen.meetup, by=BY)
        assert told("meetup-invite") == []
        walking.walk(chosen.meetup, by=BY)
        walking.walk(chosen.meetup, by=BY)

    assert told("meetup-invite") == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]
