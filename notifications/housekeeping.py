"""What has to be done now and then: calls nobody made in time, sends nobody confirmed, texts a crash left unread,
pauses, providers' copies."""

import logging
from datetime import timedelta

from django.db.models import Q

from followon import clock
from followon.audit.actors import Job
from notifications import kinds, queueing
from notifications.actions import big_sends
from notifications.channels import sender
from notifications.channels.base import CannotAsk
from notifications.inbox import taking
from notifications.models import Attempt, Inbound, JobSlot, Message, Preference
from notifications.queueing import Draft
from notifications.states import LEASED, InboundState, MessageState, Outcome

log = logging.getLogger(__name__)

KEEPER = Job("housekeeping")
STILL_PAUSED_AFTER = timedelta(weeks=4)
REDACT_AFTER = timedelta(days=3)  # by then every doubt about a message is settled
AT_ONCE = 200


def keep_house() -> None:
    """Everything below; safe to run twice, or at the same time as itself."""
    expire_calls()
    big_sends.expire(by=KEEPER)
    read_left_texts()
    if JobSlot.objects.take("still-paused", f"{clock.today():%Y-%m-%d}"):
        ask_if_still_paused()
    redact_at_provider()


def expire_calls() -> int:
    """A call that would come too late is not a call to make any more; it shows as not reached."""
    late = Message.objects.filter(state=MessageState.BY_HAND, not_after__lte=clock.now())
    return late.update(state=MessageState.EXPIRED, reason="Nobody rang or wrote in time")


def read_left_texts() -> int:
    """Texts that were kept and not acted on, because the process ended in between."""
    left = Inbound.objects.filter(
        state=InboundState.NEW, received_at__lt=clock.now() - timedelta(minutes=1)
    ).order_by("pk")
    rows = list(left[:AT_ONCE])
    for inbound in rows:
        taking.handle(inbound)
    return len(rows)


def ask_if_still_paused() -> int:
    """After four weeks of pause, once: BACK brings the messages back, silence keeps the pause."""
    before = clock.now() - STILL_PAUSED_AFTER
    resting = Preference.objects.filter(
        Q(paused_until=None) | Q(paused_until__gt=clock.now()),
        paused_at__lte=before,
        asked_still_paused_at=None,
        person__is_active=True,
    ).select_related("person")
    asked = 0
    for preference in resting:
        if Preference.objects.filter(pk=preference.pk, asked_still_paused_at=None).update(
            asked_still_paused_at=clock.now()
        ):
            draft = Draft(
                about=f"person:{preference.person_id}",
                key=f"still-paused:{preference.paused_at:%Y-%m-%d}",
                by=KEEPER,
                service_id=_service(preference.person_id),
            )
            asked += len(
                queueing.store(queueing.build(kinds.get("still-paused"), [preference.person], draft))
            )
    return asked


def _service(person_id: int) -> int | None:
    spoken = Message.objects.filter(person=person_id, service_id__isnull=False).order_by("-pk")
    return spoken.values_list("service_id", flat=True).first()


def redact_at_provider() -> int:
    """Have the provider forget the words of texts whose story is over; our own copy has its own end."""
    over = Attempt.objects.filter(
        provider="twilio",
        provider_sid__isnull=False,
        outcome=Outcome.ACCEPTED,
        redacted_at=None,
        started_at__lt=clock.now() - REDACT_AFTER,
    ).exclude(message__state__in=(*LEASED, MessageState.UNCERTAIN))
    done = 0
    for attempt in over.order_by("started_at")[:AT_ONCE]:
        try:
            sender(attempt.provider).forget(str(attempt.provider_sid))
        except CannotAsk as error:
            log.warning("the provider could not be asked to forget (%s); later again", error)
            break
        done += Attempt.objects.filter(pk=attempt.pk).update(redacted_at=clock.now())
    return done
