"""Two groups join up, or one becomes two. A membership ends only by the person's own yes; old consent does not move."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import Method, User
from followon.states import MoveNotAllowed, check_move
from groups.actions import gathering, lifecycle, members, organisers, planning
from groups.actions.between.speaking import speakers
from groups.events import Event
from groups.messages import between as messages
from groups.messages.groups import GroupJoined
from groups.models import Group, InTouch, Job, Membership, RegroupAnswer, Regrouping, RegroupKind
from groups.protocol import SHORT_NAME_LENGTH
from groups.states import REGROUP_MOVES, GroupState, RegroupState
from notifications import outbox

FEWEST = 2  # as when a handover becomes a group
FEWEST_TO_SPLIT = 4  # two and two


class NotInTouch(Refused):
    """Groups get to know each other first."""

    def __init__(self) -> None:
        super().__init__(
            "Get in touch with the other group first. Both say yes to that, then you can join up."
        )


class UnderWay(Refused):
    """One thing at a time."""

    def __init__(self) -> None:
        super().__init__("One of the groups is joining up or splitting already. Finish that first.")


class TooFew(Refused):
    """Not enough people for the new group."""


class NameMissing(Refused):
    """A group has a name, and a short one for texts."""

    def __init__(self) -> None:
        super().__init__(
            f"Give the new group a name, and a short name for texts of {SHORT_NAME_LENGTH} characters or fewer."
        )


class NotAsked(Refused):
    """Whoever answers is in one of the groups now."""

    def __init__(self) -> None:
        super().__init__("You have moved to the new group already, or are in neither of these groups.")


@transaction.atomic
def join_up(group: Group, *, other: Group, name: str, short_name: str, by: User) -> Regrouping:
    """Ask a group one is in touch with to become one group together. Raises NotInTouch, UnderWay, NameMissing."""
    locked = Group.objects.lock_all({group.pk, other.pk})
    _refuse_unfit(locked, name, short_name)
    if not InTouch.objects.filter(agreed=True, asking__in=locked, other__in=locked).exists():
        raise NotInTouch
    made = _make(RegroupKind.JOIN_UP, group, other, name, short_name, by=by)
    recorder.record(Event.REGROUP_PROPOSED, by=by, about=group, other=other)
    kind = messages.JoinUpAsked
    outbox.queue(
        kind, to=speakers(other), about=messages.about_regrouping(made), key=f"{kind.slug}:{made.pk}",
        payload={"regrouping": made.pk}, by=by, service_id=other.service_id, group_id=other.pk,
    )  # fmt: skip
    return made


@transaction.atomic
def agree(regrouping: Regrouping, *, by: User) -> Regrouping:
    """The other group says yes to being asked; now each person of both is. Raises MoveNotAllowed."""
    regrouping = _lock(regrouping)
    check_move(REGROUP_MOVES, regrouping.state, RegroupState.ASKING)
    regrouping.state, regrouping.agreed_by, regrouping.agreed_at = RegroupState.ASKING, by, clock.now()
    regrouping.save(update_fields=["state", "agreed_by", "agreed_at"])
    outbox.withdraw(about=messages.about_regrouping(regrouping), reason="Has been answered")
    _ask_everybody(regrouping, by=by)
    return regrouping


@transaction.atomic
def split(group: Group, *, name: str, short_name: str, by: User) -> Regrouping:
    """Ask everybody in a group who would like to begin a second one (R045); who does not answer stays.

    Raises TooFew, UnderWay, NameMissing.
    """
    locked = Group.objects.lock_all({group.pk})
    _refuse_unfit(locked, name, short_name)
    if Membership.objects.active().filter(group=group).count() < FEWEST_TO_SPLIT:
        raise TooFew(f"Two groups need at least {FEWEST_TO_SPLIT} people.")
    made = _make(RegroupKind.SPLIT, group, None, name, short_name, by=by)
    made.state = RegroupState.ASKING
    made.save(update_fields=["state"])
    _ask_everybody(made, by=by)
    return made


@transaction.atomic
def answer(
    regrouping: Regrouping, *, membership: Membership, comes: bool, shares: Collection[str] = (), by: User
) -> RegroupAnswer:
    """Write down whether somebody comes along, and what they share with the new group; the latest answer wins.

    Once the new group has begun, a yes joins it at once. Raises MoveNotAllowed, NotAsked.
    """
    regrouping = _lock(regrouping)
    if regrouping.state not in (RegroupState.ASKING, RegroupState.FORMED):
        raise MoveNotAllowed(regrouping.state, RegroupState.FORMED)
    membership = Membership.objects.lock(membership)
    if membership.has_left or not regrouping.concerns(membership.group_id):
        raise NotAsked
    own = by.pk == membership.person_id
    said, _ = RegroupAnswer.objects.update_or_create(
        regrouping=regrouping, membership=membership,
        defaults={
            "comes": comes, "shares": sorted(set(shares)) if comes and own else [], "answered_at": clock.now(),
            "recorded_by": None if own else by,
        },
    )  # fmt: skip
    recorder.record(
        Event.REGROUP_ANSWERED,
        by=by,
        about=membership.group,
        member=membership,
        comes="yes" if comes else "no",
    )
    outbox.withdraw(
        about=messages.about_regrouping(regrouping), to=[membership.person], reason="Has answered"
    )
    if comes and regrouping.becomes:
        _welcome(regrouping.becomes, [_move(regrouping.becomes, said)], by=by)
        _end_if_empty(regrouping, by=by)
    return said


@transaction.atomic
def form(regrouping: Regrouping, *, by: User) -> Group:
    """Begin the new group with those who said yes.

    1. The group is opened; the two who agreed look after it at first, if they come along.
    2. Each who said yes joins, sharing what they chose anew, and leaves the old group. Nobody else moves.
    3. They are welcomed, and get the directory of the new group.
    4. An old group nobody is left in has ended well: it goes on as the new one.

    Raises TooFew, MoveNotAllowed.
    """
    regrouping = _lock(regrouping)
    check_move(REGROUP_MOVES, regrouping.state, RegroupState.FORMED)
    coming = _coming(regrouping)
    _refuse_few(regrouping, coming)
    group = _open(regrouping, by=by)
    joined = [_move(group, said) for said in coming]
    for one in joined:
        if one.person_id in (regrouping.asked_by_id, regrouping.agreed_by_id):
            organisers.take_turn(one, job=Job.ORGANISER, by=one.person)
    regrouping.state, regrouping.becomes, regrouping.over_at = RegroupState.FORMED, group, clock.now()
    regrouping.save(update_fields=["state", "becomes", "over_at"])
    groups = sorted(regrouping.group_ids)
    recorder.record(Event.REGROUP_FORMED, by=by, about=group, members=len(joined), groups=groups)
    _welcome(group, joined, by=by)
    _end_if_empty(regrouping, by=by)
    return group


@transaction.atomic
def call_off(regrouping: Regrouping, *, by: User) -> Regrouping:
    """It does not happen: the groups stay as they are, and those who had been asked are told. Raises MoveNotAllowed."""
    regrouping = _lock(regrouping)
    check_move(REGROUP_MOVES, regrouping.state, RegroupState.OFF)
    regrouping.state, regrouping.over_at = RegroupState.OFF, clock.now()
    regrouping.save(update_fields=["state", "over_at"])
    recorder.record(Event.REGROUP_OFF, by=by, about=regrouping.group)
    about = messages.about_regrouping(regrouping)
    told = set(outbox.told(about)) | {regrouping.asked_by_id}
    outbox.withdraw(about=about, reason="It does not happen")
    kind = messages.RegroupOff
    outbox.queue(
        kind, to=User.objects.filter(pk__in=told - {by.pk}, is_active=True), about=about,
        key=f"{kind.slug}:{regrouping.pk}", payload={"regrouping": regrouping.pk}, by=by,
        service_id=regrouping.group.service_id,
    )  # fmt: skip
    return regrouping


def asked_people(regrouping: Regrouping) -> list[Membership]:
    """The places of everybody who is asked, or has moved already: those of both groups, by name."""
    rows = Membership.objects.current().filter(group__in=regrouping.group_ids)
    return list(rows.select_related("person", "group"))


def _lock(regrouping: Regrouping) -> Regrouping:
    """Groups before what is about them, and in one order."""
    Group.objects.lock_all(regrouping.group_ids)
    return Regrouping.objects.lock(regrouping)


def _refuse_unfit(groups: list[Group], name: str, short_name: str) -> None:
    if not name.strip() or not 0 < len(short_name.strip()) <= SHORT_NAME_LENGTH:
        raise NameMissing
    if any(group.state == GroupState.CLOSED for group in groups):
        raise Refused("One of the groups has ended. Begin it again first.")
    if Regrouping.objects.under_way().filter(Q(group__in=groups) | Q(other__in=groups)).exists():
        raise UnderWay


def _refuse_few(regrouping: Regrouping, coming: list[RegroupAnswer]) -> None:
    if len(coming) < FEWEST:
        raise TooFew(f"A group needs at least {FEWEST} people who said yes.")
    if regrouping.is_join_up and len({said.membership.group_id for said in coming}) < 2:
        raise TooFew("Somebody of each group says yes before you join up.")


def _make(
    kind: RegroupKind, group: Group, other: Group | None, name: str, short_name: str, *, by: User
) -> Regrouping:
    return Regrouping.objects.create(
        kind=kind, group=group, other=other, name=name.strip(), short_name=short_name.strip(), asked_by=by
    )


def _ask_everybody(regrouping: Regrouping, *, by: Actor) -> None:
    kind = messages.RegroupAsk
    people = [one for one in asked_people(regrouping) if one.is_active]
    for group_id in sorted(regrouping.group_ids):
        outbox.queue(
            kind, to=[one.person for one in people if one.group_id == group_id],
            about=messages.about_regrouping(regrouping), key=f"{kind.slug}:{regrouping.pk}",
            payload={"regrouping": regrouping.pk}, by=by, service_id=regrouping.group.service_id,
            group_id=group_id,
        )  # fmt: skip
    recorder.record(
        Event.REGROUP_ASKED, by=by, about=regrouping.group, people=len(people), name=regrouping.name
    )


def _coming(regrouping: Regrouping) -> list[RegroupAnswer]:
    """Who said yes and is still there, each person once."""
    rows = regrouping.answers.filter(comes=True, membership__in=Membership.objects.current())
    found: dict[int, RegroupAnswer] = {}
    for said in rows.select_related("membership__person", "membership__group").order_by("pk"):
        found.setdefault(said.membership.person_id, said)
    return list(found.values())


def _open(regrouping: Regrouping, *, by: Actor) -> Group:
    """The new group meets as often as the one that asked; who is in it, and what they share, begins anew."""
    old = regrouping.group
    return Group.objects.create(
        service=old.service, name=regrouping.name, short_name=regrouping.short_name, purposes=old.purposes,
        agreement=old.agreement, tz=old.tz, rhythm=old.rhythm, every_weeks=old.every_weeks,
        nth_of_month=old.nth_of_month, weekday=old.weekday, usual_time=old.usual_time,
        usual_length=old.usual_length, area=old.area, state=GroupState.MEETING, formed_at=clock.now(),
    )  # fmt: skip


def _move(group: Group, said: RegroupAnswer) -> Membership:
    """One person's step from the old group to the new one; their time and meetings in the old one stay on record."""
    old, person = said.membership, said.membership.person
    new = members.join(group, person=person, from_cohort=old.from_cohort, by=person, welcome=False)
    members.share(new, purposes=set(said.shares), method=Method.SCREEN, by=person)
    for place in Membership.objects.current().filter(person=person, group__in=said.regrouping.group_ids):
        members.leave(place, quietly=True, told=False, by=person)
    return new


def _welcome(group: Group, joined: list[Membership], *, by: Actor) -> None:
    for one in joined:
        once = str(planning.moment(one.here_since))
        gathering.tell(GroupJoined, group, [one], by=by, once=once)
    gathering.send_directory(group, joined, by=by)


def _end_if_empty(regrouping: Regrouping, *, by: Actor) -> None:
    for group in Group.objects.running().filter(pk__in=regrouping.group_ids):
        if not Membership.objects.current().filter(group=group).exists():
            lifecycle.close(group, because="joined-up", by=by)
            Group.objects.filter(pk=group.pk).update(goes_on_as=regrouping.becomes)
