"""What somebody in no group sees where their group would be."""

from followon import clock
from followon.people.models import User
from groups.actions.between import nearby
from pmp.models import Enrolment
from pmp.states import HandoverState


def without_group(person: User) -> dict[str, object]:
    """What somebody in no group is offered: their programme, else a group of a service they have been with, if any."""
    programme = _programme(person)
    return {
        "programme": programme,
        "programme_is_over": programme is not None and programme.cohort.ends_on < clock.today(),
        "may_find": programme is None and bool(nearby.services_of(person)),
    }


def _programme(person: User) -> Enrolment | None:
    """The programme of somebody who is in no group, while its handover is under way."""
    places = Enrolment.objects.of(person).current().select_related("cohort__service", "choice")
    over = [HandoverState.HANDED_OVER, HandoverState.NO_GROUP]
    return places.exclude(cohort__handover__state__in=over).order_by("-enrolled_at", "-pk").first()
