"""A form that is looked at once more before it is sent: what was typed travels through the page that checks it."""

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpResponse
from django.shortcuts import render

from followon.people.http import SignedInRequest
from followon.web.once import FIELD

_OURS = {"csrfmiddlewaretoken", FIELD, "check", "send", "change"}


class Checked(Protocol):
    """A form one can come back to."""

    def is_valid(self) -> bool: ...
    def begin_again(self) -> None: ...


def wants_check(request: SignedInRequest, form: Checked) -> bool:
    """Whether the form was sent, filled in well, and not to be changed once more."""
    return request.method == "POST" and "change" not in request.POST and form.is_valid()


def form_or_check(
    request: SignedInRequest, template: str, form: Checked, *, check: object, context: dict[str, object]
) -> HttpResponse:
    """The form; or, where there is something to check, everything on one page before it is sent."""
    if check:
        context |= {"check": check, "typed": list(typed(request))}
    if "change" in request.POST:
        form.begin_again()
    return render(request, template, context)


def typed(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    """What was typed, name by name."""
    for name, values in request.POST.lists():
        yield from ((name, str(value)) for value in values if name not in _OURS)
