"""F16 to F18: people change their minds while messages are on their way out."""

import signal
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import transaction

from notifications.actions import switches
from notifications.inbox import taking
from tests.faults.scene import neighbours
from tests.faults.world import ROBOT, rows

OLD, NEW = "12:30pm", "2:15pm"


def test_f16_meetings_move_and_are_called_off_while_their_questions_leave(world, seed):
    """Whoever got the old time hears of the change; whoever did not is asked with the new one; nobody hears twice."""
    from groups.actions import meetings  # noqa: PLC0415
    from groups.actions.meetings import Plan  # noqa: PLC0415

    planned = neighbours(world, groups=world.size(16, 1000), each=4, at=time(12, 30))
    world.order(latency=0.08)
    for _ in range(2):
        world.loop(threads=1)
    world.clock.forward(timedelta(minutes=31))
    off = set()
    for meeting in world.luck.sample(planned, len(planned)):
        if world.luck.random() < 0.5:
            later = replace(Plan.of(meeting), start_time=time(14, 15))
            meetings.move(meeting, to=later, by=ROBOT)
        else:
            meetings.cancel(meeting, by=ROBOT)
            off.add(meeting.pk)

    world.drain(within=world.size(90, 1200))
    world.oracle.owed, told_late = expected(world, planned, off)
    world.verdict(
        "F16", f"{len(planned)} meetings moved or called off in mid-flight", relabel=label,
        note=f"{told_late} had been told the old time, and heard of the change",
    )  # fmt: skip


def label(words):
    """Which of the things we say it is; the nudge three days before is another story."""
    if "CHANGE" in words and NEW in words:
        return "changed"
    if "is off" in words:
        return "off"
    if "Can you come?" in words:
        return "old" if OLD in words else "asked"
    return None


def expected(world, planned, off):
    """From what the provider saw first: who must hear what after that."""
    told = {one.to for one in world.taken() if label(one.body) == "old"}
    now, owed = world.clock.now() + timedelta(days=99), {}
    for meeting in planned:
        for number in meeting.numbers:
            if number in told:
                owed[number, "old"] = now
                owed[number, "off" if meeting.pk in off else "changed"] = now
            elif meeting.pk not in off:
                owed[number, "asked"] = now
    return owed, len(told)


def test_f17_stop_arrives_between_the_claim_and_the_mark(world):
    """The worker has the rows in hand and is frozen; meanwhile half of the people text STOP."""
    people = world.people(8)
    world.owe(people)
    frozen = world.loop(point="after the claim", signal=signal.SIGSTOP)
    assert world.wait(lambda: world.states() == {"CLAIMED": 8})

    for person in people[:4]:
        taking.receive(sid=f"SM{person.pk}", sender=person.mobile, to="+447700900000", body="STOP")
        world.oracle.forgive(person.mobile, "Hello")
    world.kill(frozen, signal.SIGCONT)

    world.drain()
    world.verdict("F17", "STOP from half of the people between claim and mark")


def test_f17_stop_races_the_senders(world, seed):
    """What had not been marked when the STOP was committed never leaves."""
    people = world.people(world.size(60, 2_000))
    world.order(latency=0.05)
    world.owe(people)
    for _ in range(2):
        world.loop(threads=2)
    stopped_in_time = 0
    for person in world.luck.sample(people, len(people) // 2):
        with transaction.atomic():
            taking.receive(sid=f"SM{person.pk}", sender=person.mobile, to="+447700900000", body="STOP")
            left = world.count("person_id = %s AND kind = 'test-note' AND sent_at IS NOT NULL", person.pk)
        if not left:
            world.oracle.forgive(person.mobile, "Hello")
            stopped_in_time += 1

    world.drain(within=world.size(90, 600))
    assert stopped_in_time > 0
    world.verdict("F17", "STOP races the senders", note=f"{stopped_in_time} in time, none of them was texted")


def test_f18_everything_is_stopped_at_the_peak_and_let_go_at_a_measured_pace(world):
    waiting = world.people(world.size(90, 10_000))
    world.order(latency=0.1)
    world.owe(waiting)
    for _ in range(3):
        world.loop(threads=4)
    assert world.wait(lambda: len(world.taken()) >= len(waiting) // 5)

    switch = switches.switch_off("GLOBAL", "", reason="A drill", by=ROBOT)
    in_flight = world.count("state IN ('SENDING', 'CLAIMED')")
    before = len(world.taken())
    assert world.wait(lambda: not world.count("state IN ('SENDING', 'CLAIMED')"), 30)
    after = len(world.taken()) - before

    assert after <= min(in_flight, 3 * 32), "more left than was in flight"
    world.clock.forward(timedelta(minutes=2))
    assert not world.wait(lambda: len(world.taken()) > before + after, 1.0), (
        "something left while all was stopped"
    )
    released = world.clock.now()
    left = switches.switch_on(switch, by=ROBOT)
    world.drain(within=world.size(90, 2400), meanwhile=lambda: world.clock.forward(timedelta(seconds=0.1)))

    assert fastest_second(world, released) <= 3 * switches.PER_SECOND
    world.verdict(
        "F18", "all stopped at the peak", note=f"{after} in flight left after it; {left} let go, paced"
    )


def fastest_second(world, since):
    """The most texts that left within five seconds of each other after the release, a second."""
    times = sorted(one.at for one in world.taken() if one.at >= since)
    five = timedelta(seconds=5)
    return max(sum(begin <= at < begin + five for at in times) for begin in times) / 5 if times else 0


def test_f18_what_came_too_late_while_all_was_stopped_does_not_burst_out(world):
    fresh, stale = world.people(5), world.people(5, first=1000)
    switch = switches.switch_off("GLOBAL", "", reason="A drill", by=ROBOT)
    world.owe(fresh)
    world.owe(stale, words="Soon", not_after=world.clock.now() + timedelta(minutes=30))
    world.loop()
    world.clock.forward(timedelta(hours=1))
    for person in stale:
        world.oracle.forgive(person.mobile, "Soon")

    switches.switch_on(switch, by=ROBOT)

    world.drain()
    assert rows("SELECT DISTINCT state FROM notifications_message WHERE payload->>'text' = 'Soon'") == [
        ("EXPIRED",)
    ]
    world.verdict("F18", "an hour without sending, then let go: what is too late stays")


@pytest.mark.parametrize("narrow", ["KIND", "CHANNEL"])
def test_f18_a_narrower_switch_stops_its_own_only(world, narrow):
    texts, mails = world.people(4), world.people(4, by="EMAIL")
    value = {"KIND": "test-change", "CHANNEL": "SMS"}[narrow]
    switch = switches.switch_off(narrow, value, reason="A drill", by=ROBOT)
    world.owe(texts, kind=kind_of("test-change"))
    world.owe(mails)
    world.loop()
    assert world.wait(lambda: len(world.taken()) == 4)
    assert {one.to for one in world.taken()} == {person.email for person in mails}

    switches.switch_on(switch, by=ROBOT)

    world.drain()
    what = f"{narrow.lower()} {value} stopped: all else goes"
    world.verdict("F18", what, relabel=lambda words: "Hello" if "Hello" in words else words)


def kind_of(slug):
    from notifications import kinds  # noqa: PLC0415

    return type(kinds.get(slug))
