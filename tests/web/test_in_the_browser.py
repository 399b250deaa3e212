"""The public pages, the two layouts and every kind of field, in a real browser."""

import pytest
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import expect

from followon import urls
from followon.web.fields import DateField, TimeField, UKPhoneField, YesNoField
from followon.web.forms import Form
from followon.web.once import once
from tests.browser import check, check_no_sideways_scroll, screenshot

PUBLIC = ["", "help-now", "privacy", "accessibility", "cookies", "contact", "offline", "no-such-page"]


class EveryField(Form):
    looks = {
        "answer": {"hints": {"maybe": "Decide then. That is a real answer"}, "divider_before": "no"},
        "days": {"exclusive": "none"},
        "seats": {"suffix": "seats"},
        "lift": {"inline": True},
    }
    name = forms.CharField(
        label="Name of the place", max_length=22, help_text="Up to 22 letters, to fit in a text"
    )
    mobile = UKPhoneField(label="Mobile number")
    email = forms.EmailField(label="Email address", required=False)
    seats = forms.IntegerField(label="How many seats?", min_value=1)
    words = forms.CharField(label="Anything else", widget=forms.Textarea, max_length=160, required=False)
    town = forms.ChoiceField(label="Town", choices=[("", "Choose a town"), ("l", "Larkfield")])
    answer = forms.ChoiceField(
        label="Can you come?",
        choices=[("yes", "Yes, I’m coming"), ("maybe", "I’ll see on the day"), ("no", "Not this time")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Which days are good?",
        choices=[("mon", "Monday"), ("tue", "Tuesday"), ("none", "None of these")],
        widget=forms.CheckboxSelectMultiple,
    )
    lift = YesNoField(label="Is there a lift?")
    on = DateField(label="Date", help_text="For example, 26 11 2026")
    at = TimeField(label="Start", help_text="For example, 11am or 2.30pm")
    until = TimeField(label="End", choose=True)
    file = forms.FileField(label="Your list", required=False)
    code = forms.CharField(label="Code", widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="I have asked the others", help_text="You can change this later")


PAGE = """{% extends layout %}{% load components %}
{% block title %}Every field{% endblock %}
{% block back %}{% back "/every-field/" "Steady Steppers" %}{% endblock %}
{% block content %}<h1 class="nhsuk-heading-l">Every field</h1>
<form method="post" novalidate>{% csrf_token %}{% form_key %}{{ form }}
<div class="app-buttons">{% nhs "button" text="Save" %}<a class="app-link" href="/help-now/">Cancel</a></div>
</form>
{% endblock %}"""
saved = []


@login_not_required
@once
def every_field(request):
    form = EveryField(request.POST or None)
    if form.is_valid():
        saved.append(form.cleaned_data["name"])
        messages.success(request, "You’re coming on Thursday 26 November.")
        messages.info(request, "The time has changed.")
        return HttpResponseRedirect(f"/every-field/?saved={len(saved)}")
    layout = "_team.html" if "team" in request.GET else "_person.html"
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form, "layout": layout}, request))


PROGRESS = """{% extends "base.html" %}{% load static %}
{% block title %}Sending{% endblock %}
{% block head %}<script src="{% static 'js/progress.js' %}" defer></script>{% endblock %}
{% block content %}<h1>Sending</h1>
<p data-progress="/progress/?ask=1" aria-live="polite">{{ sent }} of 12 sent</p><p id="plan">Café at 11am</p>
<button type="button" class="nhsuk-button" data-copy="plan" hidden>Copy the text</button>{% endblock %}"""
sent = []


@login_not_required
def progress(request):
    if "ask" in request.GET:
        sent.append(1)
        return JsonResponse({"text": f"{len(sent) * 6} of 12 sent", "done": len(sent) == 2})
    page = engines["django"].from_string(PROGRESS)
    return HttpResponse(page.render({"sent": len(sent) * 6}, request))


def person(request):
    return [("Home", "web:start"), ("My group", "every_field"), ("My details", "web:privacy")]


def team(request):
    labels = [("Overview", "web:start"), ("Programmes", "every_field"), ("Groups", "web:privacy")]
    return [*labels, ("Concerns (1)", "web:contact"), ("Meetups", "web:cookies"), ("Messages", "web:offline")]


urlpatterns = [
    path("progress/", progress),
    path("every-field/", every_field, name="every_field"),
    *urls.urlpatterns,
]
handler404 = urls.handler404
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture
def signed_in(page, live_server, client, settings):
    from followon.people.models import User  # noqa: PLC0415 - the app registry is not ready when this file is read

    settings.NAVIGATION = f"{__name__}.person"
    client.force_login(User.objects.create(first_name="Maria", email="maria@example.org"))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


@pytest.fixture
def fields(signed_in, live_server):
    signed_in.goto(f"{live_server.url}/every-field/")
    return signed_in


