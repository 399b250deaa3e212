"""Private addresses made for many at once: each its own, made once, its end kept right."""

from datetime import timedelta
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.utils.crypto import salted_hmac

from followon import clock
from notifications.models import Link
from notifications.models.link import ALPHABET

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted(noon, maria, tom):
    """Maria's and Tom's doors to two meetings, each with its own end."""
    return {
        (f"meeting:{number}", person.pk): noon + timedelta(days=number)
        for number in (1, 2)
        for person in (maria, tom)
    }


def test_each_has_its_own_address_and_end(noon, wanted):
    made = Link.objects.make_each("answer", wanted)

    assert {key: link.expires_at for key, link in made.items()} == wanted
    assert len({link.address for link in made.values()}) == 4
    for link in made.values():
        assert Link.objects.find(link.token, purpose="answer") == link


def test_two_statements_for_all_and_one_when_they_are_there(wanted, django_assert_num_queries):
    with django_assert_num_queries(2):
        first = Link.objects.make_each("answer", wanted)
    with django_assert_num_queries(1):
        again = Link.objects.make_each("answer", wanted)

    assert {key: link.address for key, link in again.items()} == {
        key: link.address for key, link in first.items()
    }


def test_what_is_there_keeps_its_address_and_gets_the_new_end(noon, wanted, maria):
    link, _ = Link.objects.make(purpose="answer", person=maria, about="meeting:1", expires_at=noon)
    link.renew()
    link.save()

    made = Link.objects.make_each("answer", wanted)["meeting:1", maria.pk]

    link.refresh_from_db()
    assert (made.address, made.token_hash, link.expires_at) == (
        link.address, link.token_hash, noon + timedelta(days=1)
    )  # fmt: skip
    assert Link.objects.count() == 4


def test_a_purpose_nobody_knows_makes_no_door(wanted):
    with pytest.raises(ValueError, match="unknown purpose"):
        Link.objects.make_each("anything", wanted)
    assert not Link.objects.exists()


def test_what_is_stored_says_nothing_about_the_letters_without_our_key(wanted, settings):
    link = next(iter(Link.objects.make_each("answer", wanted).values()))
    token, stored = link.token, Link.objects.get(pk=link.pk).token_hash
    assert token not in stored
    assert stored != sha256(token.encode()).hexdigest()

    settings.SECRET_KEY = "another key, as somebody would have to guess who holds only the table"
    assert Link.objects.find(token, purpose="answer") is None


def test_links_that_were_sent_before_there_was_a_key_go_on_working(wanted, monkeypatch):
    migration = import_module("notifications.migrations.0005_keyed_links")
    monkeypatch.setattr(migration, "AT_ONCE", 3)
    made = list(Link.objects.make_each("answer", wanted).values())
    for link in made:
        Link.objects.filter(pk=link.pk).update(token_hash=sha256(link.token.encode()).hexdigest())
    assert Link.objects.find(made[0].token, purpose="answer") is None

    migration.key_them(apps, None)

    assert [Link.objects.find(link.token, purpose="answer") for link in made] == made


def test_an_address_stays_the_same_as_long_as_the_key_does(maria):
    """Addresses are out in thousands of messages: however they are worked out, it is Django's salted HMAC."""
    link, token = Link.objects.make(
        purpose="answer", person=maria, about="meeting:7", expires_at=clock.now() + timedelta(days=1)
    )
    number = int(
        salted_hmac("notifications.link", f"answer|meeting:7|{maria.pk}|0", algorithm="sha256").hexdigest(),
        16,
    )
    digest = sha256(token.encode()).hexdigest()

    assert token == "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(10))
    assert link.token_hash == salted_hmac("notifications.link.token", digest, algorithm="sha256").hexdigest()
