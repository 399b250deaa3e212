"""Somebody who has signed in just now, the team with its second step: in a client of the tests, and in the browser."""

from django.conf import settings
from django.test import Client

from followon import clock
from followon.people import recent


def sign_in(client, person):
    """Let somebody in through this client, without the pages of signing in."""
    client.force_login(person)
    session = client.session
    at = clock.now().timestamp()
    session[recent.SIGNED_IN_AT] = at
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def signed_in(person):
    """A client of their own."""
    return sign_in(Client(), person)


def let_in(page, live_server, person):
    """The browser goes on as somebody."""
    cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def opener(page, live_server):
    """Opens pages in the browser, as somebody or, with None, as nobody: go(world.gwen, "/home/")."""

    def go(person, path):
        if person is not None:
            let_in(page, live_server, person)
        page.set_viewport_size(
            {"width": 320, "height": 640}
        )  # the narrowest first: the header folds on loading
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        return page

    return go
