"""Opening a pain service and changing its settings."""

from datetime import time
from typing import Any

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.web.phones import show_phone
from followon.web.templatetags.dates import clock_time
from notifications import outbox
from pmp.actions import staff
from pmp.events import Event
from pmp.models import Nation, Role, Service

SETTINGS = (  # not the phone: the help pages show it, so it takes two people (`set_phone`)
    "name",
    "short_name",
    "nation",
    "opens_at",
    "closes_at",
    "quiet_from",
    "quiet_until",
    "asks_age_and_gender",
    "remote_only",
    "coordinator_sends_a_day",
    "clinician_sends_a_day",
    "tutor_sends_a_day",
    "second_person_above",
    "concern_first_minutes",
    "concern_lead_minutes",
    "concern_safeguarding_minutes",
    "safeguarding_name",
    "safeguarding_phone",
    "safeguarding_email",
)
TEXTS_FROM, TEXTS_UNTIL = time(7), time(21)  # no service may widen its hours beyond these


class ServiceNameTaken(Refused):
    """Two services of one name could not be told apart."""

    def __init__(self) -> None:
        super().__init__("There is a service with this name. Add the town or the trust to tell them apart.")


class NeedsTwoPeople(Refused):
    """One person alone cannot change the number that people in need ring."""

    def __init__(self) -> None:
        super().__init__("Somebody else has to ring the new number and confirm it.")


class SettingsDoNotFit(Refused):
    """The settings contradict each other."""


@transaction.atomic
def open_service(
    *,
    name: str,
    short_name: str,
    phone: str,
    coordinator: dict[str, str] | User,
    by: Actor,
    nation: str = Nation.ENGLAND,
) -> Service:
    """Open a pain service with its first coordinator, an existing person or the facts of a new account.

    Raises ServiceNameTaken, `accounts.EmailTaken` and `staff.CannotBeReached`.
    """
    if Service.objects.filter(name__iexact=name).exists():
        raise ServiceNameTaken
    service = Service.objects.create(name=name, short_name=short_name, phone=phone, nation=nation)
    recorder.record(Event.SERVICE_OPENED, by=by, about=service)
    _tell_the_engine(service, by=by)
    staff.appoint(service, person=coordinator, role=Role.COORDINATOR, by=by)
    return service


@transaction.atomic
def change_settings(service: Service, *, by: Actor, **changes: Any) -> Service:
    """Change the service's settings: any of SETTINGS. Does nothing when nothing differs.

    Raises ServiceNameTaken and SettingsDoNotFit.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if unknown := set(changes) - set(SETTINGS):
        raise TypeError(f"not settings of a service: {sorted(unknown)}")
    changed = {name: new for name, new in changes.items() if getattr(service, name) != new}
    if not changed:
        return service
    if Service.objects.filter(name__iexact=changed.get("name", "")).exclude(pk=service.pk).exists():
        raise ServiceNameTaken
    for name, new in changed.items():
        setattr(service, name, new)
    _check(service)
    service.save(update_fields=list(changed))
    recorder.record(Event.SETTINGS_CHANGED, by=by, about=service, fields=sorted(changed))
    _tell_the_engine(service, by=by)
    return service


@transaction.atomic
def set_phone(service: Service, *, phone: str, asked_by: User, by: User) -> Service:
    """Change the number that everything shows: asked for by one person, confirmed by another. Raises NeedsTwoPeople."""
    if asked_by.pk == by.pk:
        raise NeedsTwoPeople
    service = Service.objects.select_for_update().get(pk=service.pk)
    service.phone = phone
    service.save(update_fields=["phone"])
    recorder.record(Event.PHONE_SET, by=by, about=service, asked_by=asked_by)
    _tell_the_engine(service, by=by)
    return service


def _check(service: Service) -> None:
    if not TEXTS_FROM <= service.quiet_until < service.quiet_from <= TEXTS_UNTIL:
        raise SettingsDoNotFit(
            f"Texts may go between {clock_time(TEXTS_FROM)} and {clock_time(TEXTS_UNTIL)} at most, "
            "and must begin before they stop."
        )
    if service.opens_at >= service.closes_at:
        raise SettingsDoNotFit("The phone line must open before it closes.")
    first, lead = service.concern_first_minutes, service.concern_lead_minutes
    if not 5 <= first < lead < service.concern_safeguarding_minutes:
        raise SettingsDoNotFit("Each step of a concern must come later than the one before it.")


def _tell_the_engine(service: Service, *, by: Actor) -> None:
    """The engine below knows a service by its number only; it is told the name and hours it sends with."""
    outbox.set_profile(
        service.pk,
        by=by,
        name=service.short_name,
        phone=show_phone(service.phone),
        phone_hours=f"Mon to Fri, {clock_time(service.opens_at)} to {clock_time(service.closes_at)}",
        quiet_from=service.quiet_from,
        quiet_until=service.quiet_until,
        tz=service.tz,
        second_person_above=service.second_person_above,
    )
