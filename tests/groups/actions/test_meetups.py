"""A season of the all-groups meetup, from opening to thank-you: once only, told exactly, killed half way."""

from datetime import UTC, date, datetime, time

import pytest

from followon import clock
from followon.audit.actors import Job
from followon.people.models import Consent, Method
from followon.states import MoveNotAllowed
from groups.actions.meetups import (
    after,
    answers,
    asking,
    choosing,
    day,
    needs,
    news,
    options,
    programme,
    ringing,
    seasons,
    sites,
    walking,
)
from groups.models import (
    Coming,
    GroupNews,
    How,
    InTouch,
    Known,
    Meetup,
    MeetupAsked,
    MeetupReply,
    Place,
    SeasonName,
    SlotAnswer,
    Suits,
)
from groups.states import MeetupState
from notifications import kinds
from notifications.models import Message
from notifications.replies import read
from notifications.states import MessageState
from pmp.protocol import Purpose
from tests import cast
from tests.groups.actions.conftest import let_go

BY = Job("test")
AIM = date(2027, 3, 20)  # a Saturday


@pytest.fixture
def season(stage):
    return seasons.open_season(stage.severn, season=SeasonName.SPRING, year=2027, by=BY)[0]


@pytest.fixture
def ready(stage, season):
    """Two dates and one place are confirmed."""
    Place.objects.filter(pk=stage.cafe.pk).update(step_free=Known.YES, capacity=20)
    return options.confirm(
        season,
        slots=[options.SlotPlan(date(2027, 3, 20), time(11)), options.SlotPlan(date(2027, 3, 23), time(11))],
        places=[options.PlacePlan(stage.cafe, capacity=20, online_seats=2, cost_pence=5000)],
        by=stage.nadia,
    )


@pytest.fixture
def asked(ready, stage):
    asking.ask(ready, by=stage.nadia)
    ready.refresh_from_db()
    return ready


@pytest.fixture
def chosen(asked, stage):
    """Gwen and Rhys can come on the first date; it is chosen."""
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 1)
    asking.close(asked, by=stage.nadia)
    slot, place = asked.slots.get(number=1), asked.places.get()
    (site,) = choosing.choose(asked, sites=[choosing.Choice(slot, place)], by=stage.nadia)
    return site


@pytest.fixture
def invited(chosen, stage):
    day.invite(chosen.meetup, by=BY)
    let_go()
    return chosen


def row(meetup, who):
    return MeetupAsked.objects.get(meetup=meetup, person=who)


def says(meetup, who, *numbers):
    return answers.answer_numbers(row(meetup, who), numbers=numbers or (0,), how=How.LINK, by=who)


def told(kind):
    rows = Message.objects.filter(kind=kind).exclude(
        state__in=[MessageState.CANCELLED, MessageState.SUPERSEDED, MessageState.EXPIRED]
    )
    return sorted(rows.values_list("person__first_name", flat=True))


def at(day_, hour=10):
    return clock.moved_to(datetime(day_.year, day_.month, day_.day, hour, tzinfo=UTC))


def comes(site, who, coming=Coming.YES, **more):
    return day.reply(site, asked=row(site.meetup, who), coming=coming, how=How.LINK, by=who, **more)


# Seasons ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# Options ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_suggestions_leave_out_sundays_bank_holidays_and_own_meetings(stage, season):
    cast.meeting(stage.steppers, on=date(2027, 3, 22))
    days = [one.day for one in options.suggested(season, 3)]

    assert len(days) == 3
    assert date(2027, 3, 22) not in days  # Steady Steppers meet
    assert date(2027, 3, 26) not in days  # Good Friday
    assert all(one.weekday() != 6 for one in days)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        ([], options.NoDates),
        ([20, 22, 23, 24, 25, 27], options.TooManyDates),
        ([20, 20], options.SameTwice),
        ([21], options.DateWillNotDo),
        ([26], options.DateWillNotDo),
    ],
)
def test_dates_that_will_not_do(stage, season, days, refusal):
    with pytest.raises(refusal):
        options.confirm(
            season, slots=[options.SlotPlan(date(2027, 3, one), time(11)) for one in days],
            places=[options.PlacePlan(stage.cafe, 20)], by=stage.nadia,
        )  # fmt: skip


