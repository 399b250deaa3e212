"""Every page of the site: its headers and cookies, nothing inline, nothing kept, no form taken without its key."""

import re
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from followon.web.middleware import PersonalPages
from tests.access import generate
from tests.access.addresses import addresses
from tests.access.asking import WHILE_LOOKING
from tests.access.world import ASKING
from tests.style_sheets import without_a_rule

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}
READERS = ("nadia", "gwen", "nobody", "maria", "sam", "ruth")
REFUSED = "rhys"
# What runs or looks differently without a file of ours: the policy forbids all of it, so none may be written.
INLINE = re.compile(
    r"<style|\sstyle=|<[^>]+\son[a-z]+=|javascript:|<script(?![^>]*\s(?:src=|type=.application/json))|<(?:base|iframe|object|embed)|http-equiv",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"""\s(?:src|action|srcset|poster|data)=["']?(?:https?:)?//""", re.IGNORECASE)
SHEET = re.compile(r'rel="stylesheet" href="/static/css/(?:first|site|whole)\.')
ELSEWHERE_TO = re.compile(r"evil|javascript")
POLICY = {
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
}
ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
COOKIES = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
SIGNED_BY_TWILIO = {"notifications:twilio_inbound", "notifications:twilio_status"}


def asked_by(name, method="GET"):
    """One or two people who may open an address, and somebody who may not or is nobody in particular."""
    letters = dict(zip(ASKING, generate.read()[name][method == "POST"].replace(" ", ""), strict=True))
    return [who for who in READERS if letters[who] == "a"][:2] + [REFUSED]


@pytest.mark.parametrize("name", EVERY)
def test_every_answer_is_guarded_and_every_page_is_whole(name, world, door):
    url = world.url(name, EVERY[name])
    public = getattr(resolve(url).func, "without_session", False)
    for who in asked_by(name):
        response, _ = door.ask(who, "GET", url)
        guarded(response, f"{url} as {who}")
        kept = response.headers["Cache-Control"]
        assert "no-store" in kept or (public and response.status_code == 200), f"{url} as {who}: {kept}"
        if response.content and response.headers["Content-Type"].startswith("text/html"):
            whole(response.content.decode(), f"{url} as {who}")


def guarded(response, where):
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, where
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY, where
    assert "camera=()" in response.headers["Permissions-Policy"], where
    assert set(response.cookies) <= COOKIES, where
    for cookie in response.cookies.values():
        assert cookie["samesite"] == "Lax", where
        assert (cookie["path"], cookie["domain"]) == ("/", ""), where
    if settings.SESSION_COOKIE_NAME in response.cookies:
        assert response.cookies[settings.SESSION_COOKIE_NAME]["httponly"], where


def whole(page, where):
    assert INLINE.search(page) is None, f"{where}: {INLINE.search(page)}"
    assert ELSEWHERE.search(page) is None, f"{where}: {ELSEWHERE.search(page)}"
    assert "‼" not in page, f"{where}: {page[page.find('‼') :][:60]}"
    assert page.count("<h1") == 1, where
    assert 'lang="en' in page, where
    assert len(SHEET.findall(page)) == 1, where
    assert without_a_rule(page) == [], f"{where}: not in the style sheet this page asks for"


def test_the_policy_allows_nothing_but_our_own_files():
    assert "default-src 'none'" in POLICY
    assert not any(word in rule for rule in POLICY for word in ("unsafe", "nonce", "*", "http"))
    assert PersonalPages  # the one place that says what may be kept


@pytest.mark.parametrize("name", EVERY)
def test_no_form_is_taken_without_its_key(name, world, door):
    """From another site, or with the key of another browser: nothing is changed. Only Twilio signs instead."""
    url = world.url(name, EVERY[name])
    exempt = getattr(resolve(url).func, "csrf_exempt", False)
    assert exempt == (name in SIGNED_BY_TWILIO)
    if exempt or generate.read()[name][1].replace(" ", "").strip("m") == "":
        return
    who = asked_by(name, "POST")[0]
    for sent, headers in (
        ({}, {}),
        ({"csrfmiddlewaretoken": "a" * 64}, {"HTTP_ORIGIN": "https://evil.example.org"}),
    ):
        with door.undone(who) as (client, written):
            strict = Client(enforce_csrf_checks=True)
            strict.cookies = client.cookies
            response = strict.post(url, sent, **headers)
            assert response.status_code == 403, f"{url} as {who}"
            assert "Your page was open a long time" in response.content.decode(), f"{url} as {who}"
            assert written() <= {"django_session"}, f"{url} as {who}"


def test_no_other_method_changes_anything(world, door):
    """Neither by itself nor said in a header or a field of a page that is only looked at."""
    for (name, pattern), method in zip(EVERY.items(), cycle(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])):
        url, who = world.url(name, pattern), asked_by(name)[0]
        _, written = door.ask(who, method, url)
        assert written <= {"django_session", "audit_event"}, f"{method} {url} as {who} wrote to {written}"
        _, written = door.ask(who, "GET", f"{url}?_method={method}", HTTP_X_HTTP_METHOD_OVERRIDE=method)
        assert written <= WHILE_LOOKING, f"GET {url} as {who} wrote to {written}"


@pytest.mark.parametrize(
    "host", ["evil.example.org", "testserver.evil.example.org", "testserver@evil.example.org"]
)
def test_no_address_is_made_from_the_host_that_was_asked_for(host, world, door):
    for name in ("web:start", "people:sign_in", "groups:my_calendar", "notifications:link_messages"):
        response, written = door.ask("gwen", "GET", world.url(name, EVERY[name]), HTTP_HOST=host)
        assert response.status_code == 400
        assert "evil" not in response.content.decode()
        assert not written


def test_a_proxy_that_was_not_asked_is_not_believed(world, door):
    for name in ("web:start", "people:sign_in", "groups:my_calendar", "groups:my_home"):
        url = world.url(name, EVERY[name])
        response, _ = door.ask(
            "gwen", "GET", url, HTTP_X_FORWARDED_HOST="evil.example.org", HTTP_X_FORWARDED_PROTO="https",
            HTTP_X_ORIGINAL_URL="/team/", HTTP_X_REWRITE_URL="/team/",
        )  # fmt: skip
        assert "evil" not in response.content.decode() + str(response.headers)


PLACES = (
    "https://evil.example.org/",
    "//evil.example.org",
    "/\\evil.example.org",
    "javascript:alert(1)",
    "/\t/evil.example.org",
)


def test_no_address_sends_anybody_to_another_site(world, door):
    for (name, pattern), elsewhere in zip(EVERY.items(), cycle(PLACES)):
        url, asked = (
            world.url(name, pattern),
            dict.fromkeys(["next", "redirect", "return", "url", "back"], elsewhere),
        )
        for method, address in (("GET", f"{url}?{urlencode(asked)}"), ("POST", url)):
            who = asked_by(name, method)[0]
            sent = asked if method == "POST" else {}
            response, _ = door.ask(who, method, address, sent, HTTP_REFERER="https://evil.example.org/")
            there = response.headers.get("Location", "").split("?")[0]
            assert not ELSEWHERE_TO.search(there), f"{method} {address} as {who} leads to {there}"
