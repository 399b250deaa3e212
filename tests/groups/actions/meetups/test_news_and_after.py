"""News of the groups, the programme of the day, and what is remembered afterwards."""

import pytest

from groups.actions.meetups import after, asking, choosing, news, programme, seasons
from groups.models import GroupNews, InTouch, SeasonName
from tests.groups.actions.meetups.conftest import AIM, BY, at, row, says, told


def test_news_is_written_by_any_member_and_the_last_words_stand(stage, asked):
    for words in ("We walk", "We swim"):
        news.write_news(
            asked, group=stage.steppers, went_well=words, was_hard="", would_ask="", by=stage.ellis
        )

    assert GroupNews.objects.get().went_well == "We swim"
    with pytest.raises(news.NothingWritten):
        news.write_news(asked, group=stage.steppers, went_well="", was_hard="", would_ask="", by=stage.ellis)


def test_one_vote_each(stage, asked):
    gwen, rhys = row(asked, stage.gwen), row(asked, stage.rhys)
    sleep = news.suggest_theme(gwen, words="Sleep", by=stage.gwen)
    walks = news.suggest_theme(rhys, words="Short walks", by=stage.rhys)
    news.vote(rhys, theme=sleep, by=stage.rhys)
    news.suggest_theme(gwen, words="sleep", by=stage.gwen)

    assert (sleep.votes.count(), walks.votes.count()) == (2, 0)
    assert any(part.words == "Let’s talk about: Sleep" for part in programme.usual(asked))


def test_the_programme_rests_every_45_minutes(stage, asked):
    usual = programme.usual(asked)
    assert programme.warnings(usual, asked.length) == []
    long = [programme.Part(30, "Talk"), programme.Part(30, "More talk")]
    assert len(programme.warnings(long, asked.length)) == 1
    programme.set_parts(asked, parts=long, by=stage.nadia, seen="usual")
    with pytest.raises(programme.ChangedMeanwhile):
        programme.set_parts(asked, parts=usual, by=stage.nadia, seen="usual")
    with pytest.raises(programme.TooLong):
        programme.set_parts(asked, parts=[programme.Part(0, "Nothing")], by=stage.nadia)


def test_attendance_is_not_written_before_the_day(stage, invited):
    with pytest.raises(after.NotYet):
        after.attendance(invited, came={}, by=stage.nadia)


def test_who_was_left_out_is_remembered(stage, asked):
    says(asked, stage.ellis, 2)
    says(asked, stage.gwen, 1)
    asking.close(asked, by=stage.nadia)
    choosing.choose(
        asked, sites=[choosing.Choice(asked.slots.get(number=1), asked.places.get())], by=stage.nadia
    )
    with at(AIM, 20):
        after.finish(asked, by=BY)
        following, _ = seasons.open_season(stage.severn, season=SeasonName.AUTUMN, year=2027, by=BY)

        assert asking.left_out_last_time(following) == {stage.ellis.pk}


def test_in_touch_needs_both(stage, asked):
    asked_ = after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen, meetup=asked)
    assert told("in-touch") == ["Rhys"]
    with pytest.raises(after.AskedBefore):
        after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen)
    after.answer_in_touch(asked_, agreed=True, by=stage.rhys)

    assert told("in-touch-yes") == ["Ellis", "Gwen"]
    with pytest.raises(after.AskedBefore):
        after.answer_in_touch(asked_, agreed=False, by=stage.rhys)


def test_asking_back_is_a_yes(stage):
    after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen)
    after.ask_in_touch(stage.harbour, other=stage.steppers, by=stage.rhys)

    assert InTouch.objects.get().agreed


def test_a_no_tells_nobody(stage):
    asked_ = after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen)
    after.answer_in_touch(asked_, agreed=False, by=stage.rhys)

    assert told("in-touch-yes") == []


def test_a_group_of_another_service_is_not_asked(stage):
    with pytest.raises(after.Refused):
        after.ask_in_touch(stage.steppers, other=stage.tamar_group, by=stage.gwen)
