"""What a text answer does: one function per question, named by its kind; each says what we took it to mean."""

from datetime import timedelta

from followon import clock
from followon.states import MoveNotAllowed
from groups.actions import lifecycle, meetings, organisers, visits
from groups.messages import answers, tutors
from groups.messages import groups as group_messages
from groups.messages import organisers as messages
from groups.models import Coming, Group, How, Meeting, Membership, TutorVisit
from notifications.kinds import Acknowledgement
from notifications.models import Message
from notifications.replies import Reply, Word

ASK_AGAIN_AFTER = timedelta(weeks=4)
_COMING = {Word.YES: Coming.YES, Word.NO: Coming.NO, Word.MAYBE: Coming.SEE}
_THANKS = {Coming.YES: answers.AckYes, Coming.NO: answers.AckNo, Coming.SEE: answers.AckMaybe}


def answer_meeting(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y, N or MAYBE to "can you come?"; PASS from whoever looks after the meeting. The latest answer wins."""
    meeting, member = _meeting_of(message)
    if meeting is None or member is None:
        return None
    if reply.word == Word.PASS:
        return _pass(meeting, member)
    if reply.word not in _COMING:
        return None
    coming, thanks = _COMING[reply.word], _THANKS[_COMING[reply.word]]
    try:
        meetings.answer(
            meeting, membership=member, coming=coming, how=How.TEXT, note=reply.note, by=message.person
        )
    except (meetings.MeetingIsOver, meetings.NotInThisGroup):
        thanks = answers.AckOver
    return _about(thanks.slug, meeting, note=bool(reply.note))


def who_came(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """A number of people, or 0 when they did not meet (F17)."""
    meeting, member = _meeting_of(message)
    if (
        meeting is None
        or member is None
        or member.has_left
        or reply.word != Word.NUMBER
        or len(reply.numbers) != 1
    ):
        return None
    number = reply.numbers[0]
    try:
        meetings.report_headcount(meeting, headcount=number, by=message.person)
    except meetings.UnlikelyNumber:
        return _about(messages.AckBadNumber.slug, meeting)
    except (meetings.NotYet, MoveNotAllowed):
        return _about(answers.AckOver.slug, meeting)
    return _about(messages.AckCame.slug if number else messages.AckNotMet.slug, meeting, number=number)


def pass_on(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y takes the meeting over, unless somebody was quicker; N is fine."""
    meeting, member = _meeting_of(message)
    if meeting is None or member is None or reply.word not in (Word.YES, Word.NO):
        return None
    facts = {"pass_on": message.payload.get("pass_on")}
    if reply.word == Word.NO:
        organisers.decline(meeting, member, by=message.person)
        return _about(messages.PassOnNo.slug, meeting, **facts)
    try:
        organisers.accept(meeting, member, by=message.person)
    except (organisers.TakenAlready, organisers.NotInThisGroup):
        return _about(messages.PassOnTaken.slug, meeting, **facts)
    return _about(messages.PassOnYes.slug, meeting, **facts)


def answer_visit(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """The patient tutor's Y or N to one of the first three meetings."""
    rows = TutorVisit.objects.filter(pk=message.payload["visit"], tutor__person=message.person)
    visit = rows.select_related("meeting").first()
    if visit is None or reply.word not in (Word.YES, Word.NO):
        return None
    coming = reply.word == Word.YES
    try:
        visits.answer(visit, coming=coming, by=message.person)
    except MoveNotAllowed:
        return _about(tutors.AckTutorNo.slug, visit.meeting, visit=visit.pk)
    kind = tutors.AckTutorYes if coming else tutors.AckTutorNo
    return _about(kind.slug, visit.meeting, visit=visit.pk)


def rest_is_over(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y ends the group's rest; N lets it rest four more weeks, then we ask again."""
    group = Group.objects.filter(pk=message.payload["group"]).first()
    if group is None or reply.word not in (Word.YES, Word.NO):
        return None
    awake = reply.word == Word.YES
    try:
        if awake:
            lifecycle.wake(group, by=message.person)
        else:
            lifecycle.rest(group, until=clock.today(group.tz) + ASK_AGAIN_AFTER, by=message.person)
    except MoveNotAllowed:
        return None
    return Acknowledgement(group_messages.AckRest.slug, {"group": group.pk, "awake": awake})


def _pass(meeting: Meeting, member: Membership) -> Acknowledgement | None:
    """PASS means something only from whoever looks after the meeting."""
    if meeting.organiser_id != member.pk:
        return None
    try:
        found = organisers.hand_on(meeting, by=member.person)
    except organisers.TakenAlready:
        return _about(answers.AckOver.slug, meeting)
    return _about(messages.PassOnBegun.slug, meeting, pass_on=found.pk)


def _meeting_of(message: Message) -> tuple[Meeting | None, Membership | None]:
    meeting = (
        Meeting.objects.select_related("group__service").filter(pk=message.payload.get("meeting")).first()
    )
    rows = Membership.objects.select_related("person", "group")
    member = rows.filter(group=meeting.group_id, person=message.person).first() if meeting else None
    return meeting, member


def _about(slug: str, meeting: Meeting, **more: object) -> Acknowledgement:
    return Acknowledgement(slug, {"meeting": meeting.pk, **more})
