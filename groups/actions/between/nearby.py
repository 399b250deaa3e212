"""Groups nearby: by area and rhythm alone, never by name, place or people, and only when both said so (F23)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import lifecycle
from groups.actions.meetups import after
from groups.models import AreaDistance, Group, InTouch, JoinAsk, MeetupAsked, Membership
from groups.models.group import GroupQuerySet
from groups.rhythm import Rhythm
from pmp.models import Enrolment, Service

_FAR = 10_000  # an area of which nobody has said how far it is comes last


class NoArea(Refused):
    """Nearby to what?"""

    def __init__(self) -> None:
        super().__init__("Enter the first half of the postcode where you meet, such as LA1.")


class NotNearby(Refused):
    """One of the two has not said that it may be seen."""

    def __init__(self) -> None:
        super().__init__("That group is not on the list any more. Look at the list again.")


@dataclass(frozen=True)
class Near:
    """A group as others may see it: roughly where, and how often."""

    code: str  # opaque: says nothing about the group, and opens nothing
    area: str
    rhythm: str
    miles: int | None

    @property
    def far_in_words(self) -> str:
        """In your area, about 9 miles away; nothing when nobody has said."""
        if self.miles is None:
            return ""
        return "in your area" if self.miles == 0 else f"about {self.miles} miles away"


@transaction.atomic
def show(group: Group, *, on: bool, area: str = "", by: Actor) -> Group:
    """Let groups nearby that show themselves too know that this one exists, or stop. Raises NoArea."""
    area = area.strip().upper()
    if on and not area:
        raise NoArea
    changes = {"is_nearby": on, **({"area": area} if on else {})}
    return lifecycle.change(group, by=by, **changes)


def near(group: Group) -> list[Near]:
    """Groups that show themselves, for one that does too, the nearest first. Those asked before are left out."""
    if not group.is_nearby or not group.area:
        return []
    shown = _shown(group.service_id).exclude(pk=group.pk).exclude(pk__in=_asked_before(group))
    return _described(shown, group.area, group.service_id)


def ask_in_touch(group: Group, *, code: str, by: User) -> InTouch:
    """Ask a nearby group whether it would like to be in touch; it learns who asks, and is named once it says yes.

    Raises NotNearby, AskedBefore.
    """
    if code not in {one.code for one in near(group)}:
        raise NotNearby
    return after.ask_in_touch(group, other=Group.objects.get(code=code), by=by, by_area=True)


def open_groups(person: User, service: Service, *, area: str = "") -> list[Near]:
    """Groups that welcome people from other programmes, for somebody who is not in them, the nearest first."""
    mine = Membership.objects.of(person).current().values("group")
    asked = JoinAsk.objects.of(person).open().exclude(group=None).values("group")
    shown = Group.objects.running().filter(service=service, is_open=True)
    return _described(shown.exclude(pk__in=mine).exclude(pk__in=asked), area, service.pk)


def area_of(person: User) -> str:
    """The area somebody gave last, else that of their group."""
    given = MeetupAsked.objects.filter(person=person).exclude(area="").order_by("-pk")
    groups = Membership.objects.of(person).current().exclude(group__area="")
    return (
        given.values_list("area", flat=True).first()
        or groups.values_list("group__area", flat=True).first()
        or ""
    )


def services_of(person: User) -> list[Service]:
    """The pain services somebody has been with: by their groups, else by their programmes."""
    groups = Membership.objects.of(person).values("group__service")
    programmes = Enrolment.objects.of(person).values("cohort__service")
    return list(Service.objects.filter(Q(pk__in=groups) | Q(pk__in=programmes)).order_by("name", "pk"))


def describe(group: Group) -> Near:
    """One group as others may see it."""
    return Near(group.code, group.area, Rhythm.of(group).in_words(), None)


def _shown(service_id: int) -> GroupQuerySet:
    return Group.objects.running().filter(service=service_id, is_nearby=True).exclude(area="")


def _asked_before(group: Group) -> set[int]:
    rows = InTouch.objects.filter(Q(asking=group) | Q(other=group)).values_list("asking_id", "other_id")
    return {number for pair in rows for number in pair} - {group.pk}


def _described(groups: Iterable[Group], area: str, service_id: int) -> list[Near]:
    miles = _miles_from(area, service_id)
    found = [
        Near(
            one.code, one.area, Rhythm.of(one).in_words(), miles.get(one.area) if area and one.area else None
        )
        for one in groups
    ]
    return sorted(found, key=lambda one: (_FAR if one.miles is None else one.miles, one.area, one.code))


def _miles_from(area: str, service_id: int) -> dict[str, int]:
    """About how far each area is, as the coordinator has written it down."""
    rows = AreaDistance.objects.filter(Q(one=area) | Q(other=area), service=service_id)
    apart = {
        (other if one == area else one): far for one, other, far in rows.values_list("one", "other", "miles")
    }
    return apart | {area: 0}
