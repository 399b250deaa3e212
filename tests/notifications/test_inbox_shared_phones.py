"""One phone, several people: who is it? Asked back, or settled by a name in front."""

import pytest

from notifications.models import Preference
from notifications.states import InboundState
from tests.notifications import kinds
from tests.notifications.conftest import somebody
from tests.notifications.texting import ask, newest, said, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


def test_a_shared_phone_is_asked_who_it_is(standin, maria, ana):
    ask(maria, ana)

    text(maria, "Y")
    assert said(standin, maria) == [
        "Who is this from: Maria or Ana? Please begin with the name, such as Maria Y."
    ]

    text(maria, "Ana")
    assert kinds.ANSWERS == [("Ana", "meeting:1", "yes", "")]


def test_a_name_in_front_settles_it_at_once(standin, maria, ana):
    ask(maria, ana)

    text(maria, "Ana y")
    text(maria, "maria no")

    assert kinds.ANSWERS == [("Ana", "meeting:1", "yes", ""), ("Maria", "meeting:1", "no", "")]


def test_only_one_of_them_was_asked(standin, maria, ana):
    ask(ana)

    text(maria, "Y")

    assert kinds.ANSWERS == [("Ana", "meeting:1", "yes", "")]


def test_pause_on_a_shared_phone_is_asked_about_too(standin, maria, ana):
    text(maria, "PAUSE")
    text(maria, "Ana")

    assert Preference.objects.get(paused_at__isnull=False).person == ana


def test_two_people_of_one_name_are_for_a_person(standin, maria):
    other = somebody("Maria", mobile=maria.mobile)
    ask(maria, other)

    text(maria, "Y")

    assert newest().state == InboundState.NEEDS_PERSON
