"""Mail scanners open every link they see. Every link of every message is opened here, and nothing changes."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from followon import clock
from groups.models import Answer
from notifications import kinds, rendering
from notifications.models import Link, Message, SenderProfile
from notifications.models.link import PREFIXES
from tests.access.addresses import addresses
from tests.access.asking import WHILE_LOOKING, everything

pytestmark = pytest.mark.django_db
SITE = re.compile(r"(?:\w[\w-]*\.)+\w+(?::\d+)?(/[^\s<>\"'’]*[^\s<>\"'’.,)])")  # with and without https://
A_TOKEN = re.compile(rf"^/({'|'.join(PREFIXES.values())})/([^/.]+)")
PROFILE = SenderProfile(
    name="Severn Vale Groups", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm"
)
SCANNER = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; MailScanner/1.0)", "HTTP_SEC_PURPOSE": "prefetch"}


def said(kind, context):
    """Everything a kind says, by text and by email."""
    for channel in kind.channels:
        content = rendering.render(kind, channel, context, PROFILE)
        yield from (content.subject, content.body, content.html)


def links_of_rows(world):
    """The paths of every link in every message that is waiting in this world, and the kinds that had words."""
    paths, told = set(), set()
    stop = Link.objects.get(purpose="messages", person=world.cast.gwen).address
    for message in Message.objects.select_related("person"):
        kind = kinds.get(message.kind)
        context = {"stop_url": stop, **kind.context(message)}
        words = " ".join(said(kind, context))
        paths.update(SITE.findall(words))
        told.add(kind.slug)
    return paths, told


def links_of_samples(told):
    """The same of the kinds that nobody is being sent, each with a token of its purpose that opens something."""
    good = {PREFIXES[link.purpose]: link.token for link in Link.objects.order_by("pk")}
    for kind in kinds.all_kinds():
        if kind.slug not in told and kind.app != "tests":
            for path in SITE.findall(" ".join(said(kind, kind.sample()))):
                yield A_TOKEN.sub(lambda found: f"/{found[1]}/{good.get(found[1], found[2])}", path)


@pytest.fixture(scope="module")
def paths(world):
    """Of messages that are waiting, of those nobody waits for, and every address that a private link opens."""
    of_rows, told = links_of_rows(world)
    doors = {world.url(name, pattern) for name, route, pattern in addresses() if "token>" in route}
    return sorted(of_rows | set(links_of_samples(told)) | doors)


def test_there_are_links_of_every_purpose(world, paths):
    assert {found[1] for path in paths if (found := A_TOKEN.match(path))} == set(PREFIXES.values())
    assert len(paths) > 20


def test_every_link_leads_somewhere(world, paths):
    lost = []
    for path in paths:
        try:
            resolve(urlsplit(path).path)
        except Resolver404:
            lost.append(path)
    assert lost == []


def test_whoever_opens_them_signed_out_changes_nothing_at_all(world, door, paths):
    with door.undone("nobody") as (client, _):
        before = everything()
        for path in paths:
            for method in ("get", "head", "options"):
                response = getattr(client, method)(path, **SCANNER)
                assert response.status_code in (200, 302, 403, 404, 405, 410), f"{method} {path}"
        assert everything() == before


@pytest.mark.parametrize("who", ["gwen", "maria", "nadia", "sam", "ruth"])
def test_whoever_opens_them_signed_in_leaves_at_most_that_they_looked(who, world, door, paths):
    with door.undone(who) as (client, _):
        before = everything(but=WHILE_LOOKING)
        for path in paths:
            client.get(path)
        assert everything(but=WHILE_LOOKING) == before


def test_a_link_that_was_opened_still_works_when_the_person_comes(world, door):
    """The scanner was first; the member's own press an hour later counts."""
    token = world.named["groups:link_answer"]["token"]
    with door.undone("nobody") as (client, _):
        for _ in range(3):
            client.get(f"/r/{token}/", **SCANNER)
        with clock.moved_to(clock.now() + timedelta(hours=1)):
            client.post(f"/r/{token}/", {"coming": "YES"})
        answer = Answer.objects.get(meeting=world.usual["meeting_id"], membership__person=world.cast.gwen)
        assert (answer.coming, answer.how) == ("YES", "LINK")
