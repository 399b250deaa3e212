"""Who joins, leaves, rests, comes back or stays in touch gets what is theirs, and nothing more."""

from groups.actions import meetings, members
from groups.models import Membership, TakesPart
from tests.groups.actions.conftest import kinds_for, let_go, outbox
from tests.groups.actions.message_sets.expected import ASK, ASKED_AT, NUDGE, NUDGED_AT, TOMORROW, at, say


def test_who_joins_late_gets_theirs(stage, meeting):
    with at(8):
        let_go()
        members.join(stage.steppers, person=stage.dev, by=stage.nadia)

        assert outbox(meeting) == {(ASK, "Dev", "Tue 08 Dec 12:00"), (ASK, "Bill", ASKED_AT)}


def test_who_joins_early_gets_all_of_it(stage, meeting):
    with at(1):
        members.join(stage.steppers, person=stage.dev, by=stage.nadia)

        assert {row for row in outbox(meeting) if row[1] == "Dev"} == {
            (ASK, "Dev", ASKED_AT), (NUDGE, "Dev", NUDGED_AT)
        }  # fmt: skip


def test_who_leaves_gets_nothing_more(stage, meeting):
    say(stage, meeting, stage.khadija, "YES")
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == []
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        assert kinds_for(stage.khadija, meeting) == []


def test_who_rests_gets_nothing_but_what_they_counted_on(stage, meeting):
    with at(3):
        let_go()
        say(stage, meeting, stage.khadija, "YES")
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
        members.pause(stage.membership(stage.ellis), by=stage.ellis)

        assert kinds_for(stage.khadija, meeting) == kinds_for(stage.ellis, meeting) == []
        meetings.cancel(meeting, by=stage.gwen)
        assert kinds_for(stage.khadija, meeting) == ["meeting-cancelled"]
        assert kinds_for(stage.ellis, meeting) == []


def test_news_waiting_for_the_morning_reaches_one_who_rests_meanwhile(stage, meeting):
    with at(3):
        let_go()
        say(stage, meeting, stage.khadija, "YES")
    with at(3, 22):
        meetings.cancel(meeting, by=stage.gwen)
        members.pause(stage.membership(stage.khadija), by=stage.khadija)

        assert kinds_for(stage.khadija, meeting) == ["meeting-cancelled"]


def test_who_comes_back_gets_what_is_still_due(stage, meeting):
    members.pause(stage.membership(stage.khadija), by=stage.khadija)
    with at(2):
        members.come_back(stage.membership(stage.khadija), by=stage.khadija)

        assert {row for row in outbox(meeting) if row[1] == "Khadija"} == {
            (ASK, "Khadija", ASKED_AT), (NUDGE, "Khadija", NUDGED_AT)
        }  # fmt: skip


def test_resting_and_coming_back_at_once_loses_nothing(stage, meeting):
    for _ in range(3):
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
        members.come_back(stage.membership(stage.khadija), by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == [ASK, NUDGE]


def test_who_stays_in_touch_is_not_asked_about_meetings(stage, meeting):
    members.take_part(stage.membership(stage.khadija), how=TakesPart.IN_TOUCH, by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == []
    say(stage, meeting, stage.khadija, "YES")
    assert kinds_for(stage.khadija, meeting) == [TOMORROW]
    assert Membership.objects.get(person=stage.khadija).takes_part == TakesPart.IN_TOUCH
