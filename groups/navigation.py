"""What the header offers this person, and where they land after signing in."""

from django.http import HttpRequest

from pmp.permissions import is_team


def items(request: HttpRequest) -> list[tuple[str, str]]:
    """The header's links for the person signed in: label and URL name, four for members, six for the team."""
    if is_team(request.user):
        return [("Overview", "groups:team_home")]
    return [("Home", "groups:my_home")]


def start_page(request: HttpRequest) -> str:
    """Where somebody lands after signing in."""
    return "groups:team_home" if is_team(request.user) else "groups:my_home"
