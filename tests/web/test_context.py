"""What every page knows: whose service it is, and where its reader can go."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch

from followon.people.models import User
from followon.web.context import NavigationItem, Site

items = []
organisation = None


def offered(request):
    return items


def speaking_for(request):
    return organisation


@pytest.fixture(autouse=True)
def hooks(settings):
    settings.NAVIGATION = f"{__name__}.offered"
    settings.ORGANISATION = f"{__name__}.speaking_for"


@pytest.fixture
def site(rf, monkeypatch):
    def make(path="/", user=None, public=False, links=(), service=None):
        monkeypatch.setattr("tests.web.test_context.items", list(links))
        monkeypatch.setattr("tests.web.test_context.organisation", service)
        request = rf.get(path)
        request.user = user or User(first_name="Maria")
        if public:
            request.without_session = True
            del request.user
        return Site(request)

    return make


LINKS = [("Start", "web:start"), ("Help", "web:help_now"), ("Privacy", "web:privacy")]


def test_the_navigation_is_what_the_layer_above_says(site):
    assert site("/privacy/", links=LINKS).navigation == [
        NavigationItem("Start", "/"),
        NavigationItem("Help", "/help-now/"),
        NavigationItem("Privacy", "/privacy/", current=True),
    ]


def test_a_page_within_a_section_marks_the_section(site):
    assert [item.current for item in site("/help-now/more/", links=LINKS).navigation] == [False, True, False]


def test_the_root_of_a_side_marks_only_itself(site):
    assert not any(item.current for item in site("/elsewhere/", links=LINKS).navigation)
    assert site("/", links=LINKS).navigation[0].current


def test_a_layer_above_may_say_which_is_current(site):
    links = [("Start", "web:start", (), True), ("Help", "web:help_now", ())]
    assert [item.current for item in site("/privacy/", links=links).navigation] == [True, False]


def test_a_link_to_nowhere_fails_in_tests_and_is_left_out_elsewhere(site, settings):
    links = [("Nowhere", "web:no_such_page"), ("Help", "web:help_now")]
    with pytest.raises(NoReverseMatch):
        _ = site(links=links).navigation
    settings.TESTING = False
    assert [item.label for item in site(links=links).navigation] == ["Help"]


def test_public_pages_offer_what_is_right_for_everybody(site):
    labels = [item.label for item in site(public=True, links=LINKS).navigation]
    assert labels == ["Start", "Your page"]
    assert labels == [item.label for item in site(user=AnonymousUser(), links=LINKS).navigation]


def test_whose_service_a_page_speaks_for(site, settings):
    tamar = SimpleNamespace(name="Tamar Pain Service", phone="01632 960 200", hours="Mondays", nation="wales")

    assert site(service=tamar).organisation is tamar
    assert site(service=None).organisation.name == settings.SERVICE_NAME
    assert site(service=SimpleNamespace(name="")).organisation.name == settings.SERVICE_NAME
    assert site(service=tamar, public=True).organisation.phone == settings.SERVICE_PHONE
    assert Site().organisation.hours == settings.SERVICE_HOURS


def test_a_view_may_speak_for_a_service_itself(site):
    chosen = SimpleNamespace(name="Tamar Pain Service", phone="", hours="", nation="england")
    page = site()
    page.request.organisation = chosen
    assert page.organisation is chosen
