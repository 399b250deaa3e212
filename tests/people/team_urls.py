"""The site with two pages more: one of the team, one that wants a fresh sign-in; they say what they got."""

from django.http import HttpResponse
from django.urls import include, path

from followon.people.recent import recent_sign_in_required


def team_page(request):
    return HttpResponse(f"team {request.method} {request.POST.get('words', '')}")


def my_page(request):
    return HttpResponse(f"mine {request.method} {request.POST.get('words', '')}")


urlpatterns = [
    path("team/page/", team_page),
    path("you/page/", my_page),
    path("you/private/", recent_sign_in_required(my_page)),
    path("", include("followon.urls")),
]
handler429 = "followon.web.errors.too_many_requests"
