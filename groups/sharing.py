"""What members of a group share with each other: read from the consent ledger at each request, never copied.

F4: a number reaches nobody whom its owner did not choose. Taking it back holds from the next request on. Details
go both ways: whoever shares no way to be reached sees first names only (ux 8b).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from followon.people.models import Consent, User
from followon.prepared import prepared
from groups.models import Group, Membership
from groups.protocol import Purpose

NO_NAME = "A member"  # somebody who did not choose to share their first name
PURPOSES = (Purpose.SHARE_NAME, Purpose.SHARE_MOBILE, Purpose.SHARE_LANDLINE, Purpose.SHARE_EMAIL)
WAYS_TO_REACH = {
    Purpose.SHARE_MOBILE: "mobile",
    Purpose.SHARE_LANDLINE: "landline",
    Purpose.SHARE_EMAIL: "email",
}


@dataclass(frozen=True)
class Shared:
    """One member as another may see them; what was not shared is an empty string."""

    person_name: str
    membership: Membership
    mobile: str = ""
    landline: str = ""
    email: str = ""

    @property
    def ways(self) -> list[str]:
        """The ways to reach them that they share."""
        return [way for way in (self.mobile, self.landline, self.email) if way]


def scope_of(group: Group) -> str:
    """The consent ledger's scope for a group."""
    return f"group:{group.pk}"


def purposes_of(membership: Membership) -> set[str]:
    """What this member shares with their group now."""
    return _in_force(membership.group, [membership.person_id]).get(membership.person_id, set())


def shared_details(group: Group, viewer: User) -> list[Shared]:
    """Everybody in the group as the viewer may see them, by first name. Empty unless the viewer is a member.

    One query for the members and one for the ledger, however many there are. Somebody with the same name comes
    in the order in which they joined.
    """
    members = [member for member in _everybody(group) if not member.has_left]
    if all(member.person_id != viewer.pk for member in members):
        return []
    chosen = _in_force(group, (member.person_id for member in members))
    gives = bool(chosen.get(viewer.pk, set()) & WAYS_TO_REACH.keys())
    return [_as_seen(member, chosen.get(member.person_id, set()), viewer, gives) for member in members]


def shown_names(group: Group) -> dict[int, str]:
    """First names as the group sees them, by membership number; left members included, for past meetings."""
    members = _everybody(group)
    chosen = _in_force(group, (member.person_id for member in members))
    return {member.pk: _name(member, chosen.get(member.person_id, set())) for member in members}


def shown_name(membership: Membership) -> str:
    """One member's first name as the group sees it."""
    return _name(membership, purposes_of(membership))


def sharing_their_name(members: Iterable[Membership]) -> set[int]:
    """Which of these members, of any groups, share their first name; by membership number, in one query."""
    by_place = {(f"group:{member.group_id}", member.person_id): member.pk for member in members}
    if not by_place:
        return set()
    scopes, people = {scope for scope, _ in by_place}, {person for _, person in by_place}
    given = _said_of_names(list(scopes), list(people))
    return {by_place[scope, person] for scope, person, yes in given if yes and (scope, person) in by_place}


@prepared
def _said_of_names(scopes: list[str], people: list[int]) -> QuerySet[Consent, tuple[str, int, bool]]:
    lines = Consent.objects.filter(purpose=Purpose.SHARE_NAME, scope__in=scopes, person__in=people)
    return lines.latest_lines().values_list("scope", "person_id", "given")


def _as_seen(member: Membership, chosen: set[str], viewer: User, gives: bool) -> Shared:
    if member.person_id == viewer.pk:
        return Shared(member.person.first_name, member, **_ways(member, chosen))
    return Shared(_name(member, chosen), member, **(_ways(member, chosen) if gives else {}))


def _ways(member: Membership, chosen: set[str]) -> dict[str, str]:
    return {
        field: getattr(member.person, field) for purpose, field in WAYS_TO_REACH.items() if purpose in chosen
    }


def _name(member: Membership, chosen: set[str]) -> str:
    return member.person.first_name if Purpose.SHARE_NAME in chosen else NO_NAME


def _in_force(group: Group, people: Iterable[int]) -> dict[int, set[str]]:
    """What each of these people shares with the group, from the newest line of the ledger for each purpose."""
    chosen: dict[int, set[str]] = {}
    for person, purpose, given in _lines(scope_of(group), list(people)):
        if given:
            chosen.setdefault(person, set()).add(purpose)
    return chosen


@prepared
def _lines(scope: str, people: list[int]) -> QuerySet[Consent, tuple[int, str, bool]]:
    lines = Consent.objects.filter(scope=scope, purpose__in=PURPOSES, person__in=people).latest_lines()
    return lines.values_list("person_id", "purpose", "given")


@prepared
def _everybody(group: Group) -> QuerySet[Membership]:
    return Membership.objects.filter(group=group).select_related("person")
