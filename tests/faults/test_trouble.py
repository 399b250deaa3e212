"""F19 and F20: one message that breaks or kills its worker, a disk that takes nothing, and a release in mid-flight."""

import signal

from django.db import connection

from tests.faults import kinds
from tests.faults.machinery import runs
from tests.faults.world import rows
from tests.notifications.kinds import Broken


def test_f19_one_message_can_t_be_put_into_words(world):
    world.owe(people := world.people(20))
    [broken] = world.owe(world.people(1, first=1000), kind=Broken, words="Broken")
    world.oracle.forgive(broken.person.mobile, "Broken")
    world.loop()

    world.drain()

    assert world.states() == {"ACCEPTED": len(people), "DEAD": 1, "BY_HAND": 1}
    world.verdict("F19", "a template error: one row dead, the others flow")


def test_f19_one_message_kills_every_worker_that_takes_it(world):
    """As when memory runs out: the worker is gone without a word, five times; then the row is put aside."""
    world.owe(world.people(40))
    [killer] = world.owe(world.people(1, first=1000), kind=kinds.Killer, words="Killer")
    world.oracle.forgive(killer.person.mobile, "Killer")
    pids, deaths = [world.loop()], []

    def another_if_it_died():
        if not runs(pids[-1]):
            world.workers.discard(pids[-1])
            deaths.append(pids[-1])
            pids.append(world.loop())

    world.drain(meanwhile=another_if_it_died)

    assert rows("SELECT state, lapses FROM notifications_message WHERE kind = 'test-killer'") == [("DEAD", 5)]
    assert len(deaths) == 5
    world.verdict(
        "F19", "a row that kills its worker: five deaths, then put aside", note="SIGKILL, as out of memory"
    )


def test_f19_the_database_takes_nothing_for_a_while(world):
    """A full disk lets PostgreSQL read and refuses each write. Nearest to it here: every new transaction read-only."""
    world.order(latency=0.05)
    world.owe(world.people(world.size(80, 5_000)))
    world.loop()
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    assert world.wait(lambda: len(world.taken()) >= 10)
    execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        cut_off(world)
        assert not world.wait(lambda: world.count("state = 'ACCEPTED'") == world.count(), 2.0)
    finally:
        execute(
            "SET default_transaction_read_only = off",
            f"ALTER DATABASE {name} RESET default_transaction_read_only",
        )
        cut_off(world)
    world.drain()
    world.verdict("F19", "the database refuses every write for a while", note="nearest to a full disk")


def cut_off(world):
    """End the workers' connections, so that they come back under the new rule."""
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def execute(*statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def test_f20_a_release_while_messages_leave(world, seed):
    """Workers are asked to end one by one, new ones take over, and the table gains a column meanwhile."""
    world.order(latency=0.05)
    world.owe(world.people(world.size(150, 10_000)))
    old = [world.loop(**{"pass": 1.0}) for _ in range(2)]
    assert world.wait(lambda: len(world.taken()) >= 10)
    try:
        for pid in old:
            world.kill(pid, signal.SIGTERM)
            world.loop(**{"pass": 1.0})
            execute(
                f"ALTER TABLE notifications_message ADD COLUMN IF NOT EXISTS of_the_next_release{pid} int DEFAULT 7"
            )
            world.wait_for_death(pid)
        world.drain(within=world.size(90, 900))
        assert rows("SELECT count(*) FROM notifications_attempt WHERE resolved_by <> 'response'") == [(0,)]
    finally:
        world.end()
        for pid in old:
            execute(f"ALTER TABLE notifications_message DROP COLUMN IF EXISTS of_the_next_release{pid}")
    world.verdict("F20", "SIGTERM one by one under a migration", note="nobody left a message half done")
