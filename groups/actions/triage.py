"""Looking after a text that was no answer: somebody rang, or it becomes a concern."""

from django.db import transaction
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from followon.audit.actors import Actor
from followon.people.models import User
from groups.actions import concerns
from groups.actions.concerns import Worry
from groups.models import Concern, Membership
from notifications import outbox
from notifications.models import Inbound
from notifications.outbox import look_after
from notifications.replies import DANGER_WORDS
from pmp.models import Enrolment, Post, Service

__all__ = ["known_to", "look_after", "make_concern", "texts_for"]


def texts_for(service: Service) -> QuerySet[Inbound]:
    """What waits for the team of a service: hinted ones on top, then the oldest.

    A text from a number nobody here knows belongs to no service, so every team sees it and the first one looks
    after it; better read twice than not at all. The hint only sorts: it hides nothing and promises nothing.
    """
    owners = User.objects.filter(mobile=OuterRef("from_address"), is_active=True)
    nobody_else = ~Exists(owners) | Exists(owners.filter(pk__in=known_to(service)))
    unclaimed = Q(service_id=None) & Q(nobody_else)
    ours = Inbound.objects.filter(Q(service_id=service.pk) | unclaimed).needing_a_person()
    hint = When(body__iregex=rf"\y({'|'.join(DANGER_WORDS)})", then=Value(True))
    hinted = ours.annotate(hint=Case(hint, default=Value(False), output_field=BooleanField()))
    return hinted.select_related("person").order_by("-hint", "received_at", "pk")


def known_to(service: Service) -> QuerySet[User]:
    """Everybody who is or was on a programme or in a group of the service, or works for it."""
    patients = Enrolment.objects.filter(cohort__service=service).values("person")
    members = Membership.objects.filter(group__service=service).values("person")
    team = Post.objects.held().filter(service=service).values("person")
    known = User.objects.filter(is_active=True, erased_at=None)
    return known.filter(Q(pk__in=patients) | Q(pk__in=members) | Q(pk__in=team))


@transaction.atomic
def make_concern(
    inbound: Inbound, service: Service, worry: Worry, *, person: User | None, by: Actor
) -> Concern:
    """Pass a text on to whoever is on duty, and take it off the list. Raises Refused and NobodyOnDuty."""
    outbox.look_after(inbound, by=by)
    return concerns.raise_concern(service, worry, person=person, by=by)