def test_no_place_is_refused(stage, season):
    with pytest.raises(options.NoPlaces):
        options.confirm(season, slots=[options.SlotPlan(AIM, time(11))], places=[], by=stage.nadia)


def test_dates_do_not_change_once_people_were_asked(stage, asked):
    with pytest.raises(options.AskedAlready):
        options.confirm(asked, slots=[options.SlotPlan(AIM, time(12))], places=[], by=stage.nadia)


def test_a_date_that_becomes_a_bank_holiday_is_taken_away(stage, asked, monkeypatch):
    holidays = clock.bank_holidays("england") | {date(2027, 3, 23)}
    monkeypatch.setattr(clock, "bank_holidays", lambda nation: holidays)

    walking.walk(asked, by=BY)

    assert asked.slots.get(number=2).withdrawn_because == "It is a bank holiday now"
    with pytest.raises(answers.NoSuchDate):
        says(asked, stage.gwen, 2)


# Asking and answering ──────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_is_asked_once(stage, ready):
    Consent.objects.create(
        person=stage.maria, purpose=Purpose.MEETUP_NEWS, scope=f"service:{stage.severn.pk}", given=True,
        wording="x", method=Method.ROOM, recorded_by="job:test",
    )  # fmt: skip
    preview = asking.preview(ready)
    asking.ask(ready, by=stage.nadia)

    assert told("meetup-dates") == ["Bill", "Ellis", "Gwen", "Khadija", "Maria", "Rhys"]  # Len rests
    assert (preview.people, preview.groups, preview.in_no_group, preview.to_ring) == (6, 2, 1, 1)
    assert Message.objects.get(kind="meetup-dates", person=stage.bill).state == MessageState.BY_HAND


def test_asking_without_dates_is_refused(stage, season):
    with pytest.raises(asking.NothingToAsk):
        asking.ask(season, by=stage.nadia)


def test_numbers_by_text(stage, asked):
    message = Message.objects.get(kind="meetup-dates", person=stage.khadija)
    kind = kinds.get("meetup-dates")

    said = kind.on_reply(message, read("1 2"))
    assert (said.kind, said.payload["numbers"]) == ("ack-meetup-dates", "1 and 2")
    assert kind.on_reply(message, read("7")).kind == "ack-meetup-numbers"
    assert kind.on_reply(message, read("0")).payload["numbers"] == ""
    assert row(asked, stage.khadija).none_suit
    assert set(SlotAnswer.objects.filter(asked__person=stage.khadija).values_list("suits", flat=True)) == {
        "NO"
    }


def test_a_date_left_out_on_the_page_is_no_answer(stage, asked):
    first = asked.slots.get(number=1)
    answers.answer(row(asked, stage.gwen), suits={first.pk: Suits.IF_HAVE_TO}, how=How.LINK, by=stage.gwen)

    assert SlotAnswer.objects.get().suits == Suits.IF_HAVE_TO


def test_a_phone_answer_says_who_wrote_it_down(stage, asked):
    bill = row(asked, stage.bill)
    answers.answer(
        bill, suits={asked.slots.first().pk: "YES"}, how=How.PHONE, needs=["LIFT"], area="la1", by=stage.nadia
    )
    bill.refresh_from_db()

    assert (bill.recorded_by, bill.needs, bill.area) == (stage.nadia, ["LIFT"], "LA1")


def test_an_empty_answer_is_refused(stage, asked):
    with pytest.raises(answers.NothingSaid):
        answers.answer(row(asked, stage.gwen), suits={}, how=How.LINK, by=stage.gwen)


def test_answers_after_the_choice_are_refused(stage, chosen):
    with pytest.raises(answers.AskingIsOver):
        says(chosen.meetup, stage.ellis, 1)


# Choosing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_choice_explains_itself(stage, asked):
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 1, 2)

    best = choosing.best_five(asked)

    summary = "Saturday 20 March at Larkfield Community Café: all 2 groups, 2 people"
    assert best.options[0].summary.startswith(summary)
    assert choosing.best_five(asked) == best


