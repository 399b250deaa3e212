"""What groups say: the words of each text and email, one text at the most."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups.actions import lifecycle, meetings, members, organisers
from groups.actions.meetings import Plan
from groups.models import Mode
from notifications import kinds, rendering
from notifications.models import Message
from tests.groups.messages.conftest import PROFILE, link, row, say, wanted


def test_the_question(stage, meeting):
    asked = row("meeting-ask", stage.khadija, meeting)

    assert say(asked) == (
        "Steady Steppers: Thu 10 December, 11am, Community Café. Can you come? Reply Y, N or MAYBE. "
        f"More: {link(asked)}"
    )
    assert link(asked).startswith("http://127.0.0.1:8000/r/")


@pytest.mark.parametrize(
    ("mode", "place", "words"),
    [(Mode.ONLINE, False, "online"), (Mode.PHONE, False, "by phone"), (Mode.MIXED, True, "Community Café"),
     (Mode.IN_PERSON, False, "place to be agreed")],
)  # fmt: skip
def test_the_question_says_where(stage, mode, place, words):
    meeting = meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(12), mode=mode, place=stage.cafe if place else None),
        by=stage.gwen,
    )  # fmt: skip

    assert f"Thu 10 December, midday, {words}. Can you come?" in say(row("meeting-ask", stage.gwen, meeting))


def test_the_day_before_to_yes_and_to_see_on_the_day(stage, meeting):
    for who, coming in ((stage.khadija, "YES"), (stage.ellis, "SEE")):
        meetings.answer(meeting, membership=stage.membership(who), coming=coming, how="TEXT", by=who)
    sure, unsure = (
        row("meeting-tomorrow", stage.khadija, meeting),
        row("meeting-tomorrow", stage.ellis, meeting),
    )

    with clock.moved_to(datetime(2026, 12, 9, 16, tzinfo=UTC)):
        assert say(sure).startswith(
            "Steady Steppers: see you tomorrow, 11am, Community Café. Not well enough? Text N, no reason needed. http"
        )
        assert say(unsure) == (
            "Steady Steppers: we meet tomorrow, 11am, Community Café. Decide on the day if you like. "
            "Text Y or N when you know."
        )
    with clock.moved_to(datetime(2026, 12, 10, 9, tzinfo=UTC)):  # it was held up
        assert say(sure).startswith("Steady Steppers: see you today, 11am")


def test_the_day_before_by_email_names_the_way_in_and_the_organiser(stage, meeting):
    stage.cafe.step_free = stage.cafe.good_chairs = "YES"
    stage.cafe.quiet = "NO"
    stage.cafe.save()
    meetings.answer(
        meeting, membership=stage.membership(stage.ellis), coming="YES", how="WEB", by=stage.ellis
    )

    with clock.moved_to(datetime(2026, 12, 9, 16, tzinfo=UTC)):
        said = say(row("meeting-tomorrow", stage.ellis, meeting, channel="EMAIL"))

    assert said.startswith("Tomorrow: Steady Steppers, 11am\nDear Ellis,")
    assert "Thursday 10 December, 11am to 12:30pm" in said
    assert "Larkfield Community Café, 14 Mill Lane, Larkfield, LA1 7QX" in said
    assert "No steps. Chairs with arms, and room to stand and stretch." in said
    assert "Gwen is organising this time." in said
    assert "Quiet" not in said
    assert "Questions? Phone 01632 960 118, Mon to Fri, 9am to 4pm." in said


def test_an_organiser_who_shares_no_name_is_not_named(stage, meeting):
    members.share(stage.membership(stage.gwen), purposes=set(), method=Method.SCREEN, by=stage.gwen)
    meetings.answer(
        meeting, membership=stage.membership(stage.ellis), coming="YES", how="WEB", by=stage.ellis
    )

    assert "Gwen" not in say(row("meeting-tomorrow", stage.ellis, meeting, channel="EMAIL"))


def test_joining_from_home_is_told_by_email(stage):
    meeting = meetings.plan(
        stage.steppers,
        plan=Plan(
            date(2026, 12, 10), time(11), mode=Mode.MIXED, place=stage.cafe, join_details="Ring 01632 960 118"
        ),
        by=stage.gwen,
    )

    assert "To join from home: Ring 01632 960 118" in say(
        row("meeting-ask", stage.ellis, meeting, channel="EMAIL")
    )


def test_a_change_says_what_was(stage, meeting):
    said = say(
        row(
            "meeting-changed",
            stage.ellis,
            meeting,
            channel="EMAIL",
            was="Wednesday 9 December, 2pm, the hall",
        )
    )

    assert said.startswith("Changed: now Thursday 10 December, 11am\n")
    assert "It was: Wednesday 9 December, 2pm, the hall." in said


def test_off_says_why_by_email_and_whom_to_ring_by_text(stage, meeting):
    meetings.cancel(meeting, why="The café is closed", by=stage.gwen)
    meeting.refresh_from_db()

    assert say(row("meeting-cancelled", stage.khadija, meeting)) == (
        "Steady Steppers: the Thu 10 December meeting is off. We will tell you when there is a new date. "
        "Questions? Call 01632 960 118."
    )
    assert "The café is closed." in say(row("meeting-cancelled-soon", stage.ellis, meeting, channel="EMAIL"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ack-yes", "Thank you, Khadija. You are down as coming on Thu 10 December. If that changes, text N."),
        ("ack-no", "Thank you, Khadija. We will miss you on Thu 10 December. If you feel better, text Y. "
                   "See you another time."),
        ("ack-maybe", "Thank you, Khadija. We have put you down as maybe for Thu 10 December. "
                      "Text Y or N when you know."),
        ("ack-over", "Thank you, Khadija. The Thu 10 December meeting of Steady Steppers is off, or has been. "
                     "Questions? Call 01632 960 118."),
    ],
)  # fmt: skip
def test_every_answer_is_repeated(stage, meeting, kind, words):
    message = row(kind, stage.khadija, meeting)

    assert say(message) == words
    assert wanted(message) is True


def test_who_came(stage, meeting):
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        asked = row("who-came", stage.gwen, meeting)
        assert say(asked) == (
            f"Steady Steppers: who came on Thu 10 December? {link(asked)} Or text a number, such as 5. "
            "Text 0 if you did not meet."
        )
        assert say(row("ack-came", stage.gwen, meeting, number=5)) == (
            f"Thank you, Gwen. 5 came on Thu 10 December. Same time next time? {link(asked)}"
        )
        meetings.plan(stage.steppers, plan=Plan(date(2027, 1, 7), time(11)), by=stage.gwen)
        assert say(row("ack-not-met", stage.gwen, meeting)) == (
            "Thank you, Gwen. We have put down that you did not meet on Thu 10 December."
        )


def test_who_took_it_on_is_named_as_the_group_may_see_them(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)

    done = Message.objects.get(kind="pass-on-done")
    assert say(done) == "Ellis will look after Thu 10 December for you. Nothing more to do. Take care."
    members.share(stage.membership(stage.ellis), purposes=set(), method=Method.SCREEN, by=stage.ellis)
    assert say(done).startswith("A member will look after")


def test_the_group_is_up_and_running(stage, meeting):
    assert say(row("group-started", stage.khadija, stage.steppers)) == (
        "Steady Steppers is up and running. First meeting: Thu 10 December, 11am, Community Café. "
        "Ask us anything on 01632 960 118."
    )
    meetings.cancel(meeting, by=stage.gwen)
    assert say(row("group-started", stage.ellis, stage.steppers)) == (
        "Steady Steppers is up and running. We will tell you when there is a first date. "
        "Ask us anything on 01632 960 118."
    )


def test_goodbye_names_who_wished_to_be_named(stage, meeting):
    members.leave(stage.membership(stage.khadija), quietly=False, by=stage.khadija)

    goodbye = Message.objects.get(kind="member-said-goodbye", person=stage.gwen)
    assert say(goodbye) == "Steady Steppers: Khadija has left the group and wishes everybody well."
    members.come_back(stage.membership(stage.khadija), by=stage.khadija)
    assert say(goodbye).startswith("Steady Steppers: A member has left")


@pytest.mark.parametrize(
    ("met", "months", "words"), [(14, 20, "Your group met 14 times over 20 months."), (0, 0, "")]
)
def test_an_end_counts_what_there_was(stage, met, months, words):
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)

    said = say(row("group-ended", stage.ellis, stage.steppers, channel="EMAIL", meetings=met, months=months))
    assert words in said
    assert ("Your group met" in said) == bool(met)


@pytest.mark.parametrize("slug", [kind.slug for kind in kinds.all_kinds() if kind.app == "groups"])
def test_both_sides_of_every_choice_fit_one_text(slug):
    kind = kinds.get(slug)
    if "SMS" not in kind.channels:
        return
    sample = kind.sample()
    switches = [name for name, value in sample.items() if isinstance(value, bool)]
    for name in switches:
        content = rendering.render(
            kind, "SMS", {**sample, name: not sample[name], "when": "tomorrow"}, PROFILE
        )
        assert content.parts == 1, (slug, name, content.body)


def test_questions_are_named_so_that_one_can_tell_them_apart(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    assert kinds.get("meeting-ask").question(row("meeting-ask", stage.ellis, meeting)) == "Thu 10 December"
    ask = Message.objects.get(kind="pass-on-ask")
    assert kinds.get("pass-on-ask").question(ask) == "organising Thu 10 December"
    assert ask.about == f"pass-on:{passing.pk}"
