"""Pages against a bare Django view, in one run, in turn: p50, p95, ratio, queries, weight.

    python tests/bench/pages.py [groups] [rounds]

Seeds so many groups of 8 people with 24 meetings (12 to come, 5 answers each) by bulk inserts, runs ANALYZE, starts
two gunicorns of two processes each and asks them A B A B … over kept connections from one client.
"""

import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from datetime import time as clock_face
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.place import ROOT, machine, services

MEMBERS, MEETINGS, COMING = 8, 24, 5


def main(groups: int, rounds: int) -> None:
    """Print the table."""
    with services() as home:
        world = seed(groups)
        ours, bare = serve(home, "followon.settings"), serve(home, "tests.bench.bare.settings")
        try:
            wait(*ours), wait(*bare)
            print(machine())
            print(f"{groups} groups x {MEMBERS} people x {MEETINGS} meetings, {rounds} rounds\n")
            print(f"{'page':34}{'p50 ms':>8}{'p95 ms':>8}{'x bare':>8}{'budget':>8}{'SQL':>5}{'KB':>7}")
            for page in pages(world):
                measure(page, world, ours[1], bare[1], rounds)
        finally:
            for process, _ in (ours, bare):
                process.send_signal(signal.SIGTERM)
                process.wait()


def seed(number):
    """People, groups, meetings and answers in bulk; sessions for a member and a coordinator."""
    from django.db import connection

    from followon import clock
    from followon.people.models import User
    from groups.models import Answer, Coming, Group, How, Job, Meeting, Membership, OrganiserTurn, Place
    from groups.states import GroupState
    from notifications.models import Link
    from pmp.models import Post, Role, Service
    from tests import cast

    service = Service.objects.create(
        name="Severn Vale Pain Service", short_name="Severn", phone="+441632960118"
    )
    place = Place.objects.create(
        service=service, name="Larkfield Community Café", short_name="Community Café"
    )
    nadia = cast.person("Nadia", "Rahman")
    Post.objects.create(person=nadia, service=service, role=Role.COORDINATOR, from_date=date(2026, 1, 1))
    people = User.objects.bulk_create(
        User(first_name=f"Person{n}", last_name="Bench", email=f"p{n}@example.org", password="!")
        for n in range(number * MEMBERS)
    )
    made = Group.objects.bulk_create(
        Group(service=service, name=f"Group {n}", short_name=f"Group {n}", state=GroupState.MEETING)
        for n in range(number)
    )
    memberships = Membership.objects.bulk_create(
        Membership(group=made[n // MEMBERS], person=person) for n, person in enumerate(people)
    )
    OrganiserTurn.objects.bulk_create(
        OrganiserTurn(membership=memberships[n * MEMBERS], group=group, job=Job.ORGANISER)
        for n, group in enumerate(made)
    )
    meetings, start = [], clock.today()
    for group in made:
        for n in range(MEETINGS):
            meeting = Meeting(
                group=group,
                on_date=start + timedelta(days=14 * (n - MEETINGS // 2) + 5),
                start_time=clock_face(11),
                place=place,
            )
            meeting.starts_at = clock.at_local(meeting.local, meeting.tz)
            meeting.ends_at = meeting.starts_at + meeting.length
            meetings.append(meeting)
    meetings = Meeting.objects.bulk_create(meetings, batch_size=2000)
    Answer.objects.bulk_create(
        (
            Answer(
                meeting=meeting,
                membership=memberships[(n // MEETINGS) * MEMBERS + m],
                coming=Coming.YES,
                how=How.WEB,
                revision=1,
            )
            for n, meeting in enumerate(meetings)
            for m in range(1, COMING + 1)
        ),
        batch_size=5000,
    )
    coming = next(m for m in meetings[:MEETINGS] if m.on_date > start)
    _, token = Link.objects.make(
        purpose="answer",
        person=people[0],
        about=f"meeting:{coming.pk}",
        expires_at=coming.ends_at + timedelta(days=7),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"member": people[0], "team": nadia, "group": made[0], "meeting": coming, "token": token}


def pages(world):
    """Name, who asks, address and budget (performance.md, section 6)."""
    code, meeting = world["group"].code, world["meeting"].pk
    return [
        ("member home", "member", "/home/", 3.0),
        ("my group", "member", f"/groups/{code}/", 3.0),
        ("meeting", "member", f"/groups/{code}/meetings/{meeting}/", 3.0),
        ("my meetings", "member", f"/groups/{code}/meetings/", 3.0),
        ("answer link", None, f"/r/{world['token']}/", 2.0),
        ("team overview", "team", "/team/", 4.0),
        ("team groups, 50 a page", "team", "/team/groups/", 4.0),
        ("team programmes", "team", "/team/programmes/", 4.0),
        ("delivery log", "team", "/team/messages/", 4.0),
    ]


def serve(home, settings):
    """Gunicorn of two processes on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
    }
    log = (home / f"{settings}.log").open("w")
    command = [sys.executable, "-m", "gunicorn", "--config", "python:followon.gunicorn"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    process.log = log.name
    return process, port


def wait(process, port):
    for _ in range(150):
        if process.poll() is not None:
            raise SystemExit(f"the web server ended: {Path(process.log).read_text()[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"the web server on port {port} did not start")


def cookie(person, engine):
    """A session as signing in leaves it, the team with its second step."""
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from followon import clock
    from followon.people import recent

    session, at = import_module(engine).SessionStore(), clock.now().timestamp()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[recent.SIGNED_IN_AT] = at
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"session={session.session_key}"


def measure(page, world, ours, bare, rounds):
    name, who, path, budget = page
    person = world[who] if who else world["member"]
    head = {"Host": "127.0.0.1"}
    mine = {**head, "Cookie": cookie(person, "django.contrib.sessions.backends.cached_db")} if who else head
    other = {**head, "Cookie": cookie(person, "django.contrib.sessions.backends.db")}
    lines = [http.client.HTTPConnection("127.0.0.1", port) for port in (ours, bare)]
    status, size = ask(lines[0], path, mine)[1:]
    if status != 200:
        print(f"{name:34} answered {status}")
        return
    for _ in range(20):
        ask(lines[0], path, mine), ask(lines[1], "/bare/", other)
    took, took_bare = [], []
    gc.disable()
    for _ in range(rounds):
        took.append(ask(lines[0], path, mine)[0])
        took_bare.append(ask(lines[1], "/bare/", other)[0])
    gc.enable()
    ratio = median(took) / median(took_bare)
    mark = "" if ratio <= budget else "  over"
    print(
        f"{name:34}{median(took):8.2f}{quantiles(took, n=20)[-1]:8.2f}{ratio:8.2f}{budget:8.1f}"
        f"{queries(path, person if who else None):5}{size / 1000:7.1f}{mark}"
    )


def ask(line, path, headers):
    begin = time.perf_counter()
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    return (time.perf_counter() - begin) * 1000, answer.status, len(body)


def queries(path, person):
    """How many statements the page costs in all, session and user included."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    if person is not None:
        client.cookies["session"] = cookie(person, "django.contrib.sessions.backends.cached_db").partition(
            "="
        )[2]
    client.get(path)
    reset_queries()
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 200)
