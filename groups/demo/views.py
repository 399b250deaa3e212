"""Be somebody: signs you in as anybody of the demo in one tap; exists only with the stand-ins on loopback."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from followon.people.adapter import sign_in_for_demo
from followon.people.models import User
from groups.models import Membership, OrganiserTurn
from pmp.models import Enrolment, Post

CAST = (
    "Sam",
    "Nadia",
    "Ruth",
    "Ife",
    "Maria",
    "Joan",
    "Gwen",
    "Ellis",
    "Khadija",
    "Bill",
    "Len",
    "Rhys",
    "Olive",
)


@dataclass(frozen=True)
class Part:
    """Somebody one can be, and what they are in the story."""

    person: User
    role: str


@login_not_required
@require_safe
def be_somebody(request: HttpRequest) -> HttpResponse:
    """The cast first, then everybody else by name."""
    _only_here()
    people = User.objects.filter(is_active=True, erased_at=None).order_by("first_name", "last_name", "pk")
    roles = _roles()
    parts = [Part(person, roles.get(person.pk, "")) for person in people]
    first = {person.first_name: person for person in reversed(list(people))}
    cast = {first[name].pk for name in CAST if name in first}
    order = {first[name].pk: place for place, name in enumerate(CAST) if name in first}
    context = {
        "cast": sorted(
            (part for part in parts if part.person.pk in cast), key=lambda part: order[part.person.pk]
        ),
        "others": [part for part in parts if part.person.pk not in cast],
    }
    return render(request, "groups/be_somebody.html", context)


@login_not_required
@require_POST
def be(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as this person, second factor and all."""
    _only_here()
    return sign_in_for_demo(request, get_object_or_404(User, pk=pk, is_active=True, erased_at=None))


def _only_here() -> None:
    """A second lock beside the missing route: the demo's stand-ins must be on this machine. Raises Http404."""
    host = urlsplit(settings.TWILIO_BASE_URL).hostname or ""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = False
    if not (settings.FOLLOWON_DEMO and here):
        raise Http404


def _roles() -> dict[int, str]:
    """What each person is: a post, else their group or programme."""
    rows: list[tuple[int, str]] = []
    rows += _programmes(Enrolment.objects.current().select_related("cohort").order_by("cohort__ends_on"))
    for place in Membership.objects.current().select_related("group"):
        rows.append((place.person_id, f"member of {place.group.name}"))
    for turn in OrganiserTurn.objects.now().select_related("group", "membership"):
        rows.append((turn.membership.person_id, f"{turn.get_job_display().lower()} of {turn.group.name}"))
    for post in Post.objects.held().select_related("service"):
        lead = " and lead" if post.is_lead else ""
        rows.append((post.person_id, f"{post.get_role_display().lower()}{lead}, {post.service.name}"))
    return dict(rows)  # the last word about somebody is the weightiest


def _programmes(places: Iterable[Enrolment]) -> list[tuple[int, str]]:
    return [(place.person_id, f"on the {place.cohort.name} programme") for place in places]
