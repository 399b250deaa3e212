"""A season of the all-groups meetup opens once, with its dates known before they come."""

from datetime import date

import pytest

from groups.actions.meetups import after, seasons
from groups.models import Meetup, SeasonName
from tests.groups.actions.meetups.conftest import AIM, BY, at


def test_a_season_opens_once_however_often(stage, season):
    again, is_new = seasons.open_season(stage.severn, season=SeasonName.SPRING, year=2027, by=BY)

    assert (again, is_new) == (season, False)
    assert Meetup.objects.count() == 1


def test_the_task_opens_each_season_once(stage):
    with at(date(2026, 12, 20)):
        opened = [seasons.open_due(by=BY) for _ in range(5)]

    assert opened == [2, 0, 0, 0, 0]  # one for each service
    assert {(m.season, m.year) for m in Meetup.objects.all()} == {("SPRING", 2027)}


def test_nothing_opens_when_it_is_not_time(stage):
    with at(date(2026, 11, 24)):
        assert seasons.open_due(by=BY) == 0


def test_every_date_is_known_before_it_comes(season):
    assert season.aim_on == AIM
    assert season.ask_on == date(2027, 1, 9)
    assert season.choose_on == date(2027, 1, 23)
    assert season.invite_on == date(2027, 1, 30)
    assert season.news_on == date(2027, 2, 20)
    assert season.remind_on == date(2027, 3, 6)
    assert season.thank_on == date(2027, 3, 22)


def test_the_timeline_can_be_changed(stage, season):
    to = seasons.Timeline.of(season)
    later = seasons.Timeline(**{**to.__dict__, "ask_on": date(2027, 1, 12)})

    assert seasons.edit_timeline(season, to=later, by=stage.nadia).ask_on == date(2027, 1, 12)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ask_on": date(2027, 2, 1)}, seasons.DatesOutOfOrder),
        ({"ask_on": date(2026, 11, 1)}, seasons.DateHasGone),
        ({"remind_on": date(2027, 3, 27)}, seasons.DatesOutOfOrder),
    ],
)
def test_a_timeline_out_of_order_is_refused(stage, season, changes, refusal):
    to = seasons.Timeline(**{**seasons.Timeline.of(season).__dict__, **changes})

    with pytest.raises(refusal):
        seasons.edit_timeline(season, to=to, by=stage.nadia)


def test_the_next_meetup_is_half_a_year_after_the_last(stage, invited):
    with at(AIM, 20):
        after.finish(invited.meetup, by=BY)

    assert seasons.aim_for(stage.severn, SeasonName.AUTUMN, 2027) == date(2027, 9, 18)
