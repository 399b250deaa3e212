"""The public pages and a page of every kind of field, in a real browser."""

import pytest

from tests.browser import check, screenshot

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = ["", "help-now", "privacy", "accessibility", "cookies", "contact", "offline", "no-such-page"]
PUBLIC += ["account/login"]


@pytest.mark.parametrize("path", PUBLIC, ids=[path or "start" for path in PUBLIC])
def test_a_public_page(page, live_server, path):
    answer = page.goto(f"{live_server.url}/{path}/" if path else live_server.url)

    assert answer.status == (404 if path == "no-such-page" else 200)
    check(page)
    screenshot(page, (path or "start").replace("/", "-"))
