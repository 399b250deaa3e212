"""Web servers of a bench's own, somebody signed in to ask them, and what they cost."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.place import ROOT

CSRF = "0123456789abcdefghijklmnopqrstuv"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Line:
    """A kept connection to whatever answers on a port of this machine."""

    port: int
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self):
        self.line = http.client.HTTPConnection("127.0.0.1", self.port)

    def ask(self, path, cookies, body=None):
        """How long an answer takes in ms, its status, and itself."""
        headers = {"Host": "127.0.0.1", "Cookie": cookies}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        begin = time.perf_counter()
        try:
            self.line.request("GET" if body is None else "POST", path, body, headers)
            answer = self.line.getresponse()
            html = answer.read()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # kept too long without a word: a new one
            self.line.close()
            return self.ask(path, cookies, body)
        return (time.perf_counter() - begin) * 1000, answer.status, html


@dataclass
class Server(Line):
    """A gunicorn of two processes that this bench started on a free port."""

    process: subprocess.Popen
    log: Path

    @property
    def workers(self):
        """The numbers of its processes that answer."""
        me = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]

    def cpu_ms(self):
        """Processor time its workers have used so far."""
        return sum(_cpu_ticks(pid) for pid in self.workers) / _TICKS * 1000

    def pss_mb(self):
        """The largest worker's memory, what it shares with others counted in shares."""
        return max(_pss_kb(pid) for pid in self.workers) / 1024

    def wait(self):
        """Until it takes connections."""
        for _ in range(300):
            if self.process.poll() is not None:
                raise SystemExit(f"the web server ended: {self.log.read_text()[-2000:]}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.2)
            else:
                return self
        raise SystemExit(f"the web server on port {self.port} did not start")


@contextmanager
def servers(home, *wanted):
    """Servers of these (settings module, more environment), ready, and stopped at the end."""
    started = [_serve(home, number, settings, more) for number, (settings, more) in enumerate(wanted)]
    try:
        yield [server.wait() for server in started]
    finally:
        for server in started:
            server.process.send_signal(signal.SIGTERM)
        for server in started:
            server.process.wait()


def _serve(home, number, settings, more):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
        **more,
    }
    log = home / f"web-{number}.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:followon.gunicorn"]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=written, stderr=written)
    return Server(port, process=process, log=log)


# What keeps a session and finds who it is: ours, and what Django brings for the bare view.
OURS = ("followon.people.sessions", "followon.people.backend.PeopleBackend")
BARE = ("django.contrib.sessions.backends.db", "django.contrib.auth.backends.ModelBackend")


def cookies(person, kept_by=OURS):
    """What a browser keeps after signing in, the team with its second step; for nobody, what a first visit leaves."""
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from followon import clock
    from followon.people import recent

    if person is None:
        return f"csrf={CSRF}"
    engine, backend = kept_by
    session, at = import_module(engine).SessionStore(), clock.now().timestamp()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = backend
    session[recent.SIGNED_IN_AT] = at
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"session={session.session_key}; csrf={CSRF}"


def _cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss_kb(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
