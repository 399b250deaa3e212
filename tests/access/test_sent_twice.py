"""A field that a form sends twice counts once, the last time; the first is kept nowhere (ASVS 5.0, 15.3.7)."""

import pytest
from django.db import connection

from tests.access.asking import letter
from tests.fuzz.forms import Forms

pytestmark = pytest.mark.django_db
FIRST = "sent first and never meant"


def last_of(form):
    """What a browser would send: of each field the last value that its page offers."""
    return {name: values[-1] if values else "" for name, values in form.fields.items()}


def kept_in(tables):
    """The tables that hold what was sent first."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{FIRST}%"])
            if cursor.fetchone()[0]:
                yield table


def outcome(door, who, path, data):
    """What the answer means, what was written, and where the first value is kept."""
    with door.undone(who) as (client, written):
        response = client.post(path, data)
        tables = written()
        return letter(response), tables, list(kept_in(tables))


def test_of_a_field_sent_twice_no_form_keeps_the_first(world, door):
    tries = 0
    for path, shown in Forms(world, door).by_path.items():
        who, form = shown[0]
        once = last_of(form)
        twice = {name: [FIRST, value] for name, value in once.items()}
        meant, written, _ = outcome(door, who, path, once)

        meant_twice, written_twice, kept = outcome(door, who, path, twice)

        assert kept == [], f"{who} at {path}"
        assert meant_twice == meant, f"{who} at {path}"
        # Boxes of which many may be ticked see a choice that is none, and the form is refused whole.
        assert written_twice <= written, f"{who} at {path}"
        tries += 1
    assert tries > 60


def test_a_field_that_is_kept_would_be_found(world, door):
    """The same search, with the value that counts."""
    with door.undone("gwen") as (client, written):
        client.post("/you/name/", {"first_name": ["Gwen", FIRST], "last_name": "Hale"})

        assert list(kept_in(written())) == ["people_user"]
