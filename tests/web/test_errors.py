"""When something goes wrong there is always a sentence, a next step and a phone number."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from followon import urls
from followon.web.access import public, require
from followon.web.errors import server_error, too_many_requests

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@public
def stumble(request, how):
    if how == "400":
        raise BadRequest("This link is not complete.")
    if how == "403":
        require(answer=False, sentence="Only an organiser can cancel a meeting.")
    if how == "403-bare":
        raise PermissionDenied
    if how == "404":
        raise Http404
    if how == "429":
        return too_many_requests(request)
    if how == "post":
        return HttpResponse("saved")
    raise RuntimeError("a fault of ours")


urlpatterns = [path("stumble/<how>/", stumble), *urls.urlpatterns]
pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("how", "status", "heading", "sentence"),
    [
        ("400", 400, "That did not work", "This link is not complete."),
        ("403", 403, "You cannot open this page", "Only an organiser can cancel a meeting."),
        ("403-bare", 403, "You cannot open this page", "You do not have access to this page."),
        ("404", 404, "Page not found", "check that you copied all of it"),
        ("429", 429, "You have tried many times", "Wait 10 minutes"),
        ("500", 500, "Sorry, something went wrong", "was not saved"),
    ],
)
def test_an_error_page(how, status, heading, sentence):
    answer = Client(raise_request_exception=False).get(f"/stumble/{how}/")

    assert answer.status_code == status
    assert f"<title>{heading} – Follow-on groups</title>" in answer.text
    assert sentence in answer.text
    assert 'href="tel:01632960118"' in answer.text
    assert 'href="/help-now/"' in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_that_waited_too_long_says_that_nothing_is_lost():
    answer = Client(enforce_csrf_checks=True).post("/stumble/post/")

    assert answer.status_code == 403
    assert "Your page was open a long time" in answer.text
    assert "Your words are still there" in answer.text
    assert "01632 960118" in answer.text


def test_the_last_resort_needs_no_template(rf, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]
    answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "01632 960118" in answer.text
    assert "tel:999" in answer.text


def test_without_a_phone_number_the_reader_is_still_told_to_phone(settings):
    settings.SERVICE_PHONE = ""
    assert "phone your pain service" in Client().get("/nothing/").text


def test_what_is_allowed_goes_on():
    assert require(answer=True) is None
