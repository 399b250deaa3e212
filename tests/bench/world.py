"""A pain service of a stated size, made by bulk inserts: what the pages are measured on."""

from datetime import date, datetime, timedelta
from datetime import time as clock_face

MEMBERS, MEETINGS, SAID_SO = 8, 24, 5
HANDOVERS, ENROLLED, FAILED = 20, 10, 60  # under way, people on each, messages that need somebody


def seed(groups):
    """The service with its team, handovers and failed messages, so many groups, and who is asked for the pages."""
    from groups.models import Place
    from notifications.models import Link
    from pmp.models import Post, Role, Service
    from tests import cast

    service = Service.objects.create(
        name="Severn Vale Pain Service", short_name="Severn", phone="+441632960118"
    )
    place = Place.objects.create(service=service, name="Larkfield Community Café", short_name="Café")
    nadia = cast.person("Nadia", "Rahman")
    Post.objects.create(person=nadia, service=service, role=Role.COORDINATOR, from_date=date(2026, 1, 1))
    made, people, meetings = more_groups(service, place, range(groups))
    coming = meetings[MEETINGS // 2]
    _handovers(service)
    _failures(service, made[0], people)
    _, token = Link.objects.make(
        purpose="answer",
        person=people[0],
        about=f"meeting:{coming.pk}",
        expires_at=coming.ends_at + timedelta(days=7),
    )
    analyse()
    return {
        "member": people[0], "team": nadia, "group": made[0], "meeting": coming, "token": token,
        "service": service, "place": place,
    }  # fmt: skip


def analyse():
    """Without it PostgreSQL plans for an empty database, and tidies up after the inserts while others are measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def more_groups(service, place, numbers):
    """Groups with everything they have: people, organisers, meetings before and to come, who came, who answered."""
    from groups.models import Group, Meeting, Membership
    from groups.states import GroupState

    numbers = list(numbers)
    people = _people(numbers)
    made = Group.objects.bulk_create(
        Group(
            service=service, name=f"Group {n}", short_name=f"Group {n}", state=GroupState.MEETING,
            usual_place=place,
        )
        for n in numbers
    )  # fmt: skip
    memberships = Membership.objects.bulk_create(
        Membership(group=made[n // MEMBERS], person=person) for n, person in enumerate(people)
    )
    _share_names(memberships)
    _organise(memberships[::MEMBERS])
    meetings = Meeting.objects.bulk_create(
        (meeting for group in made for meeting in _meetings(group, place)), batch_size=2000
    )
    _come_and_answer(meetings, memberships)
    return made, people, meetings


def _people(numbers):
    from followon.people.models import User

    return User.objects.bulk_create(
        User(first_name=f"Person{n}", last_name="Bench", email=f"p{group}-{n}@example.org", password="!")
        for group in numbers
        for n in range(MEMBERS)
    )


def _share_names(memberships):
    """Everybody shows their name to their own group."""
    from followon.people.models import Consent
    from groups.protocol import Purpose

    Consent.objects.bulk_create(
        Consent(
            person_id=one.person_id, purpose=Purpose.SHARE_NAME, scope=f"group:{one.group_id}", given=True,
            wording="1", method="SCREEN", recorded_by=f"person:{one.person_id}",
        )
        for one in memberships
    )  # fmt: skip


def _organise(memberships):
    from groups.models import Job, OrganiserTurn

    OrganiserTurn.objects.bulk_create(
        OrganiserTurn(membership=one, group_id=one.group_id, job=Job.ORGANISER) for one in memberships
    )


def _come_and_answer(meetings, memberships):
    """The same few of each group came to what was, and will come to what is to be."""
    from groups.models import Answer, Attendance, Coming, How

    for model, some, facts in (
        (Attendance, range(MEETINGS // 2), {"came": True}),
        (Answer, range(MEETINGS // 2, MEETINGS), {"coming": Coming.YES, "how": How.WEB, "revision": 1}),
    ):
        model.objects.bulk_create(
            (
                model(meeting=meeting, membership=memberships[(n // MEETINGS) * MEMBERS + m], **facts)
                for n, meeting in enumerate(meetings)
                if n % MEETINGS in some
                for m in range(1, SAID_SO + 1)
            ),
            batch_size=5000,
        )


def _meetings(group, place):
    from followon import clock
    from groups.models import Meeting
    from groups.states import MeetingState

    for n in range(MEETINGS):
        before = n < MEETINGS // 2
        on = clock.today() + timedelta(days=14 * (n - MEETINGS // 2) + 5)
        meeting = Meeting(group=group, on_date=on, start_time=clock_face(11), place=place)
        meeting.state, meeting.came = (MeetingState.HELD, SAID_SO) if before else (MeetingState.PLANNED, None)
        meeting.starts_at = clock.at_local(datetime.combine(on, meeting.start_time), meeting.tz)
        meeting.ends_at = meeting.starts_at + meeting.length
        yield meeting


def _handovers(service):
    """Programmes between their tenth and eleventh session, with who said yes."""
    from followon import clock
    from followon.people.models import User
    from pmp.models import Choice, Cohort, Enrolment, Handover, Session
    from pmp.states import CohortState, HandoverState, Wish

    last = clock.today() + timedelta(days=10)
    days = [last - timedelta(days=7 * n) for n in reversed(range(12))]
    for n in range(HANDOVERS):
        cohort = Cohort.objects.create(
            service=service, name=f"Programme {n}", starts_on=days[0], ends_on=last,
            state=CohortState.RUNNING,
        )  # fmt: skip
        Session.objects.bulk_create(
            Session(cohort=cohort, number=number, on_date=on) for number, on in enumerate(days, 1)
        )
        Handover.objects.create(cohort=cohort, state=HandoverState.INTRODUCED)
        people = User.objects.bulk_create(
            User(first_name=f"Patient{m}", last_name="Bench", email=f"c{n}-{m}@example.org", password="!")
            for m in range(ENROLLED)
        )
        places = Enrolment.objects.bulk_create(Enrolment(cohort=cohort, person=one) for one in people)
        Choice.objects.bulk_create(
            Choice(enrolment=one, wish=Wish.YES, method="ROOM", recorded_by="job:bench") for one in places[:6]
        )


def _failures(service, group, people):
    from followon import clock
    from notifications.models import Message
    from notifications.states import Channel, MessageState

    at = clock.now() - timedelta(days=1)
    Message.objects.bulk_create(
        Message(
            kind="meeting-ask",
            person=people[n % MEMBERS],
            channel=Channel.SMS,
            about=f"meeting:{n + 1}",
            key=f"bench:{n}",
            by="job:bench",
            service_id=service.pk,
            group_id=group.pk,
            send_at=at,
            next_at=at,
            state=MessageState.UNDELIVERED,
            reason="The phone could not be reached",
        )  # fmt: skip
        for n in range(FAILED)
    )
