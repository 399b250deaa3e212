"""How children are watched: started again with a growing pause, stopped whatever happens."""

import signal
import sys
from pathlib import Path

import pytest

from followon.embedded.children import Child, DidNotStart
from followon.embedded.supervisor import RunsAlready, Supervisor, only_one, put_aside_big_logs
from tests.embedded.running import wait_for


@pytest.fixture
def told():
    return []


@pytest.fixture
def crew(told):
    crew = Supervisor(told.append)
    yield crew
    crew.stop()


def python(tmp_path, program, **extra):
    return Child("The part", [sys.executable, "-c", program], tmp_path / "part.log", **extra)


def test_a_child_that_keeps_dying_is_started_later_each_time(tmp_path, crew, told):
    child = python(tmp_path, "pass")
    crew.start(child)
    one, now, pauses = crew.watched[0], 1000.0, []
    for _ in range(7):
        assert wait_for(lambda: not child.runs)
        one.started_at = now
        crew.look_after(one, now)
        pauses.append(one.pause)
        now += one.pause
        crew.look_after(one, now)

    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert len(told) == 7


def test_a_child_that_lived_long_is_started_again_soon(tmp_path, crew):
    child = python(tmp_path, "pass")
    crew.start(child)
    assert wait_for(lambda: not child.runs)
    one = crew.watched[0]
    one.pause = 30.0

    crew.look_after(one, one.started_at + 61)

    assert one.pause == 1


def test_a_child_that_never_gets_ready_says_its_last_words(tmp_path, crew):
    with pytest.raises(DidNotStart, match="(?s)stopped as soon as it started.*no such flag"):
        crew.start(
            python(tmp_path, "import sys; sys.exit('no such flag')", is_ready=lambda child: False),
            ready_within=5,
        )


def test_a_child_that_will_not_stop_is_made_to(tmp_path):
    stubborn = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = python(tmp_path, stubborn)
    child.start()
    assert wait_for(lambda: "deaf" in child.tail())

    child.stop(seconds=0.2)

    assert child.process.returncode == -signal.SIGKILL


def test_what_a_child_started_goes_with_it(tmp_path):
    program = "import subprocess; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    child = python(tmp_path, program)
    child.start()
    assert wait_for(lambda: child.tail().strip().isdigit())
    grandchild = int(child.tail())

    child.stop()

    assert wait_for(lambda: state(grandchild) in ("", "Z"))


def test_a_process_whose_parent_ended_before_it_could_ask_ends_too(tmp_path):
    child = python(
        tmp_path,
        "import os, signal; from followon.embedded import children;"
        "children.die_with_parent(signal.SIGKILL, os.getppid() + 1); print('outlives it')",
    )

    child.start()

    assert child.process.wait(30) == 1
    assert child.tail() == ""


def test_whatever_is_forked_goes_with_the_one_that_forked_it(tmp_path):
    child = python(
        tmp_path,
        "import os, signal, time; from followon.embedded import children;"
        "children.let_forks_die_with_us(signal.SIGKILL); os.fork() or os.fork();"
        "print(os.getpid(), flush=True); time.sleep(60)",
    )
    child.start()
    assert wait_for(lambda: len(child.tail().split()) == 3), "it, its child and its grandchild"

    child.process.kill()
    child.process.wait()

    assert wait_for(lambda: {state(int(number)) for number in child.tail().split()} <= {"", "Z"}, 10)


def test_a_signal_that_got_lost_is_heeded_at_the_next_look(crew):
    crew.asked_to_stop = True

    with pytest.raises(KeyboardInterrupt):
        crew.watch()


def test_only_one_holds_a_checkout(tmp_path):
    lock = tmp_path / "up.lock"

    with (
        only_one(lock, "the first"),
        pytest.raises(RunsAlready, match="the first"),
        only_one(lock, "a second"),
    ):
        pass
    with only_one(lock, "a second"):
        assert lock.read_text() == "a second"


def test_a_log_that_grew_big_is_put_aside(tmp_path):
    (tmp_path / "web.log").write_bytes(b"x" * 5_000_001)
    (tmp_path / "beat.log").write_text("short")

    put_aside_big_logs(tmp_path)

    assert sorted(found.name for found in tmp_path.iterdir()) == ["beat.log", "web.log.old"]


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2]
    except OSError:
        return ""
