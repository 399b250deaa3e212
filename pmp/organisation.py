"""Which pain service a page speaks for: its name, phone and hours, for the header, the footer and the emails."""

from dataclasses import dataclass

from django.http import HttpRequest

from followon.people.models import User
from followon.web.fields import show_phone
from pmp.models import Enrolment, Post, Service


@dataclass(frozen=True)
class Organisation:
    """What every page shows of a pain service. Without one, only the product's own name is shown."""

    name: str = ""
    phone: str = ""
    hours: str = ""
    nation: str = "england"


def for_request(request: HttpRequest) -> Organisation:
    """The service of the person signed in: where they work, else where their programme was."""
    service = of_person(request.user) if isinstance(request.user, User) else None
    return describe(service) if service else Organisation()


def of_person(person: User) -> Service | None:
    """Where somebody works today, else the service of their latest programme, else none."""
    post = Post.objects.held_by(person).select_related("service").first()
    if post:
        return post.service
    enrolment = (
        Enrolment.objects.of(person).select_related("cohort__service").order_by("-enrolled_at").first()
    )
    return enrolment.cohort.service if enrolment else None


def service_id_of(person: User) -> int | None:
    """The number of the service that speaks to somebody, if there is one."""
    service = of_person(person)
    return service.pk if service else None


def describe(service: Service) -> Organisation:
    """The words a page shows for a service."""
    hours = f"Monday to Friday, {_clock(service.opens_at.hour)} to {_clock(service.closes_at.hour)}"
    return Organisation(
        name=service.name, phone=show_phone(service.phone), hours=hours, nation=service.nation
    )


def _clock(hour: int) -> str:
    return "midday" if hour == 12 else f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"
