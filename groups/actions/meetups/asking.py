"""Asking everybody which dates suit: members of running groups, and those in no group who agreed to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.audit.models import Event as Happened
from followon.errors import Refused
from followon.people.models import Consent, User
from followon.states import check_move
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import Meetup, MeetupAsked, MeetupSite, Membership, Suits
from groups.states import MEETUP_MOVES, GroupState, MeetupState
from notifications import outbox
from notifications.models import Message
from notifications.states import Channel
from pmp.protocol import Purpose


class NothingToAsk(Refused):
    """The dates or places are not there yet."""

    def __init__(self) -> None:
        super().__init__("Confirm the dates and places first.")


class NobodyToAsk(Refused):
    """No group is running and nobody agreed to be told."""

    def __init__(self) -> None:
        super().__init__("There is nobody to ask yet: no group is meeting, and nobody agreed to be told.")


@dataclass(frozen=True)
class Totals:
    """Who would be asked, in numbers; the team sees no names."""

    people: int
    groups: int
    in_no_group: int
    texts: int
    emails: int
    to_ring: int
    to_post: int
    left_out: int  # they stopped their messages, or cannot be reached
    parts: int
    pence: float
    text: str = ""
    email: str = ""


def everybody(meetup: Meetup) -> dict[int, int | None]:
    """The people to ask, each once, with the group they are asked for; None for those in no group."""
    running = [GroupState.FORMING, GroupState.MEETING, GroupState.RESTING]
    members = Membership.objects.active().filter(
        group__service=meetup.service_id, group__state__in=running, person__is_active=True
    )
    found: dict[int, int | None] = {}
    for person, group in members.order_by("joined_at", "pk").values_list("person_id", "group_id"):
        found.setdefault(person, group)
    agreed = Consent.objects.in_force().filter(
        purpose=Purpose.MEETUP_NEWS, scope=f"service:{meetup.service_id}", person__is_active=True
    )
    for person in agreed.order_by("person_id").values_list("person_id", flat=True):
        found.setdefault(person, None)
    return found


def preview(meetup: Meetup) -> Totals:
    """What asking now would send, in numbers, with the words of one text and one email.

    One of each is put into words, not thousands: the text says the same to everybody.
    """
    people = everybody(meetup)
    found = outbox.ways(messages.MeetupDates, to=User.objects.filter(pk__in=people))
    going = [way for way in found if not way.reason_not]
    ways = [way.channel for way in going]
    one_of_each = {way.channel: way.person for way in going}
    said = {
        row.channel: row
        for row in outbox.preview(
            messages.MeetupDates, to=one_of_each.values(), payload={"meetup": meetup.pk},
            about=messages.about_meetup(meetup), service_id=meetup.service_id,
        )
    }  # fmt: skip
    words = {channel: row.text for channel, row in said.items()}
    return Totals(
        people=len(people), groups=len({group for group in people.values() if group}),
        in_no_group=sum(group is None for group in people.values()),
        texts=ways.count(Channel.SMS), emails=ways.count(Channel.EMAIL), to_ring=ways.count(Channel.CALL),
        to_post=ways.count(Channel.LETTER), left_out=len(found) - len(going),
        parts=sum(said[way].parts for way in ways), pence=float(sum(said[way].pence for way in ways)),
        text=words.get(Channel.SMS, ""), email=words.get(Channel.EMAIL, ""),
    )  # fmt: skip


@transaction.atomic
def ask(meetup: Meetup, *, by: Actor) -> list[Message]:
    """Ask everybody which dates suit. Raises NothingToAsk, NobodyToAsk, MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.ASKING)
    if not meetup.slots.filter(withdrawn_because="").exists() or not meetup.places.exists():
        raise NothingToAsk
    people = write_down(meetup)
    if not people:
        raise NobodyToAsk
    again = meetup.state == MeetupState.CHOOSING
    meetup.state, meetup.asked_at = MeetupState.ASKING, meetup.asked_at or clock.now()
    meetup.choose_on = max(meetup.choose_on, clock.today(meetup.service.tz))
    meetup.save(update_fields=["state", "asked_at", "choose_on"])
    event = Event.MEETUP_ASKED_AGAIN if again else Event.MEETUP_ASKED
    recorder.record(event, by=by, about=meetup, people=len(people))
    return _send(meetup, people, by=by)


