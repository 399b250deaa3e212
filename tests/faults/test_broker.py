"""F4, F5, F12 and F13: Redis forgets, dies and falls silent; the clock that pokes runs twice, or not at all."""

import contextlib
import os
import signal
from datetime import timedelta

import pytest
import redis
from celery import Celery

from followon.embedded import engines
from tests.faults.world import rows


@pytest.fixture
def broker(world, tmp_path_factory, request):
    """A Valkey of the case's own, which it may break."""
    home = tmp_path_factory.mktemp("valkey")
    made = Broker(world, home)
    made.start()
    yield made
    made.child.clear()


class Broker:
    def __init__(self, world, home):
        self.world, self.home = world, home
        self.url = f"unix://{home}/valkey.sock"

    def start(self):
        self.child = engines.valkey(self.home / "data", self.home, self.home / "valkey.log", durable=False)
        self.child.start()
        self.child.wait_until_ready()

    def kill(self):
        os.kill(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()

    def ask(self):
        return redis.Redis(unix_socket_path=f"{self.home}/valkey.sock")

    def worker(self, *, processes=2):
        """A Celery worker for every queue, ready to work."""
        words = (
            f"worker --pool prefork --concurrency {processes} --queues dispatch,callbacks,housekeeping --loglevel INFO "
            "--without-gossip --without-mingle"
        ).split()
        number = len(self.world.programs)
        child = self.world.program(
            f"worker-{number}",
            "celery",
            *words,
            "--hostname",
            f"w{number}@%h",
            environ={"REDIS_URL": self.url},
        )
        assert self.world.wait(lambda: "ready." in child.log.read_text(errors="replace")), child.tail()
        return child

    def send(self, task, times):
        """Ask for a task so often, as several clocks would."""
        url = f"redis+socket://{self.home}/valkey.sock?virtual_host=0"
        asking = Celery(broker=url, set_as_current=False)
        asking.conf.broker_transport_options = {"global_keyprefix": "followon:"}
        with asking.connection_for_write() as line:
            for _ in range(times):
                asking.send_task(task, queue="housekeeping", connection=line, ignore_result=True)

    def beat(self):
        number = len(self.world.programs)
        schedule = self.home / f"schedule-{number}"
        words = ("beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "INFO")
        return self.world.program(f"beat-{number}", "celery", *words, environ={"REDIS_URL": self.url})


def hands_of(worker):
    """The processes of a Celery worker's pool."""
    kids = f"/proc/{worker.process.pid}/task/{worker.process.pid}/children"
    with contextlib.suppress(OSError), open(kids) as file:  # noqa: PTH123 - the kernel's own file
        return [int(pid) for pid in file.read().split()]
    return []


@pytest.mark.full
def test_f1_the_processes_of_a_celery_worker_are_killed_at_random(world, broker, seed):
    """The same as with loops, through the worker, its pool and the clock, as in service."""
    world.order(latency=0.05)
    worker = broker.worker()
    broker.beat()
    world.owe(world.people(world.size(200, 5_000)))
    kills = world.size(3, 50)
    at = sorted(world.luck.uniform(0.05, 0.9) * world.count() for _ in range(kills))

    def kill_one_when_it_is_time():
        [[tries]] = rows("SELECT count(*) FROM notifications_attempt")
        if at and tries >= at[0] and (pool := hands_of(worker)):
            at.pop(0)
            os.kill(world.luck.choice(pool), signal.SIGKILL)

    world.drain(within=world.size(150, 1800), meanwhile=kill_one_when_it_is_time)
    assert at == []
    world.verdict("F1", f"{kills} of a Celery worker's pool killed at random")


@pytest.mark.full
def test_f4_redis_forgets_everything_and_dies_and_nothing_is_lost(world, broker):
    """FLUSHALL, then SIGKILL without a file, then ten minutes without Redis at all: pages answer, loops send."""
    world.web(REDIS_URL=broker.url)
    worker = broker.worker(processes=1)
    people = world.people(world.size(90, 9_000))
    third = len(people) // 3
    world.owe(people[:third])
    broker.ask().flushall()
    broker.kill()
    world.owe(people[third : 2 * third])
    assert world.get("/help-now/") == 200
    assert world.get("/sign-in/") == 200
    world.clock.forward(timedelta(minutes=10))
    world.loop()
    world.drain(within=world.size(90, 900))
    assert len(world.taken()) == 2 * third, "--loop sends with Redis still down"
    assert world.get("/health/pipeline") == 200

    for pid in list(world.workers):
        world.kill(pid)
    broker.start()
    broker.beat()
    world.owe(people[2 * third :])
    world.drain(within=world.size(120, 900))

    assert worker.runs
    world.verdict("F4", "Redis flushed, killed, gone for 10 minutes, back")


@pytest.mark.full
def test_f5_redis_holds_its_lines_open_and_says_nothing(world, broker):
    """The worker is deaf: the probe turns red within 90 seconds; started anew with a live Redis, it heals."""
    world.web()
    world.owe(world.people(10))
    worker = broker.worker(processes=1)
    broker.beat()
    world.drain()
    assert world.get("/health/pipeline") == 200

    os.kill(broker.child.process.pid, signal.SIGSTOP)
    world.owe(world.people(10, first=1000), words="Later")
    assert not world.wait(lambda: len(world.taken()) > 10, 3.0)
    world.clock.forward(timedelta(seconds=91))
    assert world.get("/health/pipeline") == 503
    os.kill(broker.child.process.pid, signal.SIGCONT)
    worker.clear()
    broker.worker(processes=1)

    world.drain()
    assert world.get("/health/pipeline") == 200
    world.verdict("F5", "Redis deaf: probe red, healed by a new worker")


def test_f12_two_clocks_and_three_loops(world, broker):
    """Whatever is done twice is done once: messages by their claim, daily jobs by their slot."""
    broker.worker(processes=1)
    broker.beat()
    broker.beat()
    for _ in range(3):
        world.loop()
    world.order(latency=0.02)
    world.owe(world.people(world.size(200, 10_000)))

    for daily in (
        "notifications.tasks.keep_house",
        "groups.tasks.plan_reminders",
        "groups.tasks.keep_ledger",
    ):
        broker.send(daily, 3)

    world.drain(within=world.size(90, 600))
    assert world.wait(lambda: len(rows("SELECT 1 FROM notifications_job_slot")) >= 3, 30)
    twice = rows("SELECT job, slot FROM notifications_job_slot GROUP BY job, slot HAVING count(*) > 1")
    assert twice == []
    world.verdict("F12", "two beats, a worker and three loops at once")


def test_f13_no_clock_for_half_an_hour(world):
    """The alarm rings after 90 seconds; when it is back, only what is still of use goes."""
    world.web()
    pid = world.loop()
    assert world.wait(lambda: world.get("/health/pipeline") == 200)
    world.kill(pid)
    world.owe(world.people(5), words="Of use", not_after=world.clock.now() + timedelta(hours=3))
    stale = world.people(5, first=1000)
    world.owe(stale, words="Too late", not_after=world.clock.now() + timedelta(minutes=20))
    for person in stale:
        world.oracle.forgive(person.mobile, "Too late")

    world.clock.forward(timedelta(seconds=91))
    assert world.get("/health/pipeline") == 503
    world.clock.forward(timedelta(minutes=30))
    world.loop()

    world.drain()
    assert world.wait(lambda: world.get("/health/pipeline") == 200)  # once the pass that sent them is over
    world.verdict("F13", "no worker for half an hour: alarm at 91 s, stale rows stay")
