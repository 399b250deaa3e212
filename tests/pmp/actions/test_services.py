"""A service opens with its first coordinator; its settings must fit together."""

from datetime import time

import pytest

from followon.audit.actors import Job
from followon.people.actions.accounts import EmailTaken
from followon.people.models import User
from notifications.models import SenderProfile
from pmp.actions import services
from pmp.models import Role, Service
from tests.pmp.known import events, facts_of, queued

OPENER = Job("open_service")
TOWN = {"name": "Usk Pain Service", "short_name": "Usk Pain", "phone": "+441632960301"}
GRETA = {"first_name": "Greta", "last_name": "Holm", "email": "greta@example.org"}


def test_open_service_makes_the_first_coordinator_and_tells_them(monday, db):
    service = services.open_service(**TOWN, coordinator=GRETA, by=OPENER)

    [post] = service.posts.all()
    assert (post.person.first_name, post.role) == ("Greta", Role.COORDINATOR)
    assert queued() == [("staff-invited", "Greta", "EMAIL")]
    assert events() == ["pmp.service.opened", "pmp.post.appointed"]


def test_open_service_takes_somebody_who_has_an_account(cast):
    service = services.open_service(**TOWN, coordinator=cast.nadia, by=cast.nadia)

    assert service.posts.get().person == cast.nadia
    assert User.objects.filter(first_name="Nadia").count() == 1


def test_open_service_tells_the_engine_its_name_and_hours(monday, db):
    service = services.open_service(**TOWN, coordinator=GRETA, by=OPENER)

    profile = SenderProfile.of(service.pk)
    assert (profile.name, profile.phone) == ("Usk Pain", "01632 960301")
    assert profile.phone_hours == "Mon to Fri, 9am to 4pm"
    assert (profile.quiet_from, profile.quiet_until) == (time(20), time(9))


def test_open_service_refuses_a_name_that_is_there(cast):
    with pytest.raises(services.ServiceNameTaken):
        services.open_service(**{**TOWN, "name": "severn vale PAIN service"}, coordinator=GRETA, by=OPENER)


def test_open_service_leaves_nothing_behind_when_the_email_is_taken(cast):
    with pytest.raises(EmailTaken):
        services.open_service(**TOWN, coordinator={**GRETA, "email": cast.maria.email.upper()}, by=OPENER)

    assert not Service.objects.filter(name=TOWN["name"]).exists()


def test_change_settings_changes_what_differs_and_says_which(cast):
    services.change_settings(cast.severn, quiet_until=time(10), name=cast.severn.name, by=cast.nadia)

    cast.severn.refresh_from_db()
    assert cast.severn.quiet_until == time(10)
    assert facts_of("pmp.service.changed") == {"fields": ["quiet_until"]}
    assert SenderProfile.of(cast.severn.pk).quiet_until == time(10)


def test_change_settings_without_a_difference_does_nothing(cast):
    services.change_settings(cast.severn, quiet_until=time(9), by=cast.nadia)

    assert events() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"quiet_until": time(20), "quiet_from": time(9)},
        {"quiet_until": time(6)},
        {"quiet_from": time(23)},
        {"opens_at": time(16), "closes_at": time(9)},
        {"concern_first_minutes": 4},
        {"concern_lead_minutes": 60},
        {"concern_safeguarding_minutes": 100},
    ],
)
def test_change_settings_refuses_what_does_not_fit(cast, changes):
    with pytest.raises(services.SettingsDoNotFit):
        services.change_settings(cast.severn, **changes, by=cast.nadia)

    assert events() == []


def test_change_settings_refuses_another_services_name(cast):
    with pytest.raises(services.ServiceNameTaken):
        services.change_settings(cast.severn, name="TAMAR pain service", by=cast.nadia)


def test_change_settings_knows_its_settings(cast):
    with pytest.raises(TypeError):
        services.change_settings(cast.severn, opened_at=None, by=cast.nadia)


def test_the_phone_number_is_not_for_one_person_to_change(cast):
    with pytest.raises(TypeError):
        services.change_settings(cast.severn, phone="+441632960777", by=cast.nadia)
    with pytest.raises(services.NeedsTwoPeople):
        services.set_phone(cast.severn, phone="+441632960777", asked_by=cast.nadia, by=cast.nadia)

    cast.severn.refresh_from_db()
    assert cast.severn.phone == "+441632960118"


def test_two_people_change_the_phone_number_for_pages_and_messages(cast):
    services.set_phone(cast.severn, phone="+441632960777", asked_by=cast.nadia, by=cast.ife)

    cast.severn.refresh_from_db()
    assert cast.severn.phone == "+441632960777"
    assert SenderProfile.of(cast.severn.pk).phone == "01632 960777"
    assert facts_of("pmp.service.phone_set") == {"asked_by": f"person:{cast.nadia.pk}"}


def test_how_much_one_person_may_send_reaches_the_engine(cast):
    services.change_settings(cast.severn, second_person_above=50, by=cast.nadia)

    assert SenderProfile.of(cast.severn.pk).second_person_above == 50
