"""A meeting that is off, and on again: exactly those who were told hear of it."""

from groups.actions import meetings, planning
from notifications.models import Message
from tests.groups.actions.conftest import kinds_for, let_go, outbox
from tests.groups.actions.message_sets.expected import ASK, DETAILS_AT, NUDGE, NUDGED_AT, TOMORROW, at, say


def test_cancelling_before_anybody_was_told_tells_nobody(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    assert outbox(meeting) == set()


def test_cancelling_tells_exactly_those_told(stage, meeting):
    with at(3):
        let_go(Message.objects.get(kind=ASK, person=stage.ellis))
        let_go(Message.objects.get(kind=ASK, person=stage.khadija), state="UNCERTAIN")
        say(stage, meeting, stage.gwen, "NO")
        meetings.cancel(meeting, why="The café is closed", by=stage.gwen)

        assert outbox(meeting) == {
            ("meeting-cancelled", who, "Thu 03 Dec 12:00") for who in ("Gwen", "Ellis", "Khadija")
        }


def test_cancelling_once_tells_once(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        let_go()

        assert planning.plan_ahead(by=stage.gwen) == 0
        assert Message.objects.filter(kind="meeting-cancelled", person=stage.ellis).count() == 1


def test_cancelling_late_goes_at_any_hour(stage, meeting):
    with at(3):
        let_go()
    with at(9, 22):
        meetings.cancel(meeting, by=stage.gwen)
        kinds = set(Message.objects.filter(state="SCHEDULED").values_list("kind", "next_at"))

    assert {kind for kind, _ in kinds} == {"meeting-cancelled"}  # 13 hours ahead: the morning will do
    with at(9, 23):
        meetings.put_back(meeting, by=stage.gwen)
    with at(10, 5):
        meetings.cancel(meeting, by=stage.gwen)
        assert outbox(meeting) == {
            ("meeting-cancelled-soon", who, "Thu 10 Dec 05:00") for who in ("Gwen", "Ellis", "Khadija")
        }


def test_putting_back_tells_those_who_knew_and_plans_anew(stage, meeting):
    with at(3):
        let_go(Message.objects.get(kind=ASK, person=stage.ellis))
        say(stage, meeting, stage.gwen, "YES")
        meetings.cancel(meeting, by=stage.gwen)
        let_go()
        meetings.put_back(meeting, by=stage.gwen)

        assert outbox(meeting) == {
            ("meeting-back-on", "Gwen", "Thu 03 Dec 12:00"),
            ("meeting-back-on", "Ellis", "Thu 03 Dec 12:00"),
            (ASK, "Khadija", "Thu 03 Dec 12:00"),
            (ASK, "Bill", "Thu 03 Dec 12:00"),
            (NUDGE, "Ellis", NUDGED_AT),
            (NUDGE, "Khadija", NUDGED_AT),
            (TOMORROW, "Gwen", DETAILS_AT),
        }


def test_cancelling_and_putting_back_at_once_sends_only_the_last_word(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        meetings.put_back(meeting, by=stage.gwen)

        assert "meeting-cancelled" not in {kind for kind, _, _ in outbox(meeting)}
        assert kinds_for(stage.ellis, meeting) == ["meeting-back-on", NUDGE]
