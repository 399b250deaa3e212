"""The first run: a service and its first coordinator from the shell, asked for or given."""

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Message
from pmp.models import Role, Service

FACTS = {
    "name": "Usk Pain Service",
    "short_name": "Usk",
    "phone": "01632 960301",
    "nation": "wales",
    "first_name": "Greta",
    "last_name": "Holm",
    "email": "greta@example.org",
}


def run(**changes):
    return call_command("open_service", no_input=True, **{**FACTS, **changes})


def test_open_service_says_how_to_sign_in(db, capsys):
    run()

    service = Service.objects.get()
    assert (service.phone, service.nation) == ("+441632960301", "wales")
    assert [(post.person.full_name, post.role) for post in service.posts.all()] == [
        ("Greta Holm", Role.COORDINATOR)
    ]
    said = capsys.readouterr().out
    assert "Usk Pain Service is open, and Greta is its coordinator." in said
    assert "enter greta@example.org" in said
    assert Message.objects.get().kind == "staff-invited"


def test_open_service_asks_for_what_is_missing(db, monkeypatch, capsys):
    answers = iter(FACTS[name] if name != "nation" else "" for name in FACTS)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))

    call_command("open_service")

    assert Service.objects.get().nation == "england"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": "12"}, "12 is not a UK phone number"),
        ({"email": "greta"}, "greta is not an email address"),
        ({"nation": "mars"}, "The nation must be one of"),
        ({"short_name": "x" * 25}, "The name can have 80 letters, and its form for texts 24"),
        ({"name": ""}, "Give --name"),
    ],
)
def test_open_service_creates_nothing_when_something_is_wrong(db, changes, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(**changes)

    assert not Service.objects.exists()


def test_open_service_twice_says_so(db):
    run()

    with pytest.raises(CommandError, match="There is a service with this name"):
        run(email="other@example.org")
    assert Service.objects.count() == 1
