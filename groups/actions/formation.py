"""A handover becomes a group, in one transaction: everything of it, or nothing."""

from collections.abc import Iterable

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import gathering, meetings, members, organisers
from groups.actions.lifecycle import rhythm_fields
from groups.actions.meetings import Plan
from groups.events import Event
from groups.messages import groups as messages
from groups.models import Group, GroupPurpose, Job, Membership
from groups.protocol import SHORT_NAME_LENGTH
from groups.rhythm import Rhythm
from pmp.actions import handovers
from pmp.models import Enrolment, Handover, Post
from pmp.states import Wish

FEWEST = 2  # one person is no group; two friends and a third who joins later are


class NobodySaidYes(Refused):
    """A group is made by the people who want it."""

    def __init__(self) -> None:
        super().__init__(
            "A group needs at least 2 people who said yes. End the handover without a group, or ask again."
        )


class NotInTheGroup(Refused):
    """Organisers come from among those who said yes."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person.first_name} has not said yes to the group, so they can't organise it.")


class NameMissing(Refused):
    """A group has a name, and a short one for texts."""

    def __init__(self) -> None:
        super().__init__(
            f"Give the group a name, and a short name for texts of {SHORT_NAME_LENGTH} characters or fewer."
        )


@transaction.atomic
def form(
    handover: Handover,
    *,
    name: str,
    short_name: str,
    purposes: Iterable[str],
    rhythm: Rhythm,
    organiser: User | None,
    stand_in: User | None,
    first_meeting: Plan | None,
    agreement: str = "",
    by: Actor,
) -> Group:
    """Turn a handover into the group that its people chose (R001, R042).

    1. The handover is finished, which refuses while somebody is still to be sorted out.
    2. Everybody who said yes becomes a member, by their own choice alone.
    3. What each agreed to share with the programme's group is carried to this one, field by field.
    4. Organiser and stand-in take their turns.
    5. The first meeting is planned, with its reminders and the patient tutor's first visit.
    6. Everybody is told, and gets the directory in their own channel within a day (F3, F4).

    Raises HandoverIsOver and StillToSortOut (pmp), NobodySaidYes, NotInTheGroup, NameMissing, and as
    `meetings.plan` does for the first meeting.
    """
    handover = handovers.hand_over(handover, by=by)
    enrolments = _said_yes(handover)
    _refuse_unfit(name, short_name, enrolments, organiser, stand_in)
    group = _open(handover, name, short_name, purposes, rhythm, first_meeting, agreement)
    joined = [
        members.join(group, person=enrolment.person, from_cohort=group.cohort, by=by, welcome=False)
        for enrolment in enrolments
    ]
    recorder.record(Event.GROUP_FORMED, by=by, about=group, cohort=handover.cohort, members=len(joined))
    _take_turns(joined, organiser, stand_in, by=by)
    if first_meeting is not None:
        meetings.plan(group, plan=first_meeting, by=by)
    gathering.tell(messages.GroupStarted, group, joined, by=by, once="formed")
    gathering.send_directory(group, joined, by=by)
    return group


def _said_yes(handover: Handover) -> list[Enrolment]:
    """Everybody on the programme whose answer is yes."""
    rows = Enrolment.objects.current().filter(cohort=handover.cohort_id, choice__wish=Wish.YES)
    return list(rows.select_related("person"))


def _refuse_unfit(
    name: str, short_name: str, enrolments: list[Enrolment], organiser: User | None, stand_in: User | None
) -> None:
    if not name.strip() or not 0 < len(short_name.strip()) <= SHORT_NAME_LENGTH:
        raise NameMissing
    if len(enrolments) < FEWEST:
        raise NobodySaidYes
    wanting = {enrolment.person_id for enrolment in enrolments}
    for person in (organiser, stand_in):
        if person is not None and person.pk not in wanting:
            raise NotInTheGroup(person)


def _open(
    handover: Handover,
    name: str,
    short_name: str,
    purposes: Iterable[str],
    rhythm: Rhythm,
    first: Plan | None,
    agreement: str,
) -> Group:
    """The group itself, with what the room agreed on."""
    cohort = handover.cohort
    tutor = Post.objects.held().filter(pk=handover.tutor_id).first() if handover.tutor_id else None
    return Group.objects.create(
        service=cohort.service,
        cohort=cohort,
        name=name.strip(),
        short_name=short_name.strip(),
        purposes=[GroupPurpose(purpose) for purpose in purposes],
        agreement=agreement,
        tz=cohort.service.tz,
        usual_time=first.start_time if first else None,
        usual_place=first.place if first else None,
        area=first.place.area if first and first.place else "",
        tutor=tutor,
        programme_ended_on=cohort.ends_on,
        formed_at=clock.now(),
        **({"usual_length": first.length} if first else {}),
        **rhythm_fields(rhythm),
    )


def _take_turns(
    joined: list[Membership], organiser: User | None, stand_in: User | None, *, by: Actor
) -> None:
    """The jobs are given out; who organises does not stand in for themselves."""
    if organiser is not None:
        organisers.take_turn(_of(organiser, joined), job=Job.ORGANISER, by=by)
    if stand_in is not None and stand_in != organiser:
        organisers.take_turn(_of(stand_in, joined), job=Job.STAND_IN, by=by)


def _of(person: User, joined: list[Membership]) -> Membership:
    return next(membership for membership in joined if membership.person_id == person.pk)
