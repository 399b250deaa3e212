"""A group that meets less: its organiser hears first and once; sharing the work; saying why; asking for a hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.audit.actors import Job as Robot
from followon.audit.models import Event
from groups import tasks
from groups.actions import fading, lifecycle, members, organisers
from groups.insights.fading import spell
from groups.insights.health import Going, Life, Met, how_is_it_going
from groups.models import Grant, Group, Meeting, Membership, QuietReason, QuietSpell
from groups.rhythm import Rhythm, half_as_often
from groups.states import GroupState, MeetingState
from notifications.models import Message
from tests import cast

ROBOT = Robot("help fading groups")
NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def place_of(stage, who):
    return stage.membership(who)


def held(group, on, *, by=None, headcount=5):
    met = cast.meeting(group, on=on)
    organiser = Membership.objects.get(group=group, person=by) if by else None
    Meeting.objects.filter(pk=met.pk).update(
        state=MeetingState.HELD, came=headcount, organiser=organiser, organiser_since=clock.now()
    )
    return met


def met_fortnightly(group, *, last_days_ago, times=4, by=None):
    for number in range(times):
        held(group, TODAY - timedelta(days=last_days_ago + 14 * number), by=by)


def told(kind="a-few-ideas"):
    rows = Message.objects.filter(kind=kind).select_related("person").order_by("pk")
    return [row.person.first_name for row in rows]


def offer(at=NOON):
    with clock.moved_to(at):
        return fading.offer_ideas(by=ROBOT)


@pytest.fixture
def steppers(stage):
    """Steady Steppers alone are up and running."""
    Group.objects.exclude(pk=stage.steppers.pk).update(state=GroupState.RESTING)
    return stage.steppers


# A few ideas, to the organiser first ────────────────────────────────────────────────────────────────────────────────


def test_the_organiser_hears_after_one_missed_rhythm_when_the_service_does_not_see_it_yet(stage, steppers):
    met_fortnightly(steppers, last_days_ago=22)

    assert offer() == 1

    assert told() == ["Gwen"]
    life = Life("MEETING", TODAY, [Met(TODAY - timedelta(days=22 + 14 * n), 5) for n in (3, 2, 1, 0)])
    assert how_is_it_going(life, TODAY).going is Going.SLOWING  # "Gone quiet" is what the service is told


def test_a_group_in_its_rhythm_is_left_alone(stage, steppers):
    met_fortnightly(steppers, last_days_ago=21)

    assert offer() == 0


def test_it_is_said_once_in_a_quiet_time_and_again_in_the_next(stage, steppers):
    met_fortnightly(steppers, last_days_ago=22)

    assert [offer(NOON + timedelta(days=n)) for n in (0, 1, 14, 60)] == [1, 0, 0, 0]
    held(steppers, TODAY + timedelta(days=61))
    assert offer(NOON + timedelta(days=75)) == 0
    assert offer(NOON + timedelta(days=110)) == 1
    assert told() == ["Gwen", "Gwen"]


def test_winter_gives_a_third_more_time(stage, steppers):
    january = datetime(2027, 1, 12, 12, tzinfo=UTC)
    for number in range(4):
        held(steppers, january.date() - timedelta(days=25 + 14 * number))

    assert offer(january) == 0
    assert offer(january + timedelta(days=5)) == 1


def test_a_date_ahead_is_answer_enough(stage, steppers):
    met_fortnightly(steppers, last_days_ago=30)
    cast.meeting(steppers, on=TODAY + timedelta(days=10))

    assert offer() == 0


def test_fewer_people_is_said_once_in_half_a_year(stage, steppers):
    for number, came in enumerate((2, 2, 1)):
        held(steppers, TODAY - timedelta(days=7 + 14 * number), headcount=came)

    assert [offer(), offer(NOON + timedelta(days=3))] == [1, 0]
    assert Message.objects.get(kind="a-few-ideas").payload["spell"] == "fewer-2026-2"


@pytest.mark.parametrize("state", [GroupState.RESTING, GroupState.CLOSED])
def test_a_group_at_rest_or_over_is_left_in_peace(stage, steppers, state):
    met_fortnightly(steppers, last_days_ago=100)
    Group.objects.update(state=state)

    assert offer() == 0


def test_without_an_organiser_the_stand_in_hears_and_then_everybody(stage, steppers):
    met_fortnightly(steppers, last_days_ago=22)
    organisers.step_back(place_of(stage, stage.gwen), for_good=True, by=stage.gwen)
    offer()
    assert told() == ["Ellis"]

    Message.objects.all().delete()
    organisers.step_back(place_of(stage, stage.ellis), for_good=True, by=stage.ellis)
    offer()
    assert sorted(told()) == ["Ellis", "Gwen", "Khadija"]  # Len rests; Bill has only a landline


def test_the_name_of_a_quiet_time_is_the_day_they_last_met():
    life = Life(
        "MEETING", date(2026, 1, 1), [Met(date(2026, 3, 1), 5), Met(date(2026, 3, 15), 5)], rhythm_days=14
    )

    assert spell(life, date(2026, 4, 20)) == "since-2026-03-15"
    assert spell(Life("FORMING", date(2026, 1, 1)), date(2026, 4, 20)) == "since-2026-01-01"


def wanted(message):
    return fading.messages.FewIdeas().still_wanted(message)


def test_it_is_not_sent_to_a_group_that_met_or_rests_meanwhile(stage, steppers):
    met_fortnightly(steppers, last_days_ago=22)
    offer()
    message = Message.objects.get(kind="a-few-ideas")
    assert wanted(message) is True

    message.loaded = None
    coming = cast.meeting(steppers, on=clock.today() + timedelta(days=3))
    assert wanted(message) == "They have a date"
    message.loaded = None
    coming.delete()
    lifecycle.rest(steppers, until=clock.today() + timedelta(days=40), by=stage.gwen)
    assert wanted(message) == "The group is resting"


def test_looking_at_many_groups_costs_the_same(stage, steppers):
    costs = []
    for n in range(4):
        other = cast.group(stage.severn, f"Group {n}", f"G {n}", [stage.gwen])
        met_fortnightly(other, last_days_ago=10)
        with clock.moved_to(NOON), CaptureQueriesContext(connection) as asked:
            fading.suggest_sharing(by=ROBOT)
            fading.offer_ideas(by=ROBOT)
        costs.append(len(asked))

    assert costs[1:] == costs[1:2] * 3
    assert costs[1] <= 8


# One does all the work ─────────────────────────────────────────────────────────────────────────────────────────────


def suggest(at=NOON):
    with clock.moved_to(at):
        return fading.suggest_sharing(by=ROBOT)


def test_three_running_by_one_person_asks_the_others_once(stage, steppers):
    met_fortnightly(steppers, last_days_ago=7, times=3, by=stage.gwen)

    assert [suggest(), suggest()] == [1, 0]

    assert sorted(told("share-the-work")) == ["Ellis", "Khadija"]
    held(steppers, TODAY + timedelta(days=7), by=stage.gwen)
    assert suggest(NOON + timedelta(days=8)) == 0


def test_a_new_run_is_spoken_of_again(stage, steppers):
    met_fortnightly(steppers, last_days_ago=90, times=3, by=stage.gwen)
    suggest()
    held(steppers, TODAY - timedelta(days=70), by=stage.ellis)
    for days in (50, 40, 30):
        held(steppers, TODAY - timedelta(days=days), by=stage.gwen)

    assert suggest() == 1


@pytest.mark.parametrize("runs", [("gwen", "gwen"), ("gwen", "ellis", "gwen", "gwen"), (None, None, None)])
def test_fewer_than_three_or_shared_or_nobodys_is_left_alone(stage, steppers, runs):
    for number, who in enumerate(runs):
        held(steppers, TODAY - timedelta(days=70 - 14 * number), by=getattr(stage, who) if who else None)

    assert suggest() == 0


def test_it_names_the_organiser_only_as_they_share_their_name(stage, steppers):
    met_fortnightly(steppers, last_days_ago=7, times=3, by=stage.gwen)
    suggest()
    message = Message.objects.filter(kind="share-the-work").first()

    assert fading.messages.ShareTheWork().context(message)["who"] == "A member"


def test_whoever_offered_meanwhile_is_not_asked(stage, steppers):
    met_fortnightly(steppers, last_days_ago=7, times=3, by=stage.gwen)
    suggest()
    organisers.offer(place_of(stage, stage.ellis), willing=True, by=stage.ellis)
    message = Message.objects.get(kind="share-the-work", person=stage.ellis)

    assert fading.messages.ShareTheWork().still_wanted(message) == "Has offered already"


# Why, half as often, a hand ────────────────────────────────────────────────────────────────────────────────────────


def test_why_it_is_quiet_belongs_to_the_quiet_time_and_to_nobody(stage, steppers):
    met_fortnightly(steppers, last_days_ago=40)
    since = TODAY - timedelta(days=40)

    fading.say_why(steppers, reasons=["TIMES", "ILLNESS", "NONSENSE"], by=stage.gwen)

    said = QuietSpell.objects.get()
    assert (said.since, said.reasons) == (since, [QuietReason.ILLNESS, QuietReason.TIMES])
    assert Event.objects.get(name="groups.group.said_why_quiet").facts == {"since": f"{since}", "reasons": 2}
    fading.say_why(steppers, reasons=[], by=stage.gwen)
    assert not QuietSpell.objects.exists()


@pytest.mark.parametrize(
    ("rhythm", "slower"),
    [
        (Rhythm("EVERY_WEEKS", every_weeks=2), "every 4 weeks"),
        (Rhythm("EVERY_WEEKS", every_weeks=20), "every 26 weeks"),
        (Rhythm("EVERY_WEEKS", every_weeks=26), None),
        (Rhythm("MONTHLY", nth=2, weekday=1), "every 8 weeks"),
        (Rhythm(), None),
    ],
)
def test_half_as_often(rhythm, slower):
    found = half_as_often(rhythm)

    assert (found.in_words() if found else None) == slower


def test_meeting_half_as_often_leaves_what_is_planned(stage, steppers):
    lifecycle.change(steppers, by=stage.gwen, rhythm=Rhythm("EVERY_WEEKS", every_weeks=2))
    planned = cast.meeting(steppers, on=date(2026, 12, 3))

    fading.meet_half_as_often(steppers, by=stage.gwen)

    assert Group.objects.get(pk=steppers.pk).every_weeks == 4
    assert Meeting.objects.get(pk=planned.pk).on_date == date(2026, 12, 3)
    lifecycle.change(steppers, by=stage.gwen, rhythm=Rhythm())
    with pytest.raises(fading.NoRhythm):
        fading.meet_half_as_often(steppers, by=stage.gwen)


def test_asking_for_a_hand_tells_coordinators_once_a_day_and_lets_them_ring(stage, steppers):
    for _ in range(2):
        fading.ask_for_a_hand(steppers, may_ring=True, by=stage.gwen)

    assert told("group-asks-for-a-hand") == ["Nadia"]
    grant = Grant.objects.get(group=steppers)
    assert (grant.scope, grant.until) == ("ORGANISER", clock.today() + timedelta(days=31))
    said = str(fading.messages.AsksForAHand().context(Message.objects.get(kind="group-asks-for-a-hand")))
    assert "Gwen" not in said


def test_asking_without_it_grants_nothing(stage, steppers):
    fading.ask_for_a_hand(steppers, may_ring=False, by=stage.ellis)

    assert not Grant.objects.exists()
    assert Event.objects.filter(name="groups.group.asked_for_a_hand").count() == 1


# Staying in touch as friends ───────────────────────────────────────────────────────────────────────────────────────


def test_friends_get_no_more_prompts(stage, steppers):
    met_fortnightly(steppers, last_days_ago=60, times=3, by=stage.gwen)
    lifecycle.close(steppers, because="friends", by=stage.gwen)

    with clock.moved_to(NOON):
        tasks.help_fading_groups()

    assert told() == []
    assert told("share-the-work") == []


def test_the_task_does_both(stage, steppers):
    met_fortnightly(steppers, last_days_ago=40, times=3, by=stage.gwen)

    with clock.moved_to(NOON):
        tasks.help_fading_groups()

    assert told() == ["Gwen"]
    assert sorted(told("share-the-work")) == ["Ellis", "Khadija"]


def test_nobody_who_left_or_rests_is_asked_to_share(stage, steppers):
    met_fortnightly(steppers, last_days_ago=7, times=3, by=stage.gwen)
    members.leave(place_of(stage, stage.ellis), by=stage.ellis)

    suggest()

    assert told("share-the-work") == ["Khadija"]
