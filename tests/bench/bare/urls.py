"""One page that reads, and one that writes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import Context, Template
from django.urls import path

from groups.models import Answer, Group, How, Membership

PAGE = Template(
    "<!DOCTYPE html><title>{{ person }}</title><h1>Hello, {{ person.first_name }}</h1>"
    "<ul>{% for group in groups %}<li>{{ group.name }}</li>{% endfor %}</ul>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """Session, user, one query, a small template."""
    groups = Group.objects.filter(memberships__person=request.user.pk)[:10]
    return HttpResponse(PAGE.render(Context({"person": request.user, "groups": groups})))


def bare_answer(request: HttpRequest, meeting: int) -> HttpResponse:
    """Session, user, one query, one row written as Django writes it; nothing locked, noted down or withdrawn."""
    member = Membership.objects.get(group__meetings=meeting, person=request.user.pk)
    facts = {"coming": request.POST["coming"], "how": How.WEB, "revision": 1}
    Answer.objects.update_or_create(meeting_id=meeting, membership=member, defaults=facts)
    return redirect("bare")


urlpatterns = [path("bare/", bare, name="bare"), path("bare/<int:meeting>/", bare_answer)]
