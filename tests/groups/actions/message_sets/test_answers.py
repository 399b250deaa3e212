"""What each answer brings: the details or nothing, again at each change of mind."""

from datetime import date

import pytest

from groups.actions import meetings, members
from groups.models import Coming, How
from notifications.models import Message
from tests.groups.actions.conftest import kinds_for, let_go, outbox, the_plan
from tests.groups.actions.message_sets.expected import ASK, ASKED_AT, DETAILS_AT, NUDGE, TOMORROW, at, say


def test_yes_gets_the_details_and_no_more_questions(stage, meeting):
    say(stage, meeting, stage.khadija, Coming.YES)

    theirs = {row for row in outbox(meeting) if row[1] == "Khadija"}
    assert theirs == {(TOMORROW, "Khadija", DETAILS_AT)}


@pytest.mark.parametrize(("coming", "kinds"), [("YES", [TOMORROW]), ("SEE", [TOMORROW]), ("NO", [])])
def test_each_answer_has_its_messages(stage, meeting, coming, kinds):
    say(stage, meeting, stage.khadija, coming)

    assert kinds_for(stage.khadija, meeting) == kinds


def test_a_change_of_mind_is_followed_each_time(stage, meeting):
    for coming in ("YES", "NO", "YES", "SEE", "NO", "YES"):
        say(stage, meeting, stage.khadija, coming)

    assert kinds_for(stage.khadija, meeting) == [TOMORROW]


def test_an_answer_after_the_details_went_brings_no_second_ones(stage, meeting):
    say(stage, meeting, stage.khadija, "YES")
    with at(9, 17):
        let_go()
        say(stage, meeting, stage.khadija, "NO")
        say(stage, meeting, stage.khadija, "YES")

        assert kinds_for(stage.khadija, meeting) == []


def test_count_me_in_is_told_a_week_before_and_the_day_before(stage):
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)

    assert {row for row in outbox(meeting) if row[1] == "Khadija"} == {
        ("meeting-counted-in", "Khadija", ASKED_AT), (TOMORROW, "Khadija", DETAILS_AT)
    }  # fmt: skip


def test_count_me_in_follows_each_change_of_mind(stage, meeting):
    for on in (True, False, True, False):
        members.count_me_in(stage.membership(stage.khadija), on=on, by=stage.khadija)
        expected = ["meeting-counted-in", TOMORROW] if on else [ASK, NUDGE]
        assert kinds_for(stage.khadija, meeting) == expected


def test_a_no_takes_one_out_for_once(stage):
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    say(stage, meeting, stage.khadija, "NO")

    assert kinds_for(stage.khadija, meeting) == []
    later = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2027, 1, 7)), by=stage.gwen)
    assert kinds_for(stage.khadija, later) == ["meeting-counted-in", TOMORROW]


def test_a_phone_call_takes_the_person_off_the_ring_list(stage, meeting):
    with at(3):
        meetings.answer(
            meeting, membership=stage.membership(stage.bill), coming="YES", how=How.PHONE, by=stage.gwen
        )

    rung_about = Message.objects.get(person=stage.bill, kind=ASK)
    assert (rung_about.state, rung_about.reason) == ("DONE_BY_HAND", "Told them")
    assert outbox(meeting) & {(TOMORROW, "Bill", DETAILS_AT)}
