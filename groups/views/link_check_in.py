"""/k/<token>/: the check-in from a text or email, without signing in. Looking changes nothing; the button answers."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon.errors import Refused
from followon.people.models import Method
from groups.actions import checkins
from groups.forms.checkins import CheckInForm
from groups.models import CheckIn
from groups.views.private_links import nothing_here, working
from pmp import organisation


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Three questions, each of which can be left out; the answers are nobody's but the person's."""
    check_in = _check_in(request, token)
    if check_in is None:
        return nothing_here(request)
    form = CheckInForm(
        request.POST if request.method == "POST" else None,
        check_in=check_in,
        research=checkins.agrees_to_research(check_in),
    )
    if request.method == "POST" and form.is_valid():
        person = check_in.enrolment.person
        try:
            checkins.answer(check_in, by=person, method=Method.LINK, **form.answers)
        except Refused:
            return nothing_here(request)
        return redirect(f"{reverse('groups:link_check_in', args=[token])}?said=1")
    context = {
        "check_in": check_in,
        "form": form,
        "just_said": "said" in request.GET and check_in.answered_at,
    }
    return render(request, "groups/link_check_in.html", context)


def _check_in(request: HttpRequest, token: str) -> CheckIn | None:
    """What the link opens, while it is open; None for every other link, and nothing tells which."""
    link = working(token, "check-in")
    kind, _, number = (link.about if link else "").partition(":")
    if link is None or kind != "check-in":
        return None
    rows = CheckIn.objects.of(link.person).select_related("enrolment__person", "enrolment__cohort__service")
    check_in = rows.filter(pk=number, enrolment__withdrawn_at=None).first()
    if check_in is not None:
        organisation.speak_for(request, check_in.enrolment.cohort.service)
    return check_in
