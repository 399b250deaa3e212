"""The engine's pages in a real browser: as wide as a phone and as a desk, by keyboard, with and without scripts."""

import pytest

from notifications.models import Inbound, Message, SendSwitch
from tests import browser as checks
from tests import cast as stage
from tests.notifications import kinds
from tests.notifications.test_outbox import queue
from tests.visitors import let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db):
    """Everybody, and one message in each state that a page shows."""
    cast = stage.assemble()
    states = ["DELIVERED", "UNDELIVERED", "ACCEPTED", "SCHEDULED", "SUPPRESSED", "BY_HAND"]
    people = [cast.maria, cast.tom, cast.dev, cast.aisha, cast.joan, cast.colin]
    for person, state in zip(people, states, strict=True):
        [row] = queue(kinds.Note, to=[person], key=state, service_id=cast.severn.pk, batch="b1")
        Message.objects.filter(pk=row.pk).update(
            state=state, body="Hello", reason="This number is not in use"
        )
    Inbound.objects.create(
        sid="SM1",
        from_address=cast.maria.mobile,
        body="I feel low today and do not know whom to ask",
        person=cast.maria,
        state="NEEDS_PERSON",
        service_id=cast.severn.pk,
        meaning="Not understood",
    )
    SendSwitch.objects.create(
        scope="SERVICE", value=str(cast.severn.pk), reason="A wrong date", by="person:1"
    )
    return cast


@pytest.fixture
def open_as(page, live_server):
    def open_page(person, path):
        let_in(page, live_server, person)
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.mark.parametrize("path", ["/you/contact/", "/you/messages/"])
def test_a_person_s_own_pages(cast, open_as, path):
    checks.check(open_as(cast.maria, path))


@pytest.mark.parametrize(
    "path",
    [
        "/team/messages/",
        "/team/messages/?show=all",
        "/team/messages/stopping/",
        "/team/messages/sends/b1/",
    ],
)
def test_the_team_s_pages(cast, open_as, path):
    checks.check(open_as(cast.nadia, path))


@pytest.mark.parametrize("last", ["", "fix/"])
def test_one_message(cast, open_as, last):
    failed = Message.objects.get(state="UNDELIVERED")

    checks.check(open_as(cast.nadia, f"/team/messages/{failed.pk}/{last}"))


def test_progress_moves_on_by_itself(cast, open_as):
    page = open_as(cast.nadia, "/team/messages/sends/b1/")
    assert "1 still to go" in page.locator("#progress").inner_text()

    Message.objects.filter(state="SCHEDULED").update(state="DELIVERED")

    page.locator("#progress", has_text="It is done.").wait_for()


def test_the_phone_of_the_demo(page, live_server, settings, standin, maria):
    settings.FOLLOWON_DEMO = True
    settings.ROOT_URLCONF = "tests.notifications.demo_urls"
    standin.store.add_text(to=maria.mobile, sender="+447700900000", body="Can you come? Reply Y, N or MAYBE.")
    page.goto(f"{live_server.url}/phone/")
    checks.check(page)

    page.goto(f"{live_server.url}/phone/{maria.mobile}/")
    checks.check(page)
    standin.store.add_text(to=maria.mobile, sender="+447700900000", body="Something new")

    page.locator("#chat", has_text="Something new").wait_for()
