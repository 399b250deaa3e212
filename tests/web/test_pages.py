"""The public pages stand without session and database, say what they must, and keep help on the phone."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from followon.web.checks import somebody_can_be_phoned, the_nation_is_known
from followon.web.crisis import lines_for

PUBLIC = ["start", "help_now", "privacy", "accessibility", "cookies", "contact", "offline"]
DEAD = {
    "default": {
        "BACKEND": "followon.cache.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.2},
    }
}


@pytest.fixture(params=["signed out", "signed in"])
def visitor(request):
    """A browser without, or with, a session cookie. These tests may not use the database: they would fail."""
    browser = Client()
    if request.param == "signed in":
        browser.cookies[settings.SESSION_COOKIE_NAME] = "asessionthatwouldhavetobelookedup"
    return browser


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_needs_neither_database_nor_session_nor_cache(visitor, name, settings):
    settings.CACHES = DEAD
    answer = visitor.get(reverse(f"web:{name}"))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Get help now" in answer.text


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_light(client, name):
    assert len(client.get(reverse(f"web:{name}")).content) < 10_000


def test_help_offers_every_number_as_one_tap(client):
    html = client.get(reverse("web:help_now")).text

    for link in ("tel:999", "tel:111", "tel:116123", "sms:85258?&amp;body=SHOUT", "tel:01632960118"):
        assert f'href="{link}"' in html
    assert "Call 111 and choose option 2 if:" in html
    assert "A&amp;E" in html
    assert "No one reads it at night" in html
    assert 'href="/worried/"' in html


def test_the_way_to_tell_the_pain_service_is_there():
    assert resolve("/worried/").url_name == "my_worried"


def test_an_installation_is_asked_whom_to_phone_and_where_it_is(settings):
    assert somebody_can_be_phoned() == the_nation_is_known() == []
    settings.SERVICE_PHONE, settings.SERVICE_NATION = "", "Walse"

    assert [found.id for found in somebody_can_be_phoned() + the_nation_is_known()] == [
        "web.W001",
        "web.E001",
    ]


def test_help_is_the_last_thing_in_the_top_row_of_every_page(client):
    for name in PUBLIC:
        html = client.get(reverse(f"web:{name}")).text
        row = html.split("app-header__row", 1)[1].split("</div>", 1)[0]
        assert row.rstrip().endswith('<a class="app-helplink" href="/help-now/">Get help now</a>')


def test_numbers_differ_by_nation(client, settings):
    settings.SERVICE_NATION = "northern-ireland"
    html = client.get(reverse("web:help_now")).text

    assert 'href="tel:08088088000"' in html
    assert "option 2" not in html
    assert lines_for("atlantis") == lines_for("england")


def test_help_stands_without_any_setting(client, settings):
    settings.SERVICE_NAME = settings.SERVICE_PHONE = ""
    html = client.get(reverse("web:help_now")).text

    assert "tel:999" in html
    assert "Call the pain service on" not in html


def test_search_engines_stay_out(client):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    answer = client.get("/")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_site_can_sit_on_a_home_screen(client):
    told = json.loads(client.get(reverse("web:manifest")).content)

    assert told["start_url"] == settings.LOGIN_REDIRECT_URL
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_the_phone_keeps_the_help_page_and_nobodys_details(client):
    script = client.get(reverse("web:service_worker")).text
    files = re.search(r"FILES = \[(.*)\]", script).group(1).replace("'", "").split(", ")

    assert "'/help-now/'" in script
    assert "'/offline/'" in script
    for file in files:
        assert finders.find(file.removeprefix(settings.STATIC_URL)), file
    html = client.get(reverse("web:help_now")).text
    for needed in re.findall(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"', html):
        assert needed in files


def test_what_the_phone_keeps_is_renewed_when_a_number_changes(client, settings):
    before = client.get(reverse("web:service_worker")).text
    settings.SERVICE_PHONE = "01632 960 999"

    assert client.get(reverse("web:service_worker")).text != before


@pytest.mark.parametrize("name", [*PUBLIC, "robots", "manifest", "service_worker"])
def test_public_pages_only_answer_questions(client, name):
    assert client.post(reverse(f"web:{name}")).status_code == 405


def test_every_public_page_is_known_here():
    names = {key for key in get_resolver("followon.web.urls").reverse_dict if isinstance(key, str)}
    assert names == {*PUBLIC, "robots", "manifest", "service_worker", "live", "ready", "pipeline"}
