"""What Twilio posts, truly signed and full of nonsense: always taken or refused, never an error, kept once."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from notifications.models import Inbound, Message, ProviderEvent
from tests.fuzz import hostile
from tests.fuzz.test_every_address import SEED, TIMES

pytestmark = pytest.mark.django_db
words = st.one_of(
    st.sampled_from(hostile.TEXTS),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace").decode()),
)
thorough = settings(
    max_examples=TIMES * 5, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def signed(path, form):
    """A post with a true signature of what Django will read from it."""
    url = f"http://127.0.0.1:8000{path}"
    signature = RequestValidator("standin-token").compute_signature(url, form)
    return Client().post(path, form, headers={"X-Twilio-Signature": signature})


@seed(SEED)
@thorough
@given(
    form=st.fixed_dictionaries(
        {"MessageSid": words, "From": words}, optional={"To": words, "Body": words, "OptOutType": words}
    )
)
def test_a_text_of_any_kind_is_kept_once_or_refused(world, door, form):
    with door.undone("nobody"):
        before = Inbound.objects.count()
        answers = [signed(reverse("notifications:twilio_inbound"), form) for _ in range(2)]
        taken = Inbound.objects.count() - before

        assert {answer.status_code for answer in answers} <= {200, 400}
        assert taken == (1 if answers[0].status_code == 200 else 0)
        assert b"<fuzz-tag" not in answers[0].content


@seed(SEED)
@thorough
@given(
    form=st.fixed_dictionaries(
        {}, optional={"MessageSid": words, "MessageStatus": words, "ErrorCode": words}
    ),
    known=st.booleans(),
)
def test_a_status_of_any_kind_is_kept_once_and_moves_nothing_back(world, door, form, known):
    attempt = world.usual["attempt_id"] if known else uuid.UUID(int=99)
    path = reverse("notifications:twilio_status", args=[attempt])
    with door.undone("nobody"):
        states = set(Message.objects.values_list("pk", "state"))
        answers = [signed(path, form) for _ in range(3)]

        assert {answer.status_code for answer in answers} == {204}
        assert ProviderEvent.objects.count() == 1
        assert (
            set(Message.objects.values_list("pk", "state")) == states
        )  # none of these words is a state of Twilio's


@pytest.mark.parametrize("name", ["twilio_inbound", "twilio_status"])
@pytest.mark.parametrize("signature", ["", "x", "A" * 28, "\xe9", "=" * 10_000])
def test_without_a_true_signature_nothing_is_read(name, signature, world, door):
    url = reverse(f"notifications:{name}", args=[uuid.UUID(int=7)] if name == "twilio_status" else [])
    with door.undone("nobody") as (client, written):
        response = client.post(
            url, {"MessageSid": "SM9", "From": "+447700900123"}, HTTP_X_TWILIO_SIGNATURE=signature
        )
        assert (response.status_code, written()) == (403, set())