def fill(page):
    page.get_by_label("Name of the place").fill("Larkfield Café")
    page.get_by_label("Mobile number").fill("07700 900118")
    page.get_by_label("How many seats?").fill("9")
    page.get_by_label("Town").select_option("Larkfield")
    page.get_by_label("Not this time").check()
    page.get_by_label("Monday").check()
    page.get_by_label("Yes", exact=True).check()
    for part, value in (("Day", "26"), ("Month", "November"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Start").fill("11am")
    page.get_by_label("End").select_option("12:30pm")
    page.get_by_label("Code").fill("123456")
    page.get_by_label("Password", exact=True).fill("words")
    page.get_by_label("I have asked the others").check()


@pytest.mark.parametrize("path", PUBLIC, ids=[path or "start" for path in PUBLIC])
def test_a_public_page(page, live_server, path):
    answer = page.goto(f"{live_server.url}/{path}/" if path else live_server.url)

    assert answer.status == (404 if path == "no-such-page" else 200)
    check(page)
    screenshot(page, path or "start")


def test_a_public_page_asks_nobody_else_for_anything(page, live_server):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(live_server.url, wait_until="networkidle")

    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert said == []


def test_the_help_page_is_there_without_a_connection(page, live_server):
    page.goto(live_server.url, wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)

    page.goto(f"{live_server.url}/help-now/")
    assert page.get_by_role("button", name="Call 999").is_visible()
    page.goto(f"{live_server.url}/home/")
    assert page.get_by_role("heading", name="You are offline").is_visible()
    assert page.get_by_role("link", name="Call Samaritans on 116 123").is_visible()
    page.context.set_offline(False)


def test_every_field_on_a_persons_page(fields):
    check(fields)
    screenshot(fields, "every-field")


def test_every_field_on_a_team_page(signed_in, live_server, settings):
    settings.NAVIGATION = f"{__name__}.team"
    signed_in.goto(f"{live_server.url}/every-field/?team=1")

    check(signed_in)
    screenshot(signed_in, "every-field-team")


def test_errors_come_first_and_lead_to_their_fields(fields):
    fields.get_by_role("button", name="Save").click()

    expect(fields).to_have_title("Error: Every field – Follow-on groups")
    expect(fields.locator(".nhsuk-error-summary")).to_be_focused()
    check(fields)
    screenshot(fields, "every-field-errors")
    for link, focused in (
        ("Enter the name of the place", "id_name"),
        ("Answer the question: Can you come?", "id_answer"),
        ("Enter the date", "id_on-day"),
        ("Enter the start, such as 11am", "id_at"),
        ("Tick the box if this is right: I have asked the others", "id_agreed"),
    ):
        fields.get_by_role("link", name=link).click()
        expect(fields.locator(f"#{focused}")).to_be_focused()


def test_what_was_saved_is_said_and_read_first(fields):
    fill(fields)
    fields.get_by_role("button", name="Save").click()
    fields.wait_for_url("**/every-field/?saved=*")

    assert "You’re coming on Thursday 26 November." in fields.evaluate("document.activeElement.textContent")
    check(fields)
    screenshot(fields, "saved")


def test_two_presses_count_once(fields):
    before = len(saved)
    fill(fields)
    fields.get_by_role("button", name="Save").dblclick()
    fields.wait_for_url("**/every-field/?saved=*")

    assert len(saved) == before + 1


def test_everything_works_without_scripts(browser, live_server, signed_in, client):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}/every-field/")
    fill(page)
    page.get_by_role("button", name="Save").click()

    page.wait_for_url("**saved=**")
    assert page.get_by_text("You’re coming on Thursday 26 November.").is_visible()
    assert page.get_by_role("navigation", name="Menu").get_by_role("link").count() == 3
    screenshot(page, "without-scripts", widths=(390,))
    context.close()


def test_a_keyboard_reaches_everything_in_order_and_shows_where_it_is(fields):
    fields.keyboard.press("Tab")
    assert fields.evaluate("document.activeElement.textContent") == "Skip to main content"
    seen = []
    for _ in range(8):
        fields.keyboard.press("Tab")
        seen.append(fields.evaluate("document.activeElement.textContent.trim().split('\\n')[0]"))
        style = "getComputedStyle(document.activeElement)"
        assert fields.evaluate(f"{style}.outlineStyle + {style}.boxShadow + {style}.backgroundColor") != ""
    assert seen[:6] == [
        "Follow-on groups",
        "Get help now",
        "Home",
        "My group",
        "My details",
        "Steady Steppers",
    ]


@pytest.mark.parametrize("address", ["/every-field/", "/help-now/", "/every-field/?team=1"])
def test_text_twice_as_large_still_fits_a_phone(signed_in, live_server, address):
    signed_in.goto(live_server.url + address)
    signed_in.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    signed_in.evaluate("window.dispatchEvent(new Event('resize'))")  # as when the reader changes the setting

    check_no_sideways_scroll(signed_in)
    screenshot(
        signed_in, "twice-as-large" + address.strip("/").replace("/?", "-").replace("=", ""), widths=(390,)
    )


def test_on_paper_there_is_no_menu_and_no_button(fields):
    fields.emulate_media(media="print")

    assert not fields.locator("header.nhsuk-header").is_visible()
    assert not fields.get_by_role("button", name="Save").is_visible()
    assert fields.get_by_role("heading", name="Every field").is_visible()


def test_long_work_says_how_far_it_is(page, live_server):
    page.goto(f"{live_server.url}/progress/")
    line = page.locator("[data-progress]")
    assert line.inner_text() == "0 of 12 sent"

    expect(line).to_have_text("6 of 12 sent", timeout=15_000)
    expect(line).to_have_text("12 of 12 sent", timeout=15_000)


def test_a_text_can_be_copied(page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/progress/")
    page.get_by_role("button", name="Copy the text").click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "Café at 11am"
