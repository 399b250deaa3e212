"""`manage.py up` in a fresh clone: how long until the first page, and again; what the whole stack holds in memory.

    python tests/bench/start.py [port]

Clones this checkout's last commit into a folder of its own, which is removed at the end. pip's cache is used as it is.
Exits with 1 when a budget is missed.
"""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from followon.embedded.supervisor import free_port
from tests.bench.place import ROOT, machine

FIRST_S, AGAIN_S, STACK_MB = 60, 6, 600


def measure(port):
    """Print the figures; True when every budget holds."""
    home = Path(tempfile.mkdtemp(prefix="followon-start-"))
    try:
        subprocess.run(["git", "clone", "--quiet", ROOT, home / "clone"], check=True)
        print(machine())
        print(f"load {os.getloadavg()[0]:.1f} at the start")
        first, cpu, everything = _first_page(home / "clone", port, until="is running.")
        print(f"first page {first:.1f} s after the command (budget {FIRST_S}), {cpu:.1f} s of processor time")
        print(f"demo and all {everything:.0f} s after the command")
        again, cpu, held = _again(home / "clone", port)
        print(
            f"started again: first page after {again:.1f} s (budget {AGAIN_S}), {cpu:.1f} s of processor time"
        )
        for name, megabytes in sorted(held.items(), key=lambda one: -one[1]):
            print(f"  {megabytes:6.0f} MB  {name}")
        print(f"whole stack idle: {sum(held.values()):.0f} MB PSS (budget {STACK_MB})")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return first <= FIRST_S and again <= AGAIN_S and sum(held.values()) <= STACK_MB


def _first_page(clone, port, until):
    """Seconds to the first page, and to the word that everything is there."""
    begun, up = time.monotonic(), _up(clone, port)
    try:
        _wait_for_page(up, port)
        page, cpu = time.monotonic() - begun, _cpu_seconds(up.pid)
        for line in up.stdout:
            if until in line:
                break
        return page, cpu, time.monotonic() - begun
    finally:
        _end(up)


def _again(clone, port):
    """Seconds to the first page of another start, and the memory of each program a minute later."""
    begun, up = time.monotonic(), _up(clone, port)
    try:
        _wait_for_page(up, port)
        page, cpu = time.monotonic() - begun, _cpu_seconds(up.pid)
        time.sleep(60)
        return page, cpu, _memory(up.pid)
    finally:
        _end(up)


def _up(clone, port):
    # A terminal that forbids Python to keep what it compiled makes each process compile everything anew.
    ours = ("FOLLOWON_", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    python = Path(sys.base_prefix) / "bin" / "python3"
    command = [python, "manage.py", "up", "--port", str(port)]
    return subprocess.Popen(
        command, cwd=clone, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _wait_for_page(up, port, seconds=600):
    until = time.monotonic() + seconds
    while time.monotonic() < until and up.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", "/")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"no page came: {up.stdout.read() if up.poll() is not None else ''}")


def _end(up):
    up.send_signal(signal.SIGINT)
    up.wait(60)


def _memory(pid):
    """Megabytes by program, shared pages counted in shares, of a process and all that it started."""
    held = {}
    for one in _family(pid):
        try:
            words = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode().split()
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        name = next(
            (
                word
                for word in ("gunicorn", "worker", "beat", "standin", "postgres", "valkey")
                if any(word in part for part in words)
            ),
            "up",
        )
        held[name] = (
            held.get(name, 0) + next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        )
    return held


def _cpu_seconds(pid):
    """Processor time of a process and all that it started, those that have ended included."""
    ticks = 0
    for one in _family(pid):
        ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid):
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


if __name__ == "__main__":
    well = measure(int(sys.argv[1]) if len(sys.argv) > 1 else free_port())
    print("\nevery budget holds" if well else "\nover budget")
    sys.exit(not well)
