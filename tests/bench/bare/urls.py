"""One page."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from groups.models import Group

PAGE = Template(
    "<!DOCTYPE html><title>{{ person }}</title><h1>Hello, {{ person.first_name }}</h1>"
    "<ul>{% for group in groups %}<li>{{ group.name }}</li>{% endfor %}</ul>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """Session, user, one query, a small template."""
    groups = Group.objects.filter(memberships__person=request.user.pk)[:10]
    return HttpResponse(PAGE.render(Context({"person": request.user, "groups": groups})))


urlpatterns = [path("bare/", bare)]
