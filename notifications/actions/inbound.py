"""Looking after the texts that nobody but a person can answer."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor, actor_key
from followon.errors import Refused
from notifications.events import Event
from notifications.models import Inbound
from notifications.states import InboundState


@transaction.atomic
def look_after(inbound: Inbound, *, by: Actor) -> Inbound:
    """Take a text off the team's queue, because somebody has rung or written. Raises Refused."""
    inbound = Inbound.objects.select_for_update().get(pk=inbound.pk)
    if inbound.state != InboundState.NEEDS_PERSON:
        raise Refused("Somebody has looked after this text already.")
    inbound.state, inbound.handled_by, inbound.handled_at = InboundState.DONE, actor_key(by), clock.now()
    inbound.save(update_fields=["state", "handled_by", "handled_at"])
    recorder.record(Event.INBOUND_DONE, by=by, about=inbound)
    return inbound
