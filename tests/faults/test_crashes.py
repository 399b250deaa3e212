"""F1 to F3: workers killed at random, at named points, and stopped for longer than their lease."""

import signal
from datetime import timedelta

import pytest

from tests.faults.machinery import state_of
from tests.faults.points import POINTS
from tests.faults.world import rows


def test_f1_workers_are_killed_at_random(world, seed):
    """Three loops at work; now and then one is killed outright and another takes its place."""
    world.order(latency=0.05)
    world.owe(world.people(world.size(300, 10_000)))
    kills = world.size(6, 100)
    workers = [world.loop() for _ in range(3)]
    at = sorted(world.luck.uniform(0.02, 0.98) * world.count() for _ in range(kills))

    def kill_one_when_it_is_time():
        while at and tries() >= at[0]:
            at.pop(0)
            world.kill(victim := world.luck.choice(workers))
            workers[workers.index(victim)] = world.loop()

    world.drain(within=world.size(90, 900), meanwhile=kill_one_when_it_is_time)
    assert at == []
    world.verdict("F1", f"{kills} of three loops killed at random")


def tries():
    [[count]] = rows("SELECT count(*) FROM notifications_attempt")
    return count


# The point, how many rows are then in which state, and whether the provider has anything.
NEXT_STATE = {
    "within the claim": ({"SCHEDULED": 8}, 0),
    "after the claim": ({"CLAIMED": 8}, 0),
    "after the mark": ({"SENDING": 8}, 0),
    "after the call": ({"SENDING": 8}, 1),
    "before the record": ({"SENDING": 8}, 1),
    "within the record": ({"SENDING": 8}, 1),
    "within the sweep": ({"SENDING": 8}, 1),
    "before a doubt is settled": ({"UNCERTAIN": 8}, 1),
    "after the list was read": ({"UNCERTAIN": 8}, 1),
    "before a verdict": ({"UNCERTAIN": 8}, 1),
}


@pytest.mark.parametrize("point", NEXT_STATE)
def test_f2_a_worker_dies_at_a_named_point(world, point):
    states, at_least = NEXT_STATE[point]
    world.order(latency=0.02)
    world.owe(world.people(8))
    if list(NEXT_STATE).index(point) >= list(NEXT_STATE).index("within the sweep"):
        world.wait_for_death(world.loop(point="before the record"))
        world.clock.forward(timedelta(minutes=2))
    doomed = world.loop(point=point)
    if states == {"UNCERTAIN": 8}:
        assert world.wait(lambda: world.states() == states)
        world.clock.forward(timedelta(minutes=4))
    world.wait_for_death(doomed)

    assert world.states() == states
    assert len(world.taken()) >= at_least
    world.loop()
    world.drain()
    world.verdict("F2", f"a loop dies {point}")


def test_every_named_point_has_its_case():
    assert set(NEXT_STATE) == set(POINTS)


def test_f3_a_worker_sleeps_past_its_lease_and_wakes_up(world):
    """A zombie: stopped while its calls are out, overtaken by another worker, awake again three minutes later."""
    world.order(latency=0.4)
    world.owe(world.people(world.size(120, 2_000)))
    zombie = world.loop()
    assert world.wait(lambda: world.count("state = 'SENDING'") >= 16 and len(world.taken()) >= 8)

    world.kill(zombie, signal.SIGSTOP)
    in_its_hands = [pk for (pk,) in rows("SELECT id FROM notifications_message WHERE state = 'SENDING'")]
    assert in_its_hands
    world.clock.forward(timedelta(seconds=95, minutes=3))
    world.loop()
    still_there = "SELECT count(*) FROM notifications_message WHERE state = 'SENDING' AND id = ANY(%s)"
    assert world.wait(lambda: rows(still_there, [in_its_hands]) == [(0,)]), world.states()
    world.kill(zombie, signal.SIGCONT)

    world.drain(within=world.size(90, 600))
    world.verdict("F3", "a loop stopped for 3 minutes past its lease, then woken")
    kept = {
        sid
        for (sid,) in rows("SELECT provider_sid FROM notifications_attempt WHERE provider_sid IS NOT NULL")
    }
    assert kept == {one.sid for one in world.taken()}


def test_f3_a_worker_freezes_inside_a_transaction(world):
    """It holds locks on rows, and nobody wakes it until all is done: the others go on, and its locks end."""
    world.order(latency=0.02)
    world.owe(world.people(40))
    frozen = world.loop(point="within the record", signal=signal.SIGSTOP)
    assert world.wait(lambda: state_of(frozen) == "T"), world.tail()

    world.clock.forward(timedelta(seconds=95, minutes=3))
    world.loop()
    world.drain()
    world.verdict("F3", "a loop freezes within the record, with locks on its rows")

    settled = world.states()
    world.kill(frozen, signal.SIGCONT)
    assert world.wait(lambda: state_of(frozen) != "T")
    assert world.states() == settled
    world.verdict("F3", "the loop that froze within the record is woken")