@transaction.atomic
def close(meetup: Meetup, *, by: Actor) -> Meetup:
    """The answers are in: time to choose. Late answers still count until somebody has chosen. Raises MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.CHOOSING)
    meetup.state = MeetupState.CHOOSING
    meetup.save(update_fields=["state"])
    recorder.record(Event.MEETUP_CLOSED_ASKING, by=by, about=meetup)
    return meetup


def write_down(meetup: Meetup) -> list[int]:
    """Keep a row for everybody there is to ask; rows that are there stay as they are. Gives back who is asked."""
    people = everybody(meetup)
    owed = left_out_last_time(meetup)
    areas = _areas(people)
    MeetupAsked.objects.bulk_create(
        (
            MeetupAsked(
                meetup=meetup, person_id=person, group_id=group, left_out_last_time=person in owed,
                area=areas.get(person, ""),
            )
            for person, group in people.items()
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return list(people)


def left_out_last_time(meetup: Meetup) -> set[int]:
    """Who answered last season, and could come on none of the days that were chosen then."""
    held = Meetup.objects.filter(service=meetup.service_id, state=MeetupState.HELD).exclude(pk=meetup.pk)
    last = held.filter(aim_on__lt=meetup.aim_on).order_by("-aim_on").first()
    if last is None:
        return set()
    chosen = MeetupSite.objects.filter(meetup=last, cancelled_at=None).values_list("slot_id", flat=True)
    answered = MeetupAsked.objects.filter(meetup=last).exclude(answered_at=None)
    could = answered.filter(answers__slot__in=list(chosen), answers__suits__in=[Suits.YES, Suits.IF_HAVE_TO])
    came = answered.filter(reply__came=True)
    reached = set(could.values_list("person_id", flat=True)) | set(came.values_list("person_id", flat=True))
    return set(answered.values_list("person_id", flat=True)) - reached


def _areas(people: Iterable[int]) -> dict[int, str]:
    """The area each person gave last; else that of their group."""
    rows = MeetupAsked.objects.filter(person__in=list(people)).exclude(area="").order_by("pk")
    given = dict(rows.values_list("person_id", "area"))
    groups = Membership.objects.active().filter(person__in=list(people)).exclude(group__area="")
    return dict(groups.values_list("person_id", "group__area")) | given


def behind(meetup: Meetup, decision: Event, *, by: Actor) -> User | None:
    """Who stands for a send: whoever does it, or whose decision the timetable carries out; None when that is nobody."""
    if isinstance(by, User):
        return by
    made = Happened.objects.concerning(f"meetup:{meetup.pk}").filter(
        name=decision, actor__startswith="person:"
    )
    actor = made.values_list("actor", flat=True).first() or "person:0"
    return User.objects.filter(pk=actor.removeprefix("person:"), is_active=True).first()


def _send(meetup: Meetup, people: list[int], *, by: Actor) -> list[Message]:
    kind = messages.MeetupDates
    about = messages.about_meetup(meetup)
    whole = outbox.Whole(behind(meetup, Event.MEETUP_OPTIONS, by=by), len(people), f"{kind.slug}:{about}")
    return outbox.queue(
        kind, to=User.objects.filter(pk__in=people), about=messages.about_meetup(meetup),
        key=f"{kind.slug}:{messages.about_meetup(meetup)}", payload={"meetup": meetup.pk}, by=by,
        service_id=meetup.service_id, whole=whole,
        not_after=clock.at_local(datetime.combine(meetup.aim_on, time(20)), meetup.service.tz),
    )  # fmt: skip