def test_no_answers_is_a_clear_state(asked):
    assert choosing.best_five(asked).sentence == "Nobody has answered yet."


def test_everybody_says_no_is_a_clear_state(stage, asked):
    says(asked, stage.gwen)

    assert choosing.best_five(asked).sentence == "Everybody who answered said no to every date."


def test_a_place_without_steps_is_needed(stage, asked):
    Place.objects.update(step_free=Known.UNKNOWN)
    answers.answer(
        row(asked, stage.gwen),
        suits={asked.slots.first().pk: "YES"},
        needs=["STEP_FREE"],
        how=How.LINK,
        by=stage.gwen,
    )

    assert choosing.best_five(asked).options == ()


def test_only_a_person_chooses(asked):
    choice = choosing.Choice(asked.slots.first(), asked.places.get())
    with pytest.raises(TypeError):
        choosing.choose(asked, sites=[choice], by=BY)


def test_a_place_without_seats_cannot_be_chosen(stage, asked):
    asked.places.update(capacity=None)
    asking.close(asked, by=stage.nadia)
    with pytest.raises(choosing.CannotBeChosen):
        choosing.choose(
            asked, sites=[choosing.Choice(asked.slots.first(), asked.places.get())], by=stage.nadia
        )


def test_a_date_cannot_be_chosen_twice(stage, chosen):
    with pytest.raises(MoveNotAllowed):
        choosing.choose(chosen.meetup, sites=[choosing.Choice(chosen.slot, chosen.place)], by=stage.nadia)


# The day ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_is_invited_once(stage, chosen):
    first, second = day.invite(chosen.meetup, by=BY), day.invite(chosen.meetup, by=BY)

    assert (first, second) == (5, 0)
    assert told("meetup-invite") == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]


def test_two_sites_never_double_book(stage, asked):
    hall = cast.place(stage.severn, "Northgate Hall", "Northgate Hall")
    options.change_places(
        asked, places=[options.PlacePlan(stage.cafe, 20), options.PlacePlan(hall, 30)], by=stage.nadia
    )
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 2)
    asking.close(asked, by=stage.nadia)
    one, two = choosing.choose(
        asked, by=stage.nadia, sites=[
            choosing.Choice(asked.slots.get(number=1), asked.places.get(place=stage.cafe)),
            choosing.Choice(asked.slots.get(number=2), asked.places.get(place=hall)),
        ],
    )  # fmt: skip
    day.invite(asked, by=BY)

    assert row(asked, stage.gwen).invited_to == one
    assert row(asked, stage.rhys).invited_to == two
    assert Message.objects.filter(kind="meetup-invite").count() == 5
    comes(one, stage.gwen)
    comes(two, stage.gwen)
    assert MeetupReply.objects.get(asked__person=stage.gwen).site == two


def test_a_full_place_is_full(stage, invited):
    invited.place.capacity = 1
    invited.place.save()
    comes(invited, stage.gwen)

    with pytest.raises(day.SiteIsFull):
        comes(invited, stage.rhys)
    comes(invited, stage.gwen)  # the one seat stays hers
    comes(invited, stage.rhys, online=True)  # a seat on the screen is another


def test_moving_tells_exactly_those_who_knew(stage, invited):
    comes(invited, stage.ellis, Coming.NO)
    comes(invited, stage.gwen)
    place = invited.place
    moved = sites.move_site(
        invited, on_date=date(2027, 3, 24), start_time=time(12), place=place, by=stage.nadia
    )

    assert moved.revision == 2
    assert told("meetup-changed") == ["Gwen", "Khadija", "Rhys"]  # Bill was not reached yet, Ellis said no
    assert (
        Message.objects.get(kind="meetup-invite", person=stage.bill, revision=2).state == MessageState.BY_HAND
    )
    moved.meetup.refresh_from_db()
    assert moved.meetup.aim_on == date(2027, 3, 24)


