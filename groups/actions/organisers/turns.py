"""Turns at organising and standing in: claimed, never given (R019), and given back without a reason (R029)."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.actions.organisers.passing import coordinators, current, hand_on
from groups.events import Event
from groups.messages import organisers as messages
from groups.models import Group, Job, Meeting, Membership, OrganiserTurn
from notifications import outbox


class OrganisesNow(Refused):
    """Standing in would end organising. Stepping back does that: it asks, and passes the meetings on."""

    def __init__(self) -> None:
        super().__init__(
            "You organise this group at the moment. To stand in instead, step back from organising first. "
            "We then ask others to look after your meetings."
        )


@transaction.atomic
def take_turn(membership: Membership, *, job: str, by: Actor) -> OrganiserTurn:
    """A member claims a turn at organising or standing in (R019). Claiming it twice changes nothing.

    Coming meetings that nobody looks after fall to a new organiser. Raises NotInThisGroup, OrganisesNow.
    """
    group = Group.objects.lock(membership.group)
    membership = current(membership)
    job = Job(job)
    if job == Job.STAND_IN and _organises(membership):
        raise OrganisesNow
    turn, is_new = OrganiserTurn.objects.get_or_create(
        membership=membership, group=group, job=job, until=None, defaults={"since": clock.now()}
    )
    if is_new:
        recorder.record(Event.TURN_TAKEN, by=by, about=group, member=membership, job=job.label.lower())
        if job == Job.ORGANISER:
            _end_turns(membership, Job.STAND_IN, by=by)
            _take_orphans(membership)
    return turn


@transaction.atomic
def offer(membership: Membership, *, willing: bool, by: Actor) -> Membership:
    """A member says that they could look after a meeting now and then, or could not. Raises NotInThisGroup."""
    membership = current(membership)
    if membership.could_organise != willing:
        membership.could_organise = willing
        membership.save(update_fields=["could_organise"])
        recorder.record(Event.WILLING, by=by, about=membership.group, member=membership, on=willing)
    return membership


@transaction.atomic
def step_back(membership: Membership, *, for_good: bool, by: Actor) -> Membership:
    """An organiser hands the job over, for good or for a while; the group goes on (R029).

    Their coming meetings are handed on by the usual path. For a while, they stay on the list of those who could
    help again. The last organiser may go too: then the service is told, and any member can take the turn.
    """
    Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    if membership.could_organise == for_good:
        membership.could_organise = not for_good
        membership.save(update_fields=["could_organise"])
    release(membership, by=by)
    return membership


def release(membership: Membership, *, by: Actor) -> None:
    """Somebody steps back, rests or leaves: their turns end, and their coming meetings are handed on.

    When nobody organises any more, and no meeting is waiting to be taken, the service hears of that too.
    """
    ended = _end_turns(membership, *Job, by=by)
    theirs = list(
        Meeting.objects.upcoming(clock.now()).filter(organiser=membership).select_related("group__service")
    )
    for meeting in theirs:
        hand_on(meeting, by=by)
    if ended and not theirs and not OrganiserTurn.objects.now().filter(group=membership.group_id).exists():
        _tell_service(membership.group, ended=ended, by=by)


def _organises(membership: Membership) -> bool:
    return OrganiserTurn.objects.now().filter(membership=membership, job=Job.ORGANISER).exists()


def _end_turns(membership: Membership, *jobs: Job, by: Actor) -> list[OrganiserTurn]:
    ended = []
    for turn in OrganiserTurn.objects.now().filter(membership=membership, job__in=jobs):
        turn.until = clock.now()
        turn.save(update_fields=["until"])
        recorder.record(
            Event.TURN_ENDED,
            by=by,
            about=membership.group,
            member=membership,
            job=Job(turn.job).label.lower(),
        )
        ended.append(turn)
    return ended


def _tell_service(group: Group, *, ended: list[OrganiserTurn], by: Actor) -> None:
    outbox.queue(
        messages.NobodyOrganises,
        to=coordinators(group.service),
        about=f"group:{group.pk}",
        key=f"{messages.NobodyOrganises.slug}:group:{group.pk}:{ended[0].pk}",
        payload={"group": group.pk},
        by=by,
        service_id=group.service_id,
        group_id=group.pk,
        channel="EMAIL",
    )


def _take_orphans(membership: Membership) -> None:
    coming = Meeting.objects.upcoming(clock.now()).filter(group=membership.group_id)
    unheld = coming.exclude(organiser__in=Membership.objects.current())
    unheld.update(organiser=membership, organiser_since=clock.now())
