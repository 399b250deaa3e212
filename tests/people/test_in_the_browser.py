"""Signing in, passkeys and My details in a real browser, at three widths, with and without scripts."""

import pytest
from playwright.sync_api import expect

from followon.audit import recorder
from followon.people.actions import consent
from followon.people.models import Method
from notifications.models import Message
from tests.browser import check, press, screenshot
from tests.people.signing import code, give_app, numbers


@pytest.fixture
def site(live_server, cast):
    return live_server.url


def ask_for_code(page, site, address, to="/sign-in/"):
    page.goto(site + to)
    page.get_by_label("Mobile number or email address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your")


def sign_in(page, site, person, to="/sign-in/?next=/you/"):
    ask_for_code(page, site, person.mobile or person.email, to)
    page.get_by_label("6-digit code").fill(code())
    page.get_by_role("button", name="Sign in", exact=True).click()


def can_make_passkeys(page):
    """The browser runs on a machine that knows its owner by a finger or a face."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**key, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_patient_signs_in_and_sees_my_details(page, site, cast):
    page.goto(site + "/sign-in/")
    check(page)
    screenshot(page, "sign-in")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter")
    check(page)
    ask_for_code(page, site, cast.tom.mobile, "/sign-in/?next=/you/")
    check(page)
    screenshot(page, "sign-in-code")
    page.get_by_label("6-digit code").fill("12")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The code has 6 numbers")
    page.get_by_label("6-digit code").fill(code())
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My details")
    check(page)
    screenshot(page, "my-details")


def test_pages_of_my_details(page, site, cast):
    scope = f"group:{cast.steppers.pk}"
    consent.give(
        cast.gwen, purpose="share.mobile", scope=scope, wording="w-1", method=Method.ROOM, by=cast.sam
    )
    consent.give(
        cast.gwen, purpose="share.email", scope=scope, wording="w-1", method=Method.TEXT, by=cast.gwen
    )
    consent.withdraw(
        cast.gwen, purpose="share.email", scope=scope, wording="w", method=Method.SCREEN, by=cast.gwen
    )
    recorder.record_read(by=cast.nadia, about=cast.gwen, what="contact details")
    sign_in(page, site, cast.gwen)
    for name in (
        "name",
        "mobile",
        "email",
        "home-phone",
        "agreements",
        "who-looked",
        "devices",
        "copy",
        "delete",
    ):
        page.goto(f"{site}/you/{name}/")
        check(page)
        screenshot(page, f"my-{name}")


def test_everything_works_without_scripts(browser, site, cast):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, site, cast.tom)
    expect(page.get_by_role("heading", level=1)).to_have_text("My details")
    page.get_by_role("link", name="Change mobile").click()
    page.get_by_label("New mobile number").fill("07700 900 955")
    page.get_by_role("button", name="Send a code there").click()
    page.get_by_label("6-digit code").fill(code())
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("07700 900955")).to_be_visible()
    context.close()


def test_two_steps_with_an_app(page, site, cast):
    secret = give_app(cast.sam)
    sign_in(page, site, cast.sam, f"/sign-in/?next=/team/history/cohort:{cast.larkfield.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    check(page)
    screenshot(page, "second-step")
    page.get_by_label("Code from your app").fill(numbers(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Larkfield Autumn")
    check(page)
    screenshot(page, "team-history")


def test_setting_up_an_app(page, site, cast):
    sign_in(page, site, cast.nadia, "/sign-in/?next=/account/2fa/")
    check(page)
    screenshot(page, "how-you-sign-in")
    press(page.get_by_role("button", name="Set up an app"))
    check(page)
    screenshot(page, "set-up-app")
    key = page.locator("main strong").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill(numbers(key))
    page.get_by_role("button", name="Use this app").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    check(page)
    screenshot(page, "recovery-codes")
    assert page.locator("main ol strong").count() == 10


def test_passkey_is_made_and_signs_in_by_itself(page, site, cast):
    can_make_passkeys(page)
    sign_in(page, site, cast.nadia, "/sign-in/?next=/account/2fa/webauthn/add/")
    check(page)
    screenshot(page, "add-passkey")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{site}/account/2fa/webauthn/")
    check(page)

    page.goto(site + "/account/logout/")
    check(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(site + "/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site}/team/history/cohort:{cast.larkfield.pk}/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Larkfield Autumn")


def test_passkey_as_the_second_step(page, site, cast):
    can_make_passkeys(page)
    sign_in(page, site, cast.nadia, "/sign-in/?next=/account/2fa/webauthn/add/")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.context.clear_cookies()

    ask_for_code(page, site, cast.nadia.email)
    page.get_by_label("6-digit code").fill(code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(lambda url: "/2fa/" not in url)
    page.goto(site + "/you/")

    expect(page.get_by_role("heading", level=1)).to_have_text("My details")


def test_private_link_on_a_shared_phone(page, site, cast):
    ask_for_code(page, site, cast.maria.mobile)
    link = Message.objects.get(kind="sign-in-link", person=cast.ana).payload["link"]
    page.goto(site + "/s/" + link.split("/s/")[1])
    check(page)
    screenshot(page, "sign-in-link")
    page.get_by_role("button", name="Sign in as Ana").click()
    page.goto(site + "/you/")
    expect(page.get_by_text("Ana Costa")).to_be_visible()
    page.goto(site + "/s/" + link.split("/s/")[1])
    check(page)
    screenshot(page, "sign-in-link-over")
