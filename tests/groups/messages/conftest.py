"""A message as the gate would hold it, its words, its link, and if it is still wanted."""

from followon import clock
from notifications import gsm, kinds, rendering
from notifications.models import Link, Message, SenderProfile

PROFILE = SenderProfile(name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm")


def row(kind, who, about, channel="SMS", **payload):
    """A message as the gate would hold it; the payload speaks of the meeting, the group or the visit."""
    name = about._meta.model_name
    facts = {"meeting": about.pk} if name == "meeting" else {"group": about.pk}
    return Message.objects.create(
        kind=kind, person=who, channel=channel, about=f"{name}:{about.pk}", key=f"{kind}:{who.pk}:{payload}:{channel}",
        by="job:test", payload={**facts, **payload}, revision=getattr(about, "revision", 0),
        send_at=clock.now(), next_at=clock.now(),
    )  # fmt: skip


def say(message):
    kind = kinds.get(message.kind)
    content = rendering.render(kind, message.channel, kind.context(message), PROFILE)
    assert "‼" not in content.subject + content.body
    if message.channel == "SMS":
        assert content.parts == 1
        assert gsm.odd_characters(content.body) == []
    return content.body if message.channel == "SMS" else f"{content.subject}\n{content.body}"


def wanted(message):
    message.loaded = None
    return kinds.get(message.kind).still_wanted(message)


def link(message):
    return Link.objects.get(person=message.person).address
