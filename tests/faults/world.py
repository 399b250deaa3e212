"""A world that can break: its clock, its provider, its worker processes, and what they owe to whom."""

import base64
import contextlib
import http.client
import json
import os
import random
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db import connection
from twilio.request_validator import RequestValidator

from followon import clock
from followon.audit.actors import Job
from followon.people.models import User
from notifications import outbox
from tests.embedded.running import status_of
from tests.faults.machinery import runs
from tests.faults.oracle import Oracle, Taken
from tests.notifications import kinds

ROBOT = Job("tests")
TUESDAY = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)  # in winter, when London keeps UTC
SPECIAL = 990  # numbers ending from here up have a fate of their own at the stand-in
UNFINISHED = "state IN ('SCHEDULED', 'CLAIMED', 'SENDING', 'UNCERTAIN')"


class World:
    """One case: an empty outbox, a well-behaved provider, no worker yet."""

    def __init__(self, machinery, node, *, seed, full):
        self.machinery, self.node, self.seed, self.full = machinery, node, seed, full
        self.clock, self.luck, self.oracle = machinery.clock, random.Random(seed), Oracle()
        self.workers, self.programs, self.not_ours = set(), [], set()
        self.ask("POST", "/standin/empty")
        self._next_week()
        self.order()
        self.log_begins = machinery.log.stat().st_size
        self.began = time.monotonic()

    def _next_week(self):
        """Tuesday noon, later than whatever the last case saw."""
        noon = TUESDAY
        while noon <= self.clock.now() + timedelta(hours=1):
            noon += timedelta(weeks=1)
        self.clock.to(noon)

    def ask(self, *words):
        return self.machinery.ask(*words)

    def size(self, small, full):
        """How many: in the ordinary suite, and at full size."""
        return full if self.full else small

    # ── the story ───────────────────────────────────────────────────────────────────────────────────────────
    def people(self, count, *, by="SMS", first=0, ending=None):
        """So many people with a number or a mailbox of their own; `ending` gives their numbers a fate."""
        if ending is None:
            numbers = [n for n in range(first, first + count * 2) if n % 1000 < SPECIAL][:count]
        else:
            numbers = [thousand * 1000 + ending for thousand in range(count)]
        made = [
            User(
                first_name=f"P{n}", password="!",
                mobile=f"+447700900{n:06}" if by == "SMS" else "",
                email=f"p{n}@example.org" if by == "EMAIL" else "",
            )
            for n in numbers
        ]  # fmt: skip
        return User.objects.bulk_create(made, batch_size=5000)

    def owe(self, people, *, words="Hello", kind=kinds.Note, after=timedelta(0), **more):
        """Queue one message for each of them, and tell the judge."""
        due = self.clock.now() + after
        given = {"about": f"tale:{len(self.oracle.owed)}", "key": f"{words}:{len(self.oracle.owed)}", **more}
        if after:
            given["send_at"] = due
        rows = outbox.queue(kind, to=people, payload={"text": words}, by=ROBOT, service_id=None, **given)
        for person in people:
            self.oracle.owe(person.mobile or person.email, words, due)
        return rows

    def order(self, **faults):
        """What is wrong with the providers from now on. Without callbacks unless a case asks for them."""
        self.ask("POST", "/standin/faults", {"callbacks": "off", "seed": self.seed, **faults})

    def text_there_already(self, people, words):
        """What somebody else sent from the same account, before; it is no part of the tale."""
        secret = base64.b64encode(b"ACstandin:standin-token").decode()
        line = http.client.HTTPConnection("127.0.0.1", self.machinery.http_port, timeout=30)
        head = {"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"}
        for person in people:
            form = urlencode({"To": person.mobile, "From": "+447700900000", "Body": words})
            line.request("POST", "/2010-04-01/Accounts/ACstandin/Messages.json", form, head)
            self.not_ours.add(json.loads(line.getresponse().read())["sid"])
        line.close()

    # ── the workers ─────────────────────────────────────────────────────────────────────────────────────────
    def loop(self, **order):
        """A process of `dispatch --loop`; `point` and `nth` say where it dies by itself."""
        pid = self.machinery.fork(order)
        self.workers.add(pid)
        return pid

    def kill(self, pid, number=signal.SIGKILL):
        """Send a signal to a process that this world started."""
        assert pid in self.workers, "not ours"
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if number == signal.SIGKILL:
            self.workers.discard(pid)
            self.wait(lambda: not runs(pid), 10)

    def wait_for_death(self, pid, seconds=60):
        """Until a worker has died of itself."""
        assert self.wait(lambda: not runs(pid), seconds), f"worker {pid} still lives: {self.states()}"
        self.workers.discard(pid)

    def program(self, name, *words, **more):
        """One of the product's programs, ended with the world."""
        child = self.machinery.program(name, *words, **more)
        child.start()
        self.programs.append(child)
        return child

    def web(self, **environ):
        """The web server, answering."""
        port = self.machinery.web_port
        environ = {"WEB_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1", **environ}
        child = self.program("web", "web", environ=environ)
        assert self.wait(lambda: self.get("/health/live") == 200), child.tail()
        return child

    def get(self, path):
        """The status of a page; None while nobody answers."""
        return status_of(self.machinery.web_port, path)

    def sign(self, path, form):
        """What the provider would sign a callback with."""
        url = f"http://127.0.0.1:{self.machinery.web_port}{path}"
        return RequestValidator("standin-token").compute_signature(url, form)

    def end(self):
        for child in reversed(self.programs):
            child.clear()
        for pid in list(self.workers):
            self.kill(pid, signal.SIGCONT)
            self.kill(pid)

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────────
    def wait(self, what, seconds=60):
        """Until something is true, by this machine's clock; says whether it is."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if what():
                return True
            time.sleep(0.02)
        return bool(what())

    def drain(self, *, within=90, meanwhile=lambda: None):
        """Until every row is settled. Whenever nothing can happen for a while, the clock goes to the next instant
        at which something can: the end of a dead worker's lease, the time of a doubt, the end of a provider's rest."""
        until = time.monotonic() + within
        while self.count(UNFINISHED):
            assert time.monotonic() < until, f"still not settled: {self.states()}\n{self.tail()}"
            meanwhile()
            if self._nothing_can_happen() and (instant := self._next_instant()):
                self.clock.to(instant + timedelta(seconds=0.1))
            time.sleep(0.1)

    def _nothing_can_happen(self):
        """Whether what is in hand is in dead hands, and nothing else is due or may go."""
        now = clock.now()
        [[in_hand, due, rests]] = rows(
            "SELECT count(*) FILTER (WHERE state IN ('CLAIMED', 'SENDING')), "
            "count(*) FILTER (WHERE state IN ('SCHEDULED', 'UNCERTAIN') AND next_at <= %s), "
            "EXISTS (SELECT 1 FROM notifications_provider_state WHERE open_until > %s OR slow_until > %s) "
            f"FROM notifications_message WHERE {UNFINISHED}",
            now, now, now,
        )  # fmt: skip
        return (in_hand or rests or not due) and not self.machinery.anybody_is_busy()

    def _next_instant(self):
        [[instant]] = rows(
            "SELECT min(at) FROM (SELECT next_at FROM notifications_message WHERE state IN ('SCHEDULED', 'UNCERTAIN') "
            "UNION ALL SELECT lease_until FROM notifications_message WHERE lease_until IS NOT NULL "
            "UNION ALL SELECT open_until FROM notifications_provider_state "
            "UNION ALL SELECT slow_until FROM notifications_provider_state) AS instants(at) WHERE at > %s",
            clock.now(),
        )
        return instant

    # ── what became of it ───────────────────────────────────────────────────────────────────────────────────
    def count(self, where="true", *facts):
        """How many rows of the outbox."""
        [[count]] = rows(f"SELECT count(*) FROM notifications_message WHERE {where}", *facts)
        return count

    def states(self):
        """How many rows are in which state."""
        return dict(rows("SELECT state, count(*) FROM notifications_message GROUP BY state ORDER BY state"))

    def dead(self):
        """What was given up, and why."""
        return rows(
            "SELECT id, reason, attempts, lapses FROM notifications_message WHERE state = 'DEAD' LIMIT 5"
        )

    def taken(self):
        """Every text and email the providers took in this case."""
        texts = [
            Taken(to, body, datetime.fromisoformat(at), reference, sid)
            for sid, reference, to, body, at in self.ask("GET", "/standin/accepted")
            if sid not in self.not_ours
        ]
        mails = [
            Taken(",".join(one["to"]), one["body"].strip(), datetime.fromisoformat(one["at"]))
            for one in self.ask("GET", "/standin/mails")
        ]
        return texts + mails

    def verdict(self, case, what, *, note="", duplicates=0, relabel=lambda words: words):
        """Add the case's row to the table, and fail if anything was lost, wrong or sent too often.

        `relabel` says what some words amount to, or None for those that are no part of the case.
        """
        seconds = time.monotonic() - self.began
        taken = [replace(one, body=words) for one in self.taken() if (words := relabel(one.body)) is not None]
        row = self.oracle.judge(taken, case=case, what=what, seconds=seconds, seed=self.seed, note=note)
        self.node.user_properties.append(("fault", row.plain()))
        told = f"{row}\n{self.states()}\n{self.dead()}\n{self.tail()}\nrepeat: --fault-seed={self.seed}"
        assert (row.lost, row.wrong) == (0, 0), told
        assert row.duplicates <= duplicates, told
        assert "deadlock detected" not in self.log(), told
        return row

    def log(self):
        """What the loops of this case have written."""
        with self.machinery.log.open("rb") as file:
            file.seek(self.log_begins)
            return file.read().decode(errors="replace")

    def tail(self):
        """The last lines of the workers' log, for a failure."""
        return "\n".join(self.log().splitlines()[-15:])


def rows(sql, *facts):
    """What a question to the database gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, facts or None)
        return cursor.fetchall()
