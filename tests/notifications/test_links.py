"""Private addresses made for many at once: each its own, made once, its end kept right."""

from datetime import timedelta

import pytest

from notifications.models import Link

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
    assert (made.address, made.token_sha256, link.expires_at) == (
        link.address, link.token_sha256, noon + timedelta(days=1)
    )  # fmt: skip
    assert Link.objects.count() == 4


def test_a_purpose_nobody_knows_makes_no_door(wanted):
    with pytest.raises(ValueError, match="unknown purpose"):
        Link.objects.make_each("anything", wanted)
    assert not Link.objects.exists()
