"""Asking for an address as somebody, and what the answer means in one letter."""

import re
from contextlib import contextmanager
from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.world import ASKING
from tests.visitors import signed_in

# a: allowed · n: 403, seen and not allowed · u: 404, unseen · s: asked to sign in, or for the second step
# m: this address takes no such request · g: a private link that opens nothing (410) · x: an error of ours
SIGN_IN = {
    "/sign-in/",
    "/account/2fa/",
    "/account/2fa/authenticate/",
    "/account/2fa/reauthenticate/",
    "/account/reauthenticate/",
}
HEALTH = {"/health/ready", "/health/pipeline"}  # they say 503 while nothing dispatches
LETTERS = {403: "n", 404: "u", 405: "m", 410: "g"}
_WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What a page may write while it is only looked at: the session, that somebody looked, and a private link whose
# token can be worked out again.
WHILE_LOOKING = {"django_session", "audit_event", "notifications_link", "usersessions_usersession"}


class Door:
    """Everybody's browser, each signed in once; nothing that is asked for stays."""

    def __init__(self, cast):
        self.clients = {who: self._browser(cast, who) for who in ASKING}
        self.cookies = {who: client.cookies.output() for who, client in self.clients.items()}

    def _browser(self, cast, who):
        client = Client() if who == "nobody" else signed_in(getattr(cast, who))
        client.raise_request_exception = False
        return client

    def ask(self, who, method, url, data=None, **more):
        """The response and the tables that were written to; all of it is undone."""
        with self.undone(who) as (client, written):
            response = getattr(client, method.lower())(url, data or {}, **more)
            if getattr(response, "streaming", False):
                b"".join(response.streaming_content)
        return response, written()

    @contextmanager
    def undone(self, who):
        """Somebody's browser, and a way to ask which tables were written to; all it does is undone."""
        client = self.clients[who]
        connection.queries_log.clear()  # Django keeps no more than 9,000 of a run of tests
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            try:
                yield client, lambda: {found[2] for one in queries if (found := _WRITES.match(one["sql"]))}
            finally:
                transaction.set_rollback(True)
        self.forget_cookies(who)
        cache.clear()  # it holds copies of sessions, and counts tries

    def forget_cookies(self, who):
        """Somebody's browser is signed in as it was at the beginning."""
        self.clients[who].cookies = SimpleCookie(self.cookies[who].replace("Set-Cookie: ", ""))


def everything(*, but=()):
    """Every row of every table, as the database sees it: by table, how many and a sum over all they hold."""
    with connection.cursor() as cursor:
        found = {}
        for table in set(connection.introspection.table_names(cursor)) - set(but):
            cursor.execute(f'SELECT count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM "{table}" t')
            found[table] = cursor.fetchone()
    return found


def letter(response):
    """What the answer means."""
    if response.status_code >= 500 and not (
        response.status_code == 503 and response.request["PATH_INFO"] in HEALTH
    ):
        return "x"
    if response.status_code in (301, 302, 303):
        there = response.headers["Location"]
        return "s" if there.split("?")[0] in SIGN_IN else "a"
    return LETTERS.get(response.status_code, "a")
