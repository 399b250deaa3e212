"""Telling the members of a group something about the group itself, and who is in it."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from followon import clock
from followon.audit.actors import Actor
from followon.people.models import User
from groups.actions import planning
from groups.messages import groups as messages
from groups.models import Group, Membership
from notifications import outbox

# R042: until about the first meeting. Later nobody need ring or write about it any more.
OF_USE_FOR = timedelta(days=28)


def about(group: Group) -> str:
    """The outbox's name for a group."""
    return f"group:{group.pk}"


def tell(
    kind: type[messages.AboutGroup],
    group: Group,
    to: Iterable[Membership],
    *,
    by: Actor,
    once: str,
    payload: dict[str, Any] | None = None,
) -> None:
    """Queue one message about the group to these members, of use for four weeks; `once` makes it once only."""
    outbox.queue(
        kind,
        to=[member.person for member in to],
        about=about(group),
        key=f"{kind.slug}:{about(group)}:{once}",
        payload={"group": group.pk, **(payload or {})},
        by=by,
        service_id=group.service_id,
        group_id=group.pk,
        not_after=clock.now() + OF_USE_FOR,
    )


def send_directory(group: Group, to: Iterable[Membership], *, by: Actor) -> None:
    """Send each of these members who is in the group and what each shares, in their own channel, at once: within a
    day even when it is evening (P24). A call or letter waits on the list until somebody has made or posted it."""
    for member in to:
        since = planning.moment(member.here_since)
        tell(messages.Directory, group, [member], by=by, once=str(since))


def withdraw(
    group: Group, *, reason: str, to: Collection[User] | None = None, kinds: Collection[str] | None = None
) -> None:
    """Stop what was to be said about the group and has not left: everything, or only these kinds."""
    outbox.withdraw(about=about(group), to=to, reason=reason, kinds=None if kinds is None else list(kinds))
