"""A number on the help pages changes when two people agree, and the pages stand without database and cache."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from followon.web import crisis
from groups.actions import numbers
from groups.models import NumberChange
from groups.models.numbers import NumberKind
from groups.tasks import publish_help_numbers

LIST = "/team/concerns/numbers/"
ASKED = {"what": "LISTENERS", "value": "116 999", "source": "Their own website"}
RUNG = {"rung": "on"}


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    cache.clear()
    monkeypatch.setattr(crisis, "_published", crisis._Published())
    yield
    cache.clear()


@pytest.fixture
def change(stage):
    how = {"value": "116 999", "source": "Their own website"}
    return numbers.ask(stage.severn, what=NumberKind.LISTENERS, by=stage.nadia, **how)


def page(client, url):
    return client.get(url).content.decode()


def test_nothing_changes_until_a_second_person_confirms(
    stage, as_, client, django_capture_on_commit_callbacks
):
    asked = as_(stage.nadia).post(LIST, ASKED)
    assert "116 123" in page(client, "/help-now/")

    with django_capture_on_commit_callbacks(execute=True):
        as_(stage.sam).post(asked.url, RUNG)

    shown = page(client, "/help-now/")
    assert 'href="tel:116999"' in shown
    assert "116 123" not in shown
    assert "116 999" in page(client, "/offline/")


def test_the_same_person_cannot_confirm(stage, change, as_):
    shown = page(as_(stage.nadia), f"{LIST}{change.pk}/")
    answer = as_(stage.nadia).post(f"{LIST}{change.pk}/", RUNG)

    assert "A colleague has to ring it and confirm it." in shown
    assert "Put it on the help pages" not in shown
    assert answer.status_code == 403
    with pytest.raises(numbers.NeedsASecondPerson):
        numbers.confirm(change, by=stage.nadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberChange.objects.update(confirmed_by=stage.nadia, confirmed_at=change.asked_at)


def test_confirming_needs_the_number_to_have_been_rung(stage, change, as_):
    shown = as_(stage.sam).post(f"{LIST}{change.pk}/", {"other": "1"}).content.decode()

    assert "Ring the number first, then tick the box" in shown
    assert NumberChange.objects.get().confirmed_at is None


def test_one_change_of_a_number_at_a_time(stage, change, as_):
    shown = as_(stage.nadia).post(LIST, ASKED).content.decode()

    assert "A change of this number waits already." in shown
    assert NumberChange.objects.count() == 1


def test_dropped_and_confirmed_are_final(stage, change, as_):
    as_(stage.nadia).post(f"{LIST}{change.pk}/drop/")
    after = as_(stage.sam).post(f"{LIST}{change.pk}/", RUNG, follow=True).content.decode()

    assert "Somebody has decided about this number already." in after
    assert NumberChange.objects.get().confirmed_at is None


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"value": "javascript:1"}, "digits and spaces only"),
        ({"value": "١١٦ ١٢٣"}, "digits and spaces only"),
        ({"what": "PHONE", "value": "999"}, "Enter a UK phone number"),
        ({"what": "TEXT_LINE", "value": "85258", "instruction": ""}, "Enter the one word to send"),
        ({"what": "EMERGENCY"}, "Choose one of the answers shown"),
        ({"source": ""}, "Answer the question: Where is the new number published?"),
    ],
)
def test_only_what_can_be_rung(stage, as_, sent, says):
    assert says in as_(stage.nadia).post(LIST, ASKED | sent).content.decode()
    assert not NumberChange.objects.exists()


def test_our_own_number_changes_everywhere(stage, as_, client, settings, django_capture_on_commit_callbacks):
    settings.SERVICE_NAME = stage.severn.name
    asked = as_(stage.nadia).post(LIST, ASKED | {"what": "PHONE", "value": "01632 960 777"})
    with django_capture_on_commit_callbacks(execute=True):
        as_(stage.ife).post(asked.url, RUNG)

    stage.severn.refresh_from_db()
    assert stage.severn.phone == "+441632960777"
    assert 'href="tel:01632960777"' in page(client, "/help-now/").replace("+44", "0")
    assert "01632 960777" in page(as_(stage.gwen), "/worried/")


def test_the_settings_page_changes_no_number(stage, as_):
    client = as_(stage.nadia)
    client.post("/team/settings/", {"phone": "01632 960 777"})

    stage.severn.refresh_from_db()
    assert stage.severn.phone == "+441632960118"
    shown = page(client, "/team/settings/")
    assert "It takes two people to" in shown
    assert 'name="phone"' not in shown


def test_other_nations_keep_theirs(stage, change, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        numbers.confirm(change, by=stage.sam)

    assert crisis.lines_for("england").listeners == "116 999"
    assert crisis.lines_for("scotland") == crisis.built_in("scotland")
    assert crisis.lines_for("atlantis") == crisis.built_in("england")


def test_help_stands_without_database_and_without_cache(client, settings):
    """No fixture lets this test use the database: it would fail if the page asked."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    shown = page(client, "/help-now/")

    for link in ("tel:999", "tel:111", "tel:116123"):
        assert f'href="{link}"' in shown


def test_a_process_remembers_when_the_cache_forgets(stage, change, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        numbers.confirm(change, by=stage.sam)
    assert crisis.lines_for("england").listeners == "116 999"

    cache.clear()
    crisis._published.asked_at = float("-inf")

    assert crisis.lines_for("england").listeners == "116 999"


def test_the_task_tells_a_cache_that_forgot(stage, change, django_capture_on_commit_callbacks, monkeypatch):
    with django_capture_on_commit_callbacks(execute=True):
        numbers.confirm(change, by=stage.sam)
    cache.clear()
    monkeypatch.setattr(crisis, "_published", crisis._Published())
    assert crisis.lines_for("england").listeners == "116 123"

    publish_help_numbers()

    assert crisis.lines_for("england").listeners == "116 999"


def test_the_monthly_check_is_asked_for_and_written_down(stage, as_):
    client = as_(stage.sam)
    assert "Ring them now" in page(client, LIST)

    client.post(f"{LIST}checked/")

    shown = page(client, LIST)
    assert "Last rung and found right by Sam Oyelaran on Tuesday 24 November" in shown
    assert "Ring them now" not in shown


@pytest.mark.parametrize("who", ["ruth", "gwen", "piran", "maria"])
def test_members_and_tutors_have_nothing_to_do_with_it(stage, change, as_, who):
    client = as_(getattr(stage, who))

    assert client.get(LIST).status_code in (403, 404)
    assert client.get(f"{LIST}{change.pk}/").status_code == 404
    assert client.post(f"{LIST}{change.pk}/drop/").status_code == 404


def test_another_service_sees_nothing(stage, change, as_):
    client = as_(stage.olive)

    assert client.get(f"{LIST}{change.pk}/").status_code == 404
    assert client.post(f"{LIST}{change.pk}/", RUNG).status_code == 404
    assert client.post(f"{LIST}{change.pk}/drop/").status_code == 404


def test_a_clinician_asks_for_none(stage, as_):
    assert as_(stage.sam).post(LIST, ASKED).status_code == 403
    assert not NumberChange.objects.exists()
