"""Which pain service a page speaks for: its name, phone and hours, for the header, the footer and the emails."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from followon.people.models import User
from followon.prepared import prepared
from followon.web.fields import show_phone
from pmp import permissions
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
    posts = posts_held(request)
    if posts:
        return describe(posts[0].service)
    service = _of_programme(request.user) if isinstance(request.user, User) else None
    return describe(service) if service else Organisation()


def posts_held(request: HttpRequest) -> Sequence[Post]:
    """The posts of the person signed in, by the services' names."""
    return permissions.posts_of(request.user) if isinstance(request.user, User) else []


def services_of(request: HttpRequest) -> list[Service]:
    """Where the person signed in works, each service once, by their names."""
    return list({post.service_id: post.service for post in posts_held(request)}.values())


def chosen(request: HttpRequest) -> Service | None:
    """Where the person signed in works; with posts in several services the one they chose last."""
    services = services_of(request)
    last = request.session.get("service", 0) if services else 0
    return next((service for service in services if service.pk == last), services[0] if services else None)


def speak_for(request: HttpRequest, service: Service) -> None:
    """Let the page's header and footer name this service."""
    request.organisation = describe(service)  # type: ignore[attr-defined]  # read by followon.web.context


def of_person(person: User) -> Service | None:
    """Where somebody works today, else the service of their latest programme, else none."""
    post = Post.objects.held_by(person).select_related("service").first()
    return post.service if post else _of_programme(person)


def _of_programme(person: User) -> Service | None:
    latest = _enrolments(person)
    return latest[0].cohort.service if latest else None


@prepared
def _enrolments(person: User) -> QuerySet[Enrolment]:
    places = Enrolment.objects.of(person).select_related("cohort__service")
    return places.order_by("-enrolled_at", "-pk")[:1]


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
