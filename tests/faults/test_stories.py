"""Any story: people come and go, meetings move, clocks jump, workers die; and each phone is read as its owner reads it.

The judge knows what people did and what their phones say. It never asks the outbox.
"""

import re
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from followon import clock
from followon.errors import Refused
from followon.web.templatetags.dates import clock_time, short_day
from groups.actions import meetings, members, planning
from groups.actions.meetings import Plan
from groups.models import Coming, How, Meeting, Membership
from notifications.actions import contact
from notifications.delivery import claiming, gate, recording
from notifications.delivery.passes import dispatch_once
from notifications.delivery.sending import Line
from notifications.inbox import taking
from notifications.standin.store import Store
from tests import cast
from tests.notifications.conftest import running_standin, standin  # noqa: F401 - fixtures

START = datetime(2026, 10, 19, 12, tzinfo=UTC)  # the clocks go back on the 25th
NAMES = ["gwen", "ellis", "len", "khadija", "dev"]
WHO = st.sampled_from(NAMES)
TELLS_A_TIME = re.compile(r"\b\d{1,2}(:\d\d)?(am|pm)\b|\bmidday\b|is off")
NEWS = ("CHANGE", "is off", "on after all")
ENOUGH = timedelta(hours=52)  # by then what is capped today has gone, too


class Died(BaseException):
    """A worker, at a point of its work."""


