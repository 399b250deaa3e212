"""What groups say: the words of each text, and when a message has no point any more."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups import sharing
from groups.actions import lifecycle, meetings, members, organisers, visits
from groups.actions.meetings import Plan
from groups.models import Group, Mode
from notifications import gsm, kinds, rendering
from notifications.models import Link, Message, SenderProfile

PROFILE = SenderProfile(name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm")


@pytest.fixture
def meeting(stage):
    for who in (stage.gwen, stage.ellis, stage.khadija):
        members.share(stage.membership(who), purposes=sharing.PURPOSES[:2], method=Method.SCREEN, by=who)
    return meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
    )


def row(kind, who, about, channel="SMS", **payload):
    """A message as the gate would hold it; the payload speaks of the meeting, the group or the visit."""
    name = about._meta.model_name
    facts = {"meeting": about.pk} if name == "meeting" else {"group": about.pk}
    return Message.objects.create(
        kind=kind, person=who, channel=channel, about=f"{name}:{about.pk}", key=f"{kind}:{who.pk}:{payload}:{channel}",
        by="job:test", payload={**facts, **payload}, revision=getattr(about, "revision", 0),
        send_at=clock.now(), next_at=clock.now(),
    )  # fmt: skip


def say(message):
    kind = kinds.get(message.kind)
    content = rendering.render(kind, message.channel, kind.context(message), PROFILE)
    assert "‼" not in content.subject + content.body
    if message.channel == "SMS":
        assert content.parts == 1
        assert gsm.odd_characters(content.body) == []
    return content.body if message.channel == "SMS" else f"{content.subject}\n{content.body}"


def wanted(message):
    message.loaded = None
    return kinds.get(message.kind).still_wanted(message)


def link(message):
    return Link.objects.get(person=message.person).address


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


# When a message has no point any more ──────────────────────────────────────────────────────────────────────────────


def answered(coming):
    def act(stage, meeting):
        meetings.answer(
            meeting, membership=stage.membership(stage.khadija), coming=coming, how="WEB", by=stage.khadija
        )

    return act


def left(stage, meeting):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)


def rests(stage, meeting):
    members.pause(stage.membership(stage.khadija), by=stage.khadija)


def off(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)


def moved(stage, meeting):
    meetings.move(meeting, to=Plan(date(2026, 12, 11), time(11), place=stage.cafe), by=stage.gwen)


def ended(stage, meeting):
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)


def both(*acts):
    def act(stage, meeting):
        for one in acts:
            one(stage, meeting)

    return act


@pytest.mark.parametrize(
    ("kind", "act", "reason"),
    [
        ("meeting-ask", None, True),
        ("meeting-ask", answered("YES"), "Has answered already"),
        ("meeting-ask", left, "Not in the group any more"),
        ("meeting-ask", rests, "Resting from the group"),
        ("meeting-ask", off, "The meeting is off, or over"),
        ("meeting-ask", moved, "The meeting has changed since"),
        ("meeting-nudge", None, True),
        ("meeting-nudge", answered("SEE"), "Has answered already"),
        ("meeting-counted-in", None, "Is not counted in any more"),
        ("meeting-counted-in", answered("YES"), True),
        ("meeting-tomorrow", None, "Is not coming"),
        ("meeting-tomorrow", answered("YES"), True),
        ("meeting-tomorrow", answered("SEE"), True),
        ("meeting-tomorrow", answered("NO"), "Is not coming"),
        ("meeting-tomorrow", both(answered("YES"), rests), "Resting from the group"),
        ("meeting-reminder", None, True),
        ("meeting-reminder", answered("NO"), "Is not coming"),
        ("meeting-changed", None, True),
        ("meeting-changed", rests, "Resting from the group"),
        ("meeting-changed", both(answered("YES"), rests), True),
        ("meeting-changed", both(answered("NO"), rests), "Resting from the group"),
        ("meeting-changed", left, "Not in the group any more"),
        ("meeting-changed", moved, "The meeting has changed since"),
        ("meeting-changed", off, "The meeting is off, or over"),
        ("meeting-cancelled", None, "The meeting is on after all"),
        ("meeting-cancelled", off, True),
        ("meeting-cancelled", both(answered("SEE"), rests, off), True),
        ("meeting-cancelled", both(off, left), "Not in the group any more"),
        ("meeting-back-on", None, True),
        ("meeting-back-on", off, "The meeting is off, or over"),
    ],
)
def test_still_wanted(stage, meeting, kind, act, reason):
    message = row(kind, stage.khadija, meeting)
    if act:
        act(stage, meeting)

    assert wanted(message) == reason


@pytest.mark.parametrize("kind", ["meeting-ask", "meeting-nudge", "meeting-reminder", "meeting-changed"])
def test_nothing_is_asked_once_the_meeting_goes_on_or_is_over(stage, meeting, kind):
    message = row(kind, stage.khadija, meeting)
    with clock.moved_to(meeting.ends_at):
        assert wanted(message) is not True
        assert not kinds.get(kind).is_open(message)


def test_a_meeting_that_is_gone_is_nobody_s(stage, meeting):
    messages = [row(kind, stage.khadija, meeting) for kind in ("meeting-ask", "who-came", "ack-yes")]
    meeting.delete()

    assert {wanted(message) for message in messages} == {"The meeting is gone"}


def test_who_came_is_not_asked_once_somebody_has_said(stage, meeting):
    message = row("who-came", stage.gwen, meeting)
    with clock.moved_to(meeting.ends_at):
        assert wanted(message) is True
        meetings.report_headcount(meeting, headcount=3, by=stage.ellis)
        assert wanted(message) == "Somebody has said, or the meeting was off"
        meetings.undo_report(meeting, by=stage.ellis)
    with clock.moved_to(meeting.starts_at + timedelta(days=7, minutes=1)):
        assert wanted(message) == "Too long ago"


def test_pass_on_messages_follow_what_became_of_it(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    ask = Message.objects.get(kind="pass-on-ask")
    stuck = row("pass-on-stuck", stage.gwen, meeting, pass_on=passing.pk)
    service = row("pass-on-service", stage.nadia, meeting, pass_on=passing.pk)
    assert (wanted(ask), wanted(stuck), wanted(service)) == (
        True, "Somebody looks after it", "Somebody looks after it"
    )  # fmt: skip

    organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)
    assert wanted(ask) == "Somebody else looks after it"
    assert wanted(Message.objects.get(kind="pass-on-done")) is True


def test_a_call_for_an_organiser_stops_when_somebody_takes_the_turn(stage):
    message = row("group-without-organiser", stage.nadia, stage.steppers)
    assert wanted(message) == "Somebody organises it again"
    stage.steppers.turns.all().delete()
    assert wanted(message) is True
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)
    assert wanted(message) == "The group has ended"


@pytest.mark.parametrize(
    ("kind", "act", "reason"),
    [
        ("group-started", None, True),
        ("group-directory", left, "Not in the group any more"),
        ("group-joined", ended, "The group has ended"),
        ("group-left", left, True),
        ("group-resting", None, "The rest is over"),
        ("group-rest-over", None, "The group has decided already"),
        ("group-ended", None, "The group has begun again"),
        ("group-ended", ended, True),
        ("group-woken", None, True),
    ],
)  # fmt: skip
def test_messages_about_a_group_still_wanted(stage, meeting, kind, act, reason):
    message = row(kind, stage.khadija, stage.steppers)
    if act:
        act(stage, meeting)

    assert wanted(message) == reason


def test_messages_to_the_tutor_still_wanted(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    meeting = meetings.plan(stage.steppers, plan=Plan(date(2026, 12, 10), time(11)), by=stage.gwen)
    visit = meeting.tutor_visit
    asked = Message.objects.get(kind="tutor-meeting")
    last = row("tutor-last", stage.ruth, meeting, visit=visit.pk)
    cannot = row("tutor-cannot", stage.nadia, meeting, channel="EMAIL", visit=visit.pk)
    assert (wanted(asked), wanted(last), wanted(cannot)) == (
        True,
        "Is not coming",
        "The patient tutor can come",
    )
    assert say(asked) == (
        "Hello Ruth. Steady Steppers meet on Thu 10 December, 11am, place to be agreed. Can you join them? "
        "Reply Y or N."
    )

    visits.answer(visit, coming=True, by=stage.ruth)
    assert (wanted(asked), wanted(last)) == ("Has answered already", True)
    visits.answer(visit, coming=False, by=stage.ruth)
    assert wanted(cannot) is True
    visits.not_needed(visit, by=stage.gwen)
    assert wanted(last) == "Is not coming"


def test_questions_are_named_so_that_one_can_tell_them_apart(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    assert kinds.get("meeting-ask").question(row("meeting-ask", stage.ellis, meeting)) == "Thu 10 December"
    ask = Message.objects.get(kind="pass-on-ask")
    assert kinds.get("pass-on-ask").question(ask) == "organising Thu 10 December"
    assert ask.about == f"pass-on:{passing.pk}"


def test_many_messages_cost_as_much_as_one(stage, meeting, django_assert_num_queries):
    rows = list(Message.objects.filter(kind="meeting-ask").select_related("person"))
    kind = kinds.get("meeting-ask")
    for few in (rows[:1], rows):
        with django_assert_num_queries(6):  # the last two: which doors are there, and the missing ones made
            kind.load(few)
            assert all(kind.still_wanted(message) is True for message in few)
            addresses = [kind.context(message)["link"] for message in few]

    assert len(rows) > 1
    assert addresses == [link(message) for message in rows]


def test_a_preview_of_many_makes_no_doors(stage, meeting):
    rows = [
        Message(kind="meeting-ask", person=who, payload={"meeting": meeting.pk})
        for who in (stage.gwen, stage.ellis)
    ]
    kinds.get("meeting-ask").load(rows)

    assert {kinds.get("meeting-ask").context(row)["link"] for row in rows} == {
        "http://127.0.0.1:8000/r/0000000000/"
    }
    assert not Link.objects.filter(about=f"meeting:{meeting.pk}").exists()


def test_the_log_of_the_service_never_keeps_the_directory():
    assert kinds.get("group-directory").private
