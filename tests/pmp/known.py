"""What the tests of pmp ask again and again of the database."""

from followon.audit.models import Event as Written
from notifications.models import Message
from pmp.models import Enrolment, Handover


def events(name=None):
    """The names of what was recorded, oldest first; only those of pmp."""
    return [event.name for event in Written.objects.filter(name__startswith="pmp.").order_by("pk")]


def facts_of(event):
    """The facts of the newest event of this name."""
    return Written.objects.filter(name=event).latest("pk").facts


def queued(kind=None):
    """Messages waiting to go or to be done by hand: (kind, first name, channel), in order."""
    rows = Message.objects.filter(state__in=["SCHEDULED", "BY_HAND"]).select_related("person").order_by("pk")
    return [(row.kind, row.person.first_name, row.channel) for row in rows if kind in (None, row.kind)]


def place(cohort, person):
    return Enrolment.objects.get(cohort=cohort, person=person)


def handover_of(cohort):
    return Handover.objects.select_related("cohort__service", "tutor__person").get(cohort=cohort)
