"""The demo's phones: read what was sent, answer it, and nothing of it outside the demo."""

import pytest
from django.test import Client

from notifications.channels import sender
from notifications.delivery.passes import dispatch_once
from notifications.models import Inbound, Message
from notifications.standin.faults import Faults
from notifications.standin.store import Store
from tests.embedded.running import wait_for
from tests.notifications import kinds
from tests.notifications.test_outbox import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(settings, standin):
    settings.FOLLOWON_DEMO = True
    settings.ROOT_URLCONF = "tests.notifications.demo_urls"
    return Client()


def test_the_list_shows_everybody_and_what_is_new(demo, noon, maria, ana, grace, tom):
    queue(to=[maria, grace])
    dispatch_once()

    page = demo.get("/phone/").content.decode()

    assert "Ana and Maria" in page
    assert page.index("Ana and Maria") < page.index("with nothing in them") < page.index("Tom")
    assert page.count("1 new") == 2


def test_a_phone_shows_its_texts_and_they_are_read_then(demo, noon, maria):
    queue(to=[maria], payload={"text": "See http://127.0.0.1:8000/r/abc/ <b>"})
    dispatch_once()

    page = demo.get(f"/phone/{maria.mobile}/").content.decode()

    assert '<a href="http://127.0.0.1:8000/r/abc/"' in page
    assert "&lt;b&gt;" in page
    assert "new</strong>" not in demo.get("/phone/").content.decode()


def test_a_mailbox_shows_its_emails(demo, noon, grace):
    queue(to=[grace])
    dispatch_once()

    page = demo.get(f"/phone/{grace.email}/").content.decode()

    assert "About Hello" in page
    assert "https://follow-on.example.org/r/abc/</a>" in page


def test_an_answer_goes_the_whole_way_round(demo, standin, settings, live_server, maria, monkeypatch):
    monkeypatch.setattr(kinds.Ask, "any_hour", True)  # the stand-in and the site run by the real clock here
    settings.PUBLIC_BASE_URL = live_server.url
    standin.postman.web = live_server.url
    standin.faults = Faults()
    queue(kinds.Ask, to=[maria])
    dispatch_once()
    assert wait_for(lambda: Message.objects.get(kind="test-ask").state == "DELIVERED")

    answer = demo.post(f"/phone/{maria.mobile}/answer/", {"body": "Y"})
    assert wait_for(lambda: Inbound.objects.filter(state="APPLIED").exists())
    dispatch_once()

    assert answer.headers["Location"] == f"/phone/{maria.mobile}/"
    page = demo.get(f"/phone/{maria.mobile}/").content.decode()
    assert "yes for meeting:1" in page


def test_stop_is_answered_by_the_carrier_and_then_nothing_more_comes(
    demo, standin, settings, live_server, maria
):
    settings.PUBLIC_BASE_URL = live_server.url
    standin.postman.web = live_server.url

    demo.post(f"/phone/{maria.mobile}/answer/", {"body": "STOP"})
    assert wait_for(lambda: Inbound.objects.filter(state="APPLIED").exists())
    queue(to=[maria])
    dispatch_once()

    texts = [text.body for text in standin.store.by_phone[maria.mobile]]
    assert texts[0] == "STOP"
    assert texts[1].startswith("You will get no more texts from us.")
    assert len(texts) == 2


def test_without_the_stand_ins_the_page_says_how_to_start_them(demo, settings):
    settings.TWILIO_BASE_URL = "http://127.0.0.1:1"

    answer = demo.get("/phone/")

    assert answer.status_code == 503
    assert "manage.py up" in answer.content.decode()


@pytest.mark.parametrize("path", ["/phone/", "/phone/+447700900011/", "/phone/+447700900011/answer/"])
def test_outside_the_demo_there_is_no_such_page(path, standin, settings):
    assert Client().get(path).status_code == 404
    settings.ROOT_URLCONF = "tests.notifications.demo_urls"
    assert Client().get(path).status_code == 404


def test_with_a_real_provider_there_is_no_such_page(demo, settings):
    settings.TWILIO_BASE_URL = "https://api.twilio.com"

    assert demo.get("/phone/").status_code == 404


def test_looking_sends_nothing(demo, maria):
    assert demo.get(f"/phone/{maria.mobile}/answer/").status_code == 405


# ── the stand-ins themselves ─────────────────────────────────────────────────────────────────────────────────
def test_what_they_hold_survives_a_restart(tmp_path):
    store = Store(tmp_path / "messages.jsonl")
    text = store.add_text(to="+447700900011", sender="+447700900000", body="Hello")
    store.set_status(text.sid, "delivered")
    store.add_mail("us@example.org", ["grace@example.org"], "Subject: Hello\r\n\r\nHello")
    store.stop("+447700900012")
    store.mark_read("+447700900011")
    store.close()
    with (tmp_path / "messages.jsonl").open("a") as file:
        file.write('{"is": "text", "sid": "SMcut')  # killed in the middle of a line

    again = Store(tmp_path / "messages.jsonl")

    assert again.texts == store.texts
    assert again.mails == store.mails
    assert (again.stopped, again.read_until) == (store.stopped, store.read_until)
    again.close()


def test_they_post_to_this_machine_only(standin, monkeypatch):
    monkeypatch.setattr(standin.postman, "web", "https://follow-on.example.org")

    with pytest.raises(ConnectionRefusedError):
        standin.postman._post("https://follow-on.example.org/hooks/twilio/inbound/", {})


def test_the_list_of_the_stand_in_has_pages(standin, noon, maria):
    standin.store.now = lambda: noon
    for number in range(7):
        standin.store.add_text(to=maria.mobile, sender="+447700900000", body=f"Text {number}")
    standin.faults.list_page = 3

    found = sender("twilio").find(maria.mobile, noon)

    assert sorted(one.body for one in found) == [f"Text {number}" for number in range(7)]


def test_what_was_on_its_way_about_things_forgotten_is_not_posted(standin, monkeypatch):
    posted = []
    monkeypatch.setattr(standin.postman, "_post", lambda url, form: (posted.append(url), (204, b""))[1])
    standin.postman.post_later("/before", {}, after=0.1)

    standin.postman.forget()
    standin.postman.post_later("/after", {}, after=0.2)

    assert wait_for(lambda: posted)
    assert posted == ["/after"]
