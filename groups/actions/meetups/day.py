"""Invitations and answers, and the reminders before the day."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions.meetups import asking
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import (
    AreaDistance,
    Coming,
    How,
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    Need,
    SlotAnswer,
    Suits,
)
from groups.states import MeetupState
from notifications import outbox
from notifications.kinds import MessageKind
from notifications.models import Message

_RANK = {Suits.YES: 0, Suits.IF_HAVE_TO: 1, None: 2, Suits.NO: 3}
_UNKNOWN_MILES = 1000
DAY_BEFORE_AT = time(16)


class SiteIsOver(Refused):
    """The meetup has been, or is off."""

    def __init__(self) -> None:
        super().__init__("This meetup is off or over, so there is nothing to answer.")


class SiteIsFull(Refused):
    """Every seat has somebody who comes."""

    def __init__(self) -> None:
        super().__init__("All seats there are taken. Phone the service: somebody may give up theirs.")


class NotYetChosen(Refused):
    """There is no day to invite to."""

    def __init__(self) -> None:
        super().__init__("Choose a date and a place first.")


def sites_of(meetup: Meetup) -> list[MeetupSite]:
    """The chosen days and places that are on."""
    return list(MeetupSite.objects.filter(meetup=meetup, cancelled_at=None).select_related("place__place"))


@transaction.atomic
def invite(meetup: Meetup, *, by: Actor) -> int:
    """Invite everybody, each to the one site that suits them best; also those who joined a group since we asked.

    May run again: nobody is invited twice. Gives back how many invitations are new. Raises NotYetChosen.
    """
    meetup = Meetup.objects.lock(meetup)
    sites = sites_of(meetup)
    if meetup.state != MeetupState.INVITING or not sites:
        raise NotYetChosen
    people = set(asking.write_down(meetup))
    who = asking.behind(meetup, Event.MEETUP_CHOSEN, by=by)
    whole = outbox.Whole(who, len(people), f"{messages.MeetupInvite.slug}:{messages.about_meetup(meetup)}")
    new = 0
    for site, rows in _best_sites(meetup, sites, people).items():
        MeetupAsked.objects.filter(pk__in=[row.pk for row in rows]).update(invited_to=site)
        new += tell(messages.MeetupInvite, site, to=[row.person for row in rows], by=by, whole=whole)
    meetup.invited_at = meetup.invited_at or clock.now()
    meetup.save(update_fields=["invited_at"])
    recorder.record(Event.MEETUP_INVITED, by=by, about=meetup, people=new)
    return new


def _best_sites(
    meetup: Meetup, sites: list[MeetupSite], people: set[int]
) -> dict[MeetupSite, list[MeetupAsked]]:
    """Each person with the site whose date suits best, then the nearest, then the first; never two."""
    asked = MeetupAsked.objects.filter(meetup=meetup, person__in=people).select_related("person")
    rows = SlotAnswer.objects.filter(asked__meetup=meetup)
    said = {(row, slot): suits for row, slot, suits in rows.values_list("asked_id", "slot_id", "suits")}
    miles: dict[tuple[str, str], int] = {}
    for one, other, far in AreaDistance.objects.filter(service=meetup.service_id).values_list(
        "one", "other", "miles"
    ):
        miles[one, other] = miles[other, one] = far
    found: dict[MeetupSite, list[MeetupAsked]] = {site: [] for site in sites}
    for row in asked:

        def merit(site: MeetupSite, row: MeetupAsked = row) -> tuple[int, int, datetime, int]:
            area = site.place.place.area
            far = 0 if area == row.area else miles.get((row.area, area), _UNKNOWN_MILES)
            answer = said.get((row.pk, site.slot_id))
            return _RANK[Suits(answer) if answer else None], far, site.starts_at, site.pk

        found[min(sites, key=merit)].append(row)
    return found


@transaction.atomic
def reply(
    site: MeetupSite, *, asked: MeetupAsked, coming: str, how: str, by: Actor, online: bool | None = None
) -> MeetupReply:
    """Write down whether somebody comes, and to which site; the latest answer wins, and nobody has two seats.

    Raises SiteIsOver, SiteIsFull.
    """
    meetup = Meetup.objects.lock(site.meetup)
    site = MeetupSite.objects.select_related("place__place").get(pk=site.pk)
    if not site.is_on or site.ends_at <= clock.now() or asked.meetup_id != meetup.pk:
        raise SiteIsOver
    before = MeetupReply.objects.filter(asked=asked).first()
    at_home = (before.online if before else Need.ONLINE in asked.needs) if online is None else online
    at_home = at_home and site.place.online_seats > 0
    if coming == Coming.YES and seats_left(site, online=at_home, but=asked) <= 0:
        raise SiteIsFull
    said, _ = MeetupReply.objects.update_or_create(
        asked=asked,
        defaults={
            "site": site, "coming": Coming(coming), "how": How(how), "online": at_home,
            "revision": site.revision, "replied_at": clock.now(), "came": None,
            "recorded_by": by if isinstance(by, User) and by.pk != asked.person_id else None,
        },
    )  # fmt: skip
    recorder.record(
        Event.MEETUP_REPLIED, by=by, about=meetup, person=f"person:{asked.person_id}", coming=said.coming,
        how=said.get_how_display(),
    )  # fmt: skip
    _settle_invitation(meetup, asked, how=how, by=by)
    if said.coming == Coming.NO:
        outbox.withdraw(about=messages.about_site(site), to=[asked.person], reason="Is not coming")
    elif before is None or before.coming == Coming.NO:
        _remind_late(meetup, site, asked, by=by)
    return said


def _settle_invitation(meetup: Meetup, asked: MeetupAsked, *, how: str, by: Actor) -> None:
    """Take the call off the ring list, and withdraw an invitation that has not left."""
    for site in sites_of(meetup):
        about = messages.about_site(site)
        if how == How.PHONE:
            calls = Message.objects.concerning(about).filter(person=asked.person)
            for call in calls.by_hand().of_kinds([messages.MeetupInvite.slug, messages.MeetupSoon.slug]):
                outbox.mark_by_hand(call, outcome=outbox.ByHandOutcome.TOLD, by=by)
        kinds = [messages.MeetupInvite.slug]
        outbox.withdraw(about=about, kinds=kinds, to=[asked.person], reason="Has answered")


def seats_left(site: MeetupSite, *, online: bool = False, but: MeetupAsked | None = None) -> int:
    """Seats in the room, or on the screen, that nobody has said yes to."""
    taken = MeetupReply.objects.filter(site=site, coming=Coming.YES, online=online)
    seats = site.place.online_seats if online else site.place.capacity or 0
    return seats - taken.exclude(asked=but).count() if but else seats - taken.count()


@transaction.atomic
def remind(meetup: Meetup, *, by: Actor) -> int:
    """Two weeks before: everybody invited who has not said no. May run again: nobody is reminded twice."""
    meetup = Meetup.objects.lock(meetup)
    new = 0
    for site in sites_of(meetup):
        people = _expected(site, unanswered=True)
        new += tell(messages.MeetupSoon, site, to=people, by=by)
    meetup.reminded_at = meetup.reminded_at or clock.now()
    meetup.save(update_fields=["reminded_at"])
    return new


@transaction.atomic
def remind_day_before(site: MeetupSite, *, by: Actor) -> int:
    """The day before at 4pm, to those who come or will see. May run again: nobody is reminded twice."""
    return tell(messages.MeetupTomorrow, site, to=_expected(site), by=by, send_at=day_before(site))


def day_before(site: MeetupSite) -> datetime:
    """The afternoon before."""
    local = datetime.combine(site.on_date - timedelta(days=1), DAY_BEFORE_AT)
    return clock.at_local(local, site.meetup.service.tz)


def _remind_late(meetup: Meetup, site: MeetupSite, asked: MeetupAsked, *, by: Actor) -> None:
    """Somebody who says yes after the reminders were planned gets theirs for the day before too."""
    if clock.now() >= day_before(site) - timedelta(hours=12) and clock.now() < day_before(site):
        moment = int(clock.now().timestamp())
        tell(
            messages.MeetupTomorrow,
            site,
            to=[asked.person],
            by=by,
            send_at=day_before(site),
            again=str(moment),
        )


def _expected(site: MeetupSite, *, unanswered: bool = False) -> Iterable[User]:
    expecting = MeetupReply.objects.filter(site=site).exclude(coming=Coming.NO)
    people = set(expecting.values_list("asked__person_id", flat=True))
    if unanswered:
        silent = MeetupAsked.objects.filter(invited_to=site, reply=None)
        people |= set(silent.values_list("person_id", flat=True))
    return User.objects.filter(pk__in=people, is_active=True)


def tell(
    kind: type[MessageKind],
    site: MeetupSite,
    *,
    to: Iterable[User],
    by: Actor,
    again: str = "",
    send_at: datetime | None = None,
    whole: outbox.Whole | None = None,
    **payload: str,
) -> int:
    """Queue one message about a site, once per person, kind and revision. Gives back how many are new."""
    about = messages.about_site(site)
    rows = outbox.queue(
        kind, to=to, about=about, key=":".join(filter(None, [kind.slug, about, f"r{site.revision}", again])),
        payload={"meetup": site.meetup_id, "site": site.pk, **payload}, by=by, revision=site.revision,
        service_id=site.meetup.service_id, send_at=send_at,
        whole=whole, not_after=site.ends_at if kind.essential else site.starts_at,
    )  # fmt: skip
    return len(rows)