def test_the_same_plan_tells_nobody(stage, invited):
    sites.move_site(
        invited, on_date=invited.on_date, start_time=invited.start_time, place=invited.place,
        join_details="Ring 01632 960 118", by=stage.nadia,
    )  # fmt: skip

    assert told("meetup-changed") == []


def test_calling_a_site_off_lets_choose_again(stage, invited):
    sites.cancel_site(invited, why="The hall is closed", by=stage.nadia)

    assert told("meetup-cancelled") == ["Ellis", "Gwen", "Khadija", "Rhys"]
    invited.meetup.refresh_from_db()
    assert invited.meetup.state == MeetupState.CHOOSING
    with pytest.raises(day.SiteIsOver):
        comes(invited, stage.gwen)


def test_calling_off_a_season_that_was_asked(stage, asked):
    let_go()
    seasons.cancel(asked, by=stage.nadia)

    assert told("meetup-not-this-time") == ["Ellis", "Gwen", "Khadija", "Rhys"]
    again = seasons.begin_again(asked, by=stage.nadia)
    assert again.state == MeetupState.OPENED


# The timeline ──────────────────────────────────────────────────────────────────────────────────────────────────────


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


# News, programme, afterwards ───────────────────────────────────────────────────────────────────────────────────────


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


# What people need, and answers by phone ────────────────────────────────────────────────────────────────────────────


def test_needs_and_food_for_the_day(stage, invited):
    comes(invited, stage.gwen)

    needs.say(row(invited.meetup, stage.gwen), needs=["LIFT"], food=" No nuts ", how=How.LINK, by=stage.gwen)

    said = row(invited.meetup, stage.gwen)
    assert (said.needs, said.food, said.needs_in_words) == (["LIFT"], "No nuts", ["A lift there and back"])


def test_joining_from_home_gives_up_the_seat_in_the_room(stage, invited):
    comes(invited, stage.gwen)
    needs.say(row(invited.meetup, stage.gwen), needs=["ONLINE"], how=How.LINK, by=stage.gwen)

    assert MeetupReply.objects.get(asked__person=stage.gwen).online
    assert (day.seats_left(invited), day.seats_left(invited, online=True)) == (20, 1)


def test_a_full_screen_changes_nothing(stage, invited):
    for who in (stage.rhys, stage.ellis):
        comes(invited, who, online=True)
    comes(invited, stage.gwen)

    with pytest.raises(day.SiteIsFull):
        needs.say(row(invited.meetup, stage.gwen), needs=["ONLINE"], how=How.LINK, by=stage.gwen)
    assert row(invited.meetup, stage.gwen).needs == []
    assert not MeetupReply.objects.get(asked__person=stage.gwen).online


def test_needs_are_closed_with_the_season(stage, invited):
    seasons.cancel(invited.meetup, by=stage.nadia)

    with pytest.raises(day.SiteIsOver):
        needs.say(row(invited.meetup, stage.gwen), needs=["LIFT"], how=How.LINK, by=stage.gwen)


def test_an_answer_by_phone_says_who_wrote_it_down(stage, invited):
    assert Message.objects.filter(
        person=stage.bill, kind="meetup-invite", state=MessageState.BY_HAND
    ).exists()

    said = needs.by_phone(
        invited, asked=row(invited.meetup, stage.bill), coming=Coming.YES, needs=["LIFT"], by=stage.nadia
    )

    assert (said.how, said.recorded_by, said.coming) == (How.PHONE, stage.nadia, Coming.YES)
    assert row(invited.meetup, stage.bill).needs == ["LIFT"]
    assert not ringing.waiting(invited.meetup)  # the call is done
    assert Message.objects.get(person=stage.bill, kind="meetup-invite").state == MessageState.DONE_BY_HAND


def test_a_no_by_phone_asks_for_no_needs(stage, invited):
    needs.by_phone(invited, asked=row(invited.meetup, stage.bill), coming=Coming.NO, by=stage.nadia)

    assert MeetupReply.objects.get(asked__person=stage.bill).coming == Coming.NO


def test_ones_own_answer_has_no_scribe(stage, invited):
    assert comes(invited, stage.gwen).recorded_by is None
