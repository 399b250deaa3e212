"""Private addresses: the one for pausing and stopping, and what happens when a stranger holds somebody's link."""

from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Job
from followon.people.models import User
from groups.actions import gathering, organisers
from groups.events import Event
from groups.messages import groups as messages
from groups.models import Group
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import ContactPoint, Link, Message
from notifications.states import ContactStatus

SETTINGS_LAST = timedelta(days=123)
NOT_THEIRS = "Somebody there says that they are not this person"


@transaction.atomic
def settings_address(person: User) -> str:
    """Where this person pauses or stops messages without signing in; the same address each time."""
    ends = (clock.now() + SETTINGS_LAST).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    link, _ = Link.objects.make(purpose="messages", person=person, about="messages", expires_at=ends)
    return link.address


@transaction.atomic
def not_me(link: Link, *, group: Group) -> None:
    """Somebody who is not the person holds their link: nothing more is sent to that number or mailbox, the link
    ends, and the team is asked to check. The person's place in the group is untouched. Twice is the same as once."""
    link = Link.objects.select_for_update(of=("self",)).select_related("person").get(pk=link.pk)
    stranger = Job("a stranger at the address")
    channel, address = _where_it_went(link)
    ContactPoint.objects.update_or_create(
        person=link.person,
        channel=channel,
        address=address,
        defaults={"status": ContactStatus.INVALID, "reason": NOT_THEIRS, "at": clock.now()},
    )
    generation = link.generation
    link.renew()
    link.save(update_fields=["generation", "token_hash"])
    recorder.record(Event.LINK_DENIED, by=stranger, about=link.person, channel=channel)
    outbox.queue(
        messages.WrongAddress,
        to=organisers.coordinators(group.service),
        about=gathering.about(group),
        key=f"{messages.WrongAddress.slug}:{link.pk}:{generation}",
        payload={"group": group.pk},
        by=stranger,
        service_id=group.service_id,
        group_id=group.pk,
        channel=Channel.EMAIL,
    )


def _where_it_went(link: Link) -> tuple[str, str]:
    """The channel and address by which the link was sent last; the person's mobile when nobody can tell."""
    sent = Message.objects.concerning(link.about).filter(person=link.person, sent_at__isnull=False)
    last = sent.exclude(address="").order_by("-sent_at", "-pk").first()
    return (last.channel, last.address) if last else (Channel.SMS, link.person.mobile)
