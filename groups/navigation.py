"""What the header offers this person, and where they land after signing in."""

from django.http import HttpRequest

from followon.people.models import User
from pmp.models import Post, Role

Items = list[tuple[str, str]]

MEMBER: Items = [
    ("Home", "groups:my_home"),
    ("My group", "groups:my_groups"),
    ("What I share", "groups:my_sharing"),
]
TUTOR: Items = [*MEMBER[:2], ("Groups I help", "groups:team_visits")]


def items(request: HttpRequest) -> Items:
    """The header's links for the person signed in: label and URL name, four for members, six for the team."""
    return TUTOR if roles_of(request) else MEMBER


def start_page(request: HttpRequest) -> str:
    """Where somebody lands after signing in: members and patient tutors at home, the rest of the team at its
    overview. A tutor finds their own group and their visits on one page."""
    return "groups:my_home"


def roles_of(request: HttpRequest) -> set[str]:
    """The posts the person signed in holds today; at most one query for each request."""
    known: set[str] | None = getattr(request, "roles_held", None)
    if known is None:
        known = set() if getattr(request, "on_the_team", True) is False else _roles(request)
        request.roles_held = known  # type: ignore[attr-defined]
    return known


def _roles(request: HttpRequest) -> set[str]:
    person = request.user
    return (
        set(Post.objects.held_by(person).values_list("role", flat=True))
        if isinstance(person, User)
        else set()
    )


__all__ = ["Role", "items", "roles_of", "start_page"]
