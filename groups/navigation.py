"""What the header offers this person, and where they land after signing in."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from followon.people.models import User
from followon.prepared import prepared
from groups.models.concern import Concern
from pmp import organisation
from pmp.models import Role

Items = list[tuple[str, str]]

MEMBER: Items = [
    ("Home", "groups:my_home"),
    ("My group", "groups:my_groups"),
    ("My plans", "groups:my_plans"),
    ("My details", "people:my_details"),
]
TUTOR: Items = [
    ("Home", "groups:my_home"),
    ("My group", "groups:my_groups"),
    ("Visits", "groups:team_visits"),
    ("My details", "people:my_details"),
]


def items(request: HttpRequest) -> Items:
    """The header's links for the person signed in: label and URL name, four for members, six for the team."""
    roles = roles_of(request)
    if not roles:
        return MEMBER
    return _team(request) if roles - {Role.PATIENT_TUTOR} else TUTOR


def _team(request: HttpRequest) -> Items:
    waiting = getattr(request, "concerns_waiting", None)  # the overview knows already
    if waiting is None and isinstance(request.user, User):
        waiting = _waiting(request, request.user)
    return [
        ("Overview", "groups:team_home"),
        ("Programmes", "pmp:team_programmes"),
        ("Groups", "groups:team_groups"),
        (f"Concerns ({waiting})" if waiting else "Concerns", "groups:team_concerns"),
        *_built("Meetups", "groups:team_meetups"),
        ("Messages", "notifications:team_messages"),
    ]


def _waiting(request: HttpRequest, person: User) -> int:
    """How many concerns wait for this reader. Who may read one takes long to ask, and hardly ever is there one."""
    services = [post.service_id for post in organisation.posts_held(request)]
    return len(_readable(person)) if _raised(services) else 0


@prepared
def _raised(services: list[int]) -> QuerySet[Concern, int]:
    raised = Concern.objects.waiting().filter(service__in=services, is_drill=False)
    return raised.order_by().values_list("pk", flat=True)[:1]


@prepared
def _readable(person: User) -> QuerySet[Concern, int]:
    return Concern.objects.readable_by(person).waiting().filter(is_drill=False).values_list("pk", flat=True)


def _built(label: str, name: str) -> Items:
    """A link to a section that an installation may not have."""
    try:
        reverse(name)
    except NoReverseMatch:
        return []
    return [(label, name)]


def start_page(request: HttpRequest) -> str:
    """Where somebody lands after signing in: members and patient tutors at home, the rest of the team at its
    overview. A tutor finds their own group and their visits on one page."""
    return "groups:team_home" if roles_of(request) - {Role.PATIENT_TUTOR} else "groups:my_home"


def roles_of(request: HttpRequest) -> set[str]:
    """The roles the person signed in holds today."""
    return {post.role for post in organisation.posts_held(request)}