class Story(RuleBasedStateMachine):
    """A group of five with a meeting in ten days; `standin` holds their phones."""

    standin = None

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now, self.read, self.moved_at, self.since = START, 0, START, {}
        self.stopped, self.resting, self.gone, self.paused = set(), {"len"}, {"dev"}, set()
        self.said, self.phones, self.turn, self.turns = {}, {name: [] for name in NAMES}, 0, {}
        self.standin.store = self.standin.twilio.store = self.standin.sink.store = Store(now=lambda: self.now)
        with clock.moved_to(self.now):
            self.stage = cast.assemble()
            plan = Plan(date(2026, 10, 29), time(14), place=self.stage.cafe)
            self.meeting = meetings.plan(self.stage.steppers, plan=plan, by=self.stage.gwen).pk
            self.off = False
        self.names = {getattr(self.stage, name).mobile: name for name in NAMES}

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────────
    def do(self, act, *names):
        """One thing that somebody did; False when it was refused."""
        with clock.moved_to(self.now):
            try:
                with transaction.atomic():
                    act()
            except Refused:
                return False
        self.turn += 1
        for name in names or NAMES:
            self.turns[name] = self.turn
        return True

    def place(self, name):
        return Membership.objects.filter(group=self.stage.steppers, person=getattr(self.stage, name)).first()

    def row(self):
        return Meeting.objects.get(pk=self.meeting)

    @rule(name=WHO, coming=st.sampled_from(Coming.values))
    def answer(self, name, coming):
        who, place = getattr(self.stage, name), self.place(name)
        if place and self.do(
            lambda: meetings.answer(self.row(), membership=place, coming=coming, how=How.WEB, by=who), name
        ):
            self.said[name] = (coming, self.row().revision)

    @rule(name=WHO)
    def rest(self, name):
        if (place := self.place(name)) and self.do(
            lambda: members.pause(place, by=getattr(self.stage, name)), name
        ):
            self.resting.add(name)

    @rule(name=WHO)
    def come_back(self, name):
        if name in self.resting and self.do(
            lambda: members.come_back(self.place(name), by=getattr(self.stage, name)), name
        ):
            self.resting.discard(name)
            self.since[name] = self.now

    @rule(name=WHO)
    def leave(self, name):
        if (place := self.place(name)) and self.do(
            lambda: members.leave(place, by=getattr(self.stage, name)), name
        ):
            self.gone.add(name)
            self.resting.discard(name)

    @rule(name=WHO)
    def join(self, name):
        who = getattr(self.stage, name)
        if name in self.gone and self.do(
            lambda: members.join(self.stage.steppers, person=who, by=self.stage.nadia), name
        ):
            self.gone.discard(name)
            self.since[name] = self.now

    @rule(name=WHO, on=st.booleans())
    def pause_messages(self, name, on):
        who = getattr(self.stage, name)
        act, keep = (contact.pause, self.paused.add) if on else (contact.come_back, self.paused.discard)
        if self.do(lambda: act(who, by=who), name):
            keep(name)
            self.since[name] = self.now

    @rule(name=WHO, word=st.sampled_from(["STOP", "START"]))
    def text(self, name, word):
        number = getattr(self.stage, name).mobile
        facts = {"sid": f"SM{self.turn}{name}{word}", "sender": number, "to": "+447700900000", "body": word}
        if self.do(lambda: taking.receive(**facts), name):
            (self.stopped.add if word == "STOP" else self.stopped.discard)(name)
            self.since[name] = self.now

    @rule(days=st.integers(2, 14), at=st.sampled_from([time(10), time(11, 30), time(17)]))
    def move(self, days, at):
        to = replace(
            Plan.of(self.row()),
            on_date=clock.to_local(self.now, clock.LONDON).date() + timedelta(days),
            start_time=at,
        )
        if to != Plan.of(self.row()) and self.do(
            lambda: meetings.move(self.row(), to=to, by=self.stage.gwen)
        ):
            self.moved_at = self.now

    @rule()
    def call_off(self):
        if self.do(lambda: meetings.cancel(self.row(), by=self.stage.gwen)):
            self.off, self.moved_at = True, self.now

    @rule()
    def put_back(self):
        if self.do(lambda: meetings.put_back(self.row(), by=self.stage.gwen)):
            self.off, self.moved_at = False, self.now

    # ── what machines do ────────────────────────────────────────────────────────────────────────────────────
    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        for _ in range(0, hours, 3):
            self.now += timedelta(hours=min(3, hours))
            self.work()

    @rule(hours=st.sampled_from([-1, 1]))
    def the_clock_is_put_right(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def work(self):
        dispatch_once(self.now)
        self.look_at_the_phones()

    @rule(point=st.sampled_from(["claim", "pass_through", "record"]))
    def a_worker_dies(self, point):
        """Killed outright: nothing of what it had in hand is put back."""
        owner = {"claim": claiming, "pass_through": gate, "record": recording}[point]
        real = getattr(owner, point)

        def die(*args, **kwargs):
            if point == "record" or real(*args, **kwargs):
                raise Died
            return []

        with ExitStack() as stack:
            for patch in (
                mock.patch.object(owner, point, die),
                mock.patch.object(claiming, "release"),
                mock.patch.object(Line, "_settle"),
            ):
                stack.enter_context(patch)
            stack.enter_context(suppress(Died))
            dispatch_once(self.now)
        self.look_at_the_phones()

    @rule()
    def the_planner_runs(self):
        with clock.moved_to(self.now):
            planning.plan_ahead(by=self.stage.nadia)

    # ── what the phones say ─────────────────────────────────────────────────────────────────────────────────
    def look_at_the_phones(self):
        texts = self.standin.store.taken()
        for text in texts[self.read :]:
            name = self.names.get(text.to)
            if name and text.body.startswith("Steady Steppers:") and TELLS_A_TIME.search(text.body):
                self.check(name, text.body)
                self.phones[name].append((self.now, text.body, self.turns.get(name, 0)))
        self.read = len(texts)

    def check(self, name, words):
        meeting = self.row()
        told = f"{name} at {self.now}: {words}"
        assert name not in self.stopped, f"after STOP: {told}"
        assert name not in self.gone, f"after leaving: {told}"
        if "is off" in words:
            assert self.off, f"it is not off: {told}"
        else:
            assert not self.off, f"it is off: {told}"
            assert clock_time(meeting.start_time) in words, f"old time: {told}"
            assert short_day(meeting.local) in words or "see you" in words or "we meet" in words, (
                f"old day: {told}"
            )
        news = any(word in words for word in NEWS)
        if name in self.resting:
            assert news, f"resting: {told}"
            assert self.said.get(name, ("NO",))[0] in ("YES", "SEE"), f"resting, and was not coming: {told}"
        if name in self.paused:
            assert news, f"paused their messages: {told}"
        local = clock.to_local(self.now, clock.LONDON)
        soon = news and meeting.starts_at - self.moved_at < timedelta(hours=14)
        assert soon or time(9) <= local.time() < time(20), f"quiet hours: {told}"
        same = [turn for _, before, turn in self.phones[name] if before == words]
        assert self.turns.get(name, 0) not in same, f"said before, and nothing has happened since: {told}"

    @invariant()
    def nobody_is_asked_more_than_three_times(self):
        for name, texts in self.phones.items():
            asked = [
                words for _, words, _ in texts if "Can you come?" in words and "on after all" not in words
            ]
            asked += [words for _, words, _ in texts if "are you free" in words]
            assert len(asked) <= 3, f"{name}: {asked}"

    def finish(self):
        """Let time pass until just before the meeting, with workers that live; then everybody knows."""
        meeting = self.row()
        end = meeting.starts_at - timedelta(minutes=5)
        while self.now < end:
            self.now = min(end, self.now + timedelta(hours=2))
            self.work()
        for name in NAMES:
            self.knows(name, meeting)

    def knows(self, name, meeting):
        if name in self.stopped | self.gone | self.resting | self.paused:
            return
        settled = max(self.moved_at, self.since.get(name, START))
        if meeting.starts_at - settled < ENOUGH:
            return
        heard = [words for at, words, _ in self.phones[name] if at >= self.moved_at]
        heard_before = [words for at, words, _ in self.phones[name] if at < self.moved_at]
        if self.off:
            knew = heard_before and "is off" not in heard_before[-1]
            assert not knew or any("is off" in words for words in heard), (
                f"{name} was not told that it is off"
            )
        elif self.said.get(name, ("",))[0] != "NO" and not self.asked_enough(name):
            assert heard, f"{name} was never told of the meeting as it is"

    def asked_enough(self, name):
        """Three questions about one meeting are all anybody gets, whatever happens."""
        return (
            sum("Can you come?" in words or "are you free" in words for _, words, _ in self.phones[name]) >= 3
        )


class StoryToItsEnd(Story):
    """The same, followed until the meeting begins."""

    def teardown(self):
        try:
            self.finish()
        finally:
            super().teardown()


@pytest.mark.usefixtures("db")
def test_any_story(standin, request):  # noqa: F811 - the fixture imported above
    full = request.config.getoption("faults") == "full"
    Story.standin = standin
    standin.faults.callbacks = "off"
    run_state_machine_as_test(
        StoryToItsEnd,
        settings=settings(
            max_examples=400 if full else 12,
            stateful_step_count=25 if full else 12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
