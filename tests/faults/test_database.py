"""F6 and F21: PostgreSQL stops, loses power, has no connection left, and is put back from a backup."""

from datetime import timedelta

import pytest

from notifications.actions import switches
from notifications.models import Origin, SendSwitch
from tests.faults.own_database import OwnDatabase
from tests.faults.world import ROBOT, rows

pytestmark = (
    pytest.mark.full
)  # each begins with a PostgreSQL of its own; tests/notifications has the small sisters


@pytest.fixture
def database(world, tmp_path_factory):
    made = OwnDatabase(world, tmp_path_factory.mktemp("pg"))
    yield made
    world.end()
    made.end()


def test_f6_the_database_restarts_and_loses_power(world, database, seed):
    """Each time the workers get over it by themselves, and no row is left lying."""
    world.order(latency=0.05)
    world.owe(world.people(world.size(200, 10_000)))
    for _ in range(2):
        world.loop(database=database.where)
    restarts = ["fast", "immediate", "immediate"] if not world.full else ["fast", "immediate"] * 5
    at = sorted(world.luck.uniform(0.1, 0.9) * world.count() for _ in restarts)

    def restart_when_it_is_time():
        [[tries]] = rows("SELECT count(*) FROM notifications_attempt")
        if at and tries >= at[0]:
            at.pop(0)
            database.restart(restarts[len(at)])

    world.drain(within=world.size(120, 1200), meanwhile=restart_when_it_is_time)
    assert at == []
    world.verdict("F6", f"PostgreSQL stopped {len(restarts)} times, fast and as by a power cut")


def test_f6_no_connection_is_left(world, database):
    world.owe(world.people(20))
    with database.full() as taken:
        assert taken > 50
        worker = world.loop(database=database.where)
        assert not world.wait(lambda: world.taken(), 2.0)
    world.drain()
    assert worker in world.workers
    world.verdict("F6", "all connections of PostgreSQL taken, then given back")


def test_f21_a_backup_from_an_hour_ago_is_put_back(world, database):
    """Sending is held; what had left is found in the provider's list; a person lets the rest go, and it is paced."""
    size = world.size(40, 2_000)
    before, lost_hour, still_due = (world.people(size, first=n * 10_000) for n in range(3))
    world.owe(before, words="Before the backup")
    world.owe(lost_hour, words="In the lost hour", after=timedelta(minutes=20))
    world.owe(still_due, words="Due after it", after=timedelta(minutes=50))
    worker = world.loop(database=database.where)
    assert world.wait(lambda: world.count("state = 'ACCEPTED'") == size, world.size(60, 300))
    kept = database.backup()
    world.clock.forward(timedelta(minutes=21))
    assert world.wait(lambda: world.count("state = 'ACCEPTED'") == 2 * size, world.size(60, 300))
    world.kill(worker)
    world.clock.forward(timedelta(minutes=39))

    database.put_back(kept)
    assert world.count("state = 'ACCEPTED'") == size, "the backup knows nothing of the lost hour"
    world.loop(database=database.where)
    checked = "SELECT held_at IS NOT NULL FROM notifications_origin"
    assert world.wait(lambda: rows(checked) == [(True,)])
    assert world.wait(lambda: Origin.objects.get().still_checking() == 0, world.size(60, 300)), world.states()

    assert len(world.taken()) == 2 * size, "nothing leaves before a person has let it go"
    assert world.count("state IN ('ACCEPTED', 'DELIVERED')") == 2 * size
    assert world.count("state = 'SCHEDULED'") == size
    switches.switch_on(SendSwitch.objects.get(is_off=True), by=ROBOT)
    world.drain(within=world.size(60, 600))
    world.verdict(
        "F21", "a backup from an hour ago put back", note=f"held; {size} found in the list, {size} let go"
    )
