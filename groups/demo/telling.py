"""How a programme becomes a group in the story: people, sessions, answers, handover, meetings; each by its action."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from followon import clock
from followon.people.models import Method, User
from groups.actions import formation, meetings
from groups.demo import when
from groups.demo.crowd import TELLER
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import Group, Meeting, Membership, Place
from groups.rhythm import Rhythm
from pmp.actions import choices, cohorts, enrolments, nudging, reaching
from pmp.models import Cohort, Enrolment, Handover
from pmp.protocol import Purpose
from pmp.states import Wish

WITH_THE_GROUP = {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE, Purpose.SHARE_LANDLINE}
USUAL_SESSIONS = 10


@dataclass
class Teller:
    """A programme and the group it became, while it is told."""

    cohort: Cohort
    people: list[User]
    group: Group | None = None
    places: list[Place] = field(default_factory=list)

    @property
    def enrolments(self) -> list[Enrolment]:
        return list(Enrolment.objects.filter(cohort=self.cohort).select_related("person", "cohort__service"))


def a_programme(
    stage: Stage,
    name: str,
    *,
    last: date,
    people: Sequence[User],
    sessions: int = USUAL_SESSIONS,
    tutor: bool = False,
) -> Teller:
    """A programme of weekly sessions that ended, or ends, on `last`, with its people; many had no patient tutor."""
    dates = [last - timedelta(weeks=week) for week in reversed(range(sessions))]
    with when.on(dates[0] - timedelta(days=14)):
        cohort = cohorts.open_cohort(
            stage.severn, name=name, place="Larkfield Health Centre", dates=dates, time=time(13),
            clinicians=[stage.sam], tutors=[stage.ruth] if tutor else [], by=stage.sam.person,
        )  # fmt: skip
        for person in people:
            enrolments.enrol(cohort, person=person, by=stage.sam.person)
    _keep_in_step(dates[0], dates[-1] + timedelta(days=1))
    return Teller(cohort, list(people))


def _keep_in_step(*days: date) -> None:
    """What happens by itself on the days on which a programme begins and is over, as far as they have come."""
    for on in days:
        if on <= clock.today():
            with when.on(on):
                nudging.keep_programmes_in_step(by=TELLER)


def everybody_says_yes(told: Teller, *, on: date) -> None:
    """In the room, each for themselves; shared with the group: first name and telephone. Everybody was reached, and
    wants to hear of meetups."""
    shared = {*WITH_THE_GROUP, Purpose.MEETUP_NEWS}
    with when.on(on, 14):
        for enrolment in told.enrolments:
            choices.record(enrolment, wish=Wish.YES, method=Method.ROOM, by=TELLER)
            choices.share(enrolment, purposes=shared, method=Method.ROOM, by=TELLER)
            reaching.mark_reached(enrolment, by=TELLER)


def hand_over(
    stage: Stage, told: Teller, *, on: date, name: str, short_name: str, purposes: Sequence[str], rhythm: Rhythm
) -> Group:  # fmt: skip
    """The group is theirs: the first person organises, the second stands in."""
    handover = Handover.objects.get(cohort=told.cohort)
    with when.on(on, 15):
        told.group = formation.form(
            handover, name=name, short_name=short_name, purposes=list(purposes), rhythm=rhythm,
            organiser=told.people[0], stand_in=told.people[1], first_meeting=None, by=stage.sam.person,
        )  # fmt: skip
    return told.group


def met(
    group: Group,
    post: PostOffice,
    *,
    on: date,
    at: time,
    where: Place | None,
    came: int,
    by: User,
    **plan: Any,
) -> Meeting:
    """A meeting that took place: everybody was asked that morning, some of them by a call, and in the evening it was
    written down who came."""
    with when.on(on, at.hour - 2):
        meeting = meetings.plan(group, plan=meetings.Plan(on, at, place=where, **plan), by=by)
        post.deliver()
        post.ring(by=by, group_id=group.pk)
    numbers = list(Membership.objects.filter(group=group).order_by("pk").values_list("pk", flat=True))
    with when.on(on, min(at.hour + 3, 23)):
        return meetings.report(meeting, came={pk: place < came for place, pk in enumerate(numbers)}, by=by)
