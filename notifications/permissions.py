"""Who may see the delivery log and act on it: one sentence each. Patients' own pages need no permission."""

from followon.people.models import User
from notifications import allowance, kinds
from notifications.models import BigSend, Message
from notifications.models.team import services_of


def can_see_messages(person: User) -> bool:
    """Clinicians and coordinators see the delivery log of their own services."""
    return bool(services_of(person))


def can_resend_message(person: User, message: Message) -> bool:
    """Whoever sees a message in the log may send it again, unless it is a code."""
    try:
        secret = kinds.get(message.kind).secret
    except kinds.UnknownKind:
        secret = True
    return not secret and message.service_id in services_of(person)


def can_stop_messages(person: User, service_id: int) -> bool:
    """Whoever looks after a service's messages may stop them and let them go again."""
    return service_id in services_of(person)


def can_confirm_send(person: User, send: BigSend) -> bool:
    """Another coordinator than who asked for a send to many, or the lead, confirms it."""
    return allowance.confirmers(send).filter(pk=person.pk).exists()


def can_drop_send(person: User, send: BigSend) -> bool:
    """Whoever asked for a send to many, and whoever could confirm it, turns it down."""
    return send.asked_by_id == person.pk or can_confirm_send(person, send)
