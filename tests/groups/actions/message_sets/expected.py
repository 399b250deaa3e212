"""Who is asked, nudged and told when about the meeting of 10 December."""

from datetime import UTC, datetime

from followon import clock
from groups.actions import meetings
from groups.models import How

ASK, NUDGE, TOMORROW = "meeting-ask", "meeting-nudge", "meeting-tomorrow"
ASKED_AT, NUDGED_AT, DETAILS_AT = "Thu 03 Dec 11:00", "Mon 07 Dec 11:00", "Wed 09 Dec 16:00"
EVERYBODY = {
    (ASK, "Gwen", ASKED_AT),
    (ASK, "Ellis", ASKED_AT),
    (ASK, "Khadija", ASKED_AT),
    (ASK, "Bill", ASKED_AT),  # somebody rings him
    (NUDGE, "Gwen", NUDGED_AT),
    (NUDGE, "Ellis", NUDGED_AT),
    (NUDGE, "Khadija", NUDGED_AT),  # nobody rings twice
}


def at(day, hour=12, month=12):
    return clock.moved_to(datetime(2026, month, day, hour, tzinfo=UTC))


def say(stage, meeting, who, coming, how=How.WEB):
    return meetings.answer(meeting, membership=stage.membership(who), coming=coming, how=how, by=who)
