"""People text, are asked, and hear: through the signed hook, the engine and the phone that stands in for theirs."""

from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from notifications.delivery.passes import dispatch_once
from notifications.models import Inbound
from tests.notifications import kinds
from tests.notifications.test_outbox import queue

NUMBERS = iter(range(1, 10_000))


def text(sender, body, *, opt_out="", sid=None):
    """A person texts; gives back what the hook answers."""
    path = reverse("notifications:twilio_inbound")
    form = {
        "MessageSid": sid or f"SM{next(NUMBERS)}",
        "From": getattr(sender, "mobile", sender),
        "To": "+44",
        "Body": body,
    }
    if opt_out:
        form["OptOutType"] = opt_out
    signature = RequestValidator("token-of-tests").compute_signature(f"http://127.0.0.1:8000{path}", form)
    answer = Client().post(path, form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200
    return answer.content.decode()


def ask(*people, about="meeting:1", kind=kinds.Ask, day="Thu 26 November"):
    queue(
        kind,
        to=people,
        about=about,
        key=f"{about}:{kind.slug}",
        payload={"text": "Can you come?", "day": day},
    )
    dispatch_once()


def said(standin, person):
    """What the person's phone got since the question."""
    dispatch_once()
    return [
        one.body for one in standin.store.by_phone.get(person.mobile, []) if "Can you come?" not in one.body
    ]


def newest():
    return Inbound.objects.latest("pk")
