"""After the day: who came, the notes, thank you, and "would you like to be put in touch?"."""

from collections.abc import Mapping

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups.actions import gathering
from groups.actions.meetups.asking import everybody
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import (
    Coming,
    Group,
    GroupNews,
    How,
    InTouch,
    Job,
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    Membership,
)
from groups.states import MEETUP_MOVES, GroupState, MeetupState
from notifications import outbox
from notifications.kinds import MessageKind


class NotYet(Refused):
    """The day has not come."""

    def __init__(self) -> None:
        super().__init__("The meetup has not begun yet.")


class AskedBefore(Refused):
    """The other group was asked already."""

    def __init__(self) -> None:
        super().__init__("That group has been asked already. They are never asked twice.")


@transaction.atomic
def attendance(site: MeetupSite, *, came: Mapping[int, bool], by: Actor) -> int:
    """Write down who came, by the number of the row of who was asked; whoever is left out stays not known.

    Somebody who came without an answer gets one. Raises NotYet.
    """
    meetup = Meetup.objects.lock(site.meetup)
    site = MeetupSite.objects.get(pk=site.pk)
    if site.starts_at > clock.now():
        raise NotYet
    for asked in MeetupAsked.objects.filter(meetup=meetup, pk__in=came):
        if came[asked.pk]:
            facts = {"site": site, "came": True}
            made = {**facts, "coming": Coming.YES, "how": How.WEB, "revision": site.revision}
            MeetupReply.objects.update_or_create(asked=asked, defaults=facts, create_defaults=made)
        else:
            MeetupReply.objects.filter(asked=asked, site=site).update(came=False)
    total = MeetupReply.objects.filter(site=site, came=True).count()
    recorder.record(Event.MEETUP_CAME, by=by, about=site, came=total)
    return total


@transaction.atomic
def write_notes(meetup: Meetup, *, notes: str, by: Actor) -> Meetup:
    """Keep what was said and agreed; every group reads it, also those nobody of whom could come."""
    meetup = Meetup.objects.lock(meetup)
    if meetup.notes != notes:
        meetup.notes, meetup.edited_at = notes, clock.now()
        meetup.save(update_fields=["notes", "edited_at"])
        recorder.record(Event.MEETUP_NOTES, by=by, about=meetup)
    return meetup


@transaction.atomic
def finish(meetup: Meetup, *, by: Actor) -> Meetup:
    """The last day of the season is over. Raises NotYet, MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.HELD)
    if MeetupSite.objects.filter(meetup=meetup, cancelled_at=None, ends_at__gt=clock.now()).exists():
        raise NotYet
    meetup.state = MeetupState.HELD
    meetup.save(update_fields=["state"])
    recorder.record(Event.MEETUP_HELD, by=by, about=meetup)
    return meetup


@transaction.atomic
def thank(meetup: Meetup, *, by: Actor) -> int:
    """Thank those who came, and send the notes to everybody who was asked. Nobody is thanked twice. Raises NotYet."""
    meetup = Meetup.objects.lock(meetup)
    if meetup.state != MeetupState.HELD:
        raise NotYet
    still = everybody(meetup)
    people = User.objects.filter(
        pk__in=MeetupAsked.objects.filter(meetup=meetup, person__in=list(still)).values("person"),
        is_active=True,
    )
    kind = messages.MeetupThanks
    rows = outbox.queue(
        kind, to=people, about=messages.about_meetup(meetup), key=f"{kind.slug}:{messages.about_meetup(meetup)}",
        payload={"meetup": meetup.pk}, by=by, service_id=meetup.service_id,
        not_after=clock.now() + gathering.OF_USE_FOR,
    )  # fmt: skip
    meetup.thanked_at = meetup.thanked_at or clock.now()
    meetup.save(update_fields=["thanked_at"])
    recorder.record(Event.MEETUP_THANKED, by=by, about=meetup, people=len(rows))
    return len(rows)


@transaction.atomic
def ask_in_touch(
    group: Group, *, other: Group, by: User, meetup: Meetup | None = None, by_area: bool = False
) -> InTouch:
    """Ask another group of the service whether it would like to be in touch; nothing is passed on before both say yes.

    A group that was asked by the other says yes by asking back. Raises AskedBefore.
    """
    if other.service_id != group.service_id or other.pk == group.pk or other.state == GroupState.CLOSED:
        raise Refused("Choose another group that still meets.")
    first, second = sorted([group.pk, other.pk])
    list(Group.objects.select_for_update(no_key=True).filter(pk__in=[first, second]).order_by("pk"))
    back = InTouch.objects.filter(asking=other, other=group, agreed=None).first()
    if back:
        return answer_in_touch(back, agreed=True, by=by)
    if InTouch.objects.filter(asking__in=[first, second], other__in=[first, second]).exists():
        raise AskedBefore
    asked = InTouch.objects.create(meetup=meetup, asking=group, other=other, asked_by=by, by_area=by_area)
    recorder.record(Event.IN_TOUCH_ASKED, by=by, about=group, other=other)
    _tell(messages.InTouchAsk, asked, other, by=by)
    return asked


@transaction.atomic
def answer_in_touch(asked: InTouch, *, agreed: bool, by: User) -> InTouch:
    """Say yes or no. Yes shows each group's organisers what the other's chose to share; no tells nobody anything.

    Raises AskedBefore when it has been answered.
    """
    asked = InTouch.objects.select_for_update(of=("self",)).select_related("asking", "other").get(pk=asked.pk)
    if asked.agreed is not None:
        raise AskedBefore
    asked.agreed, asked.answered_by, asked.answered_at = agreed, by, clock.now()
    asked.save()
    recorder.record(Event.IN_TOUCH_ANSWERED, by=by, about=asked.other, agreed=agreed)
    if agreed:
        _tell(messages.InTouchYes, asked, asked.asking, by=by)
    return asked


def may_be_asked(group: Group) -> list[Group]:
    """Groups that wrote news, and have not been asked by this group or asked it."""
    wrote = GroupNews.objects.filter(meetup__service=group.service_id).values("group")
    asked = InTouch.objects.filter(asking=group).values("other")
    answered = InTouch.objects.filter(other=group).exclude(agreed=None).values("asking")
    rows = Group.objects.filter(pk__in=wrote).exclude(pk=group.pk).exclude(state=GroupState.CLOSED)
    return list(rows.exclude(pk__in=asked).exclude(pk__in=answered))


def _tell(kind: type[MessageKind], asked: InTouch, group: Group, *, by: Actor) -> None:
    holders = Membership.objects.active().filter(group=group).holding(Job.ORGANISER, Job.STAND_IN)
    outbox.queue(
        kind, to=[one.person for one in holders.select_related("person")], about=f"intouch:{asked.pk}",
        key=f"{kind.slug}:{asked.pk}", payload={"in_touch": asked.pk}, by=by, service_id=group.service_id,
        group_id=group.pk,
    )  # fmt: skip
