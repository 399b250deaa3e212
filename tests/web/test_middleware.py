"""Every page asks for sign-in unless it says otherwise, and nothing personal stays behind on a machine."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import path, reverse

from followon import urls
from followon.errors import Gone
from followon.people.models import User


def personal(request):
    return HttpResponse(f"Hello {request.user.first_name}")


@login_not_required
def link(request):
    return HttpResponse("An answer page")


@login_not_required
def too_late(request):
    raise Gone


urlpatterns = [
    path("personal/", personal),
    path("link/", link),
    path("too-late/", too_late),
    *urls.urlpatterns,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def maria():
    return User.objects.create(first_name="Maria", email="maria@example.org")


def test_a_page_asks_for_sign_in_and_comes_back(client, settings):
    answer = client.get("/personal/?from=text")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{resolve_url(settings.LOGIN_URL)}?next=/personal/%3Ffrom%3Dtext"


def test_a_refusal_that_no_page_expected_is_a_page_that_says_so(client):
    answer = client.post("/too-late/")

    assert answer.status_code == 409
    assert "Somebody has taken it away. Look at the page again." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_somebody_signed_in_goes_on(client, maria):
    client.force_login(maria)
    assert client.get("/personal/").text == "Hello Maria"


def test_a_link_from_a_text_needs_no_sign_in(client):
    assert client.get("/link/").status_code == 200


@pytest.mark.parametrize("address", ["/personal/", "/link/"])
def test_nothing_personal_is_kept_by_browser_or_proxy(client, maria, address):
    client.force_login(maria)
    headers = client.get(address).headers

    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "geolocation=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_public_pages_may_be_kept_for_five_minutes(client, maria):
    client.force_login(maria)
    headers = client.get("/help-now/").headers

    assert headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in headers.get("Vary", "")


def test_one_page_costs_no_query_when_public(client, maria, django_assert_num_queries):
    client.force_login(maria)
    with django_assert_num_queries(0):
        client.get("/help-now/")


def test_signing_out_clears_what_the_browser_kept(client, maria):
    client.force_login(maria)

    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/help-now/").headers
