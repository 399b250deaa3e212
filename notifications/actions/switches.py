"""Stopping messages at once, and letting them go again at a measured pace."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor, actor_key
from followon.errors import Refused
from notifications.events import Event
from notifications.models import Origin, SendSwitch
from notifications.states import SwitchScope


class StillChecking(Refused):
    """A backup was put back, and nobody knows yet what of it had left."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"We are still finding out whether {count} messages had gone. Try again in a minute."
        )


PER_SECOND = 5  # how fast what has waited goes out after a release

# What waits because of a switch; one place may be narrowed to a service as "3:SMS".
_WHERE = {
    SwitchScope.GLOBAL: "true",
    SwitchScope.CHANNEL: "channel = %(value)s",
    SwitchScope.PROVIDER: "channel IN ('SMS', 'EMAIL')",
    SwitchScope.SERVICE: "service_id = %(value)s::bigint",
    SwitchScope.GROUP: "group_id = %(value)s::bigint",
    SwitchScope.KIND: "kind = %(value)s",
}
_PACE = """
UPDATE notifications_message AS message SET next_at = %(now)s + waited.place * %(gap)s
FROM (SELECT id, row_number() OVER (ORDER BY priority, next_at, id) - 1 AS place FROM notifications_message
      WHERE state = 'SCHEDULED' AND next_at <= %(soon)s AND {where} AND {service}) AS waited
WHERE message.id = waited.id
"""  # the two places take constants of this module only


@transaction.atomic
def switch_off(scope: str, value: str, *, reason: str, by: Actor) -> SendSwitch:
    """Let nothing of this sort leave until it is switched on; what is being handed over now still goes."""
    switch, _ = SendSwitch.objects.update_or_create(
        scope=scope,
        value=value,
        defaults={
            "is_off": True,
            "reason": reason[:200],
            "by": actor_key(by),
            "at": clock.now(),
            "released_at": None,
        },
    )
    recorder.record(Event.SWITCHED_OFF, by=by, about=switch, scope=scope, value=value)
    return switch


@transaction.atomic
def switch_on(switch: SendSwitch, *, by: Actor) -> int:
    """Let messages go again, a few a second; what has become too late ends by itself. Gives back how many wait.

    Raises StillChecking.
    """
    switch = SendSwitch.objects.select_for_update().get(pk=switch.pk)
    if not switch.is_off:
        return 0
    if switch.scope == SwitchScope.GLOBAL:
        _end_hold()
    switch.is_off, switch.released_at = False, clock.now()
    switch.save(update_fields=["is_off", "released_at"])
    recorder.record(Event.SWITCHED_ON, by=by, about=switch, scope=switch.scope, value=switch.value)
    return _pace(switch)


def _end_hold() -> None:
    """After a restore, only once every message that may have left has been looked up."""
    origin = Origin.objects.holding()
    if origin is None:
        return
    if left := origin.still_checking():
        raise StillChecking(left)
    origin.release()


def _pace(switch: SendSwitch) -> int:
    service, _, value = switch.value.rpartition(":")
    facts: dict[str, Any] = {
        "value": value,
        "service": service or None,
        "now": clock.now(),
        "soon": clock.now() + timedelta(minutes=10),
        "gap": timedelta(seconds=1 / PER_SECOND),
    }
    narrowed = "service_id = %(service)s::bigint" if service else "true"
    with connection.cursor() as cursor:
        cursor.execute(_PACE.format(where=_WHERE[SwitchScope(switch.scope)], service=narrowed), facts)
        return int(cursor.rowcount)
