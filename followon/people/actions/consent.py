"""Giving and withdrawing consent: each writes one line to the ledger."""

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor, actor_key
from followon.people.events import Event
from followon.people.models import Consent, Method, User


@transaction.atomic
def give(
    person: User, *, purpose: str, scope: str, wording: str, method: Method, by: Actor
) -> Consent | None:
    """Write down that a person agreed; does nothing when the same agreement is already in force."""
    return _write(person, purpose=purpose, scope=scope, given=True, wording=wording, method=method, by=by)


@transaction.atomic
def withdraw(
    person: User, *, purpose: str, scope: str, wording: str, method: Method, by: Actor
) -> Consent | None:
    """Write down that a person no longer agrees; does nothing when nothing was agreed."""
    return _write(person, purpose=purpose, scope=scope, given=False, wording=wording, method=method, by=by)


def _write(
    person: User, *, purpose: str, scope: str, given: bool, wording: str, method: Method, by: Actor
) -> Consent | None:
    User.objects.select_for_update().get(pk=person.pk)  # two screens, one ledger: keep its order
    newest = Consent.objects.filter(person=person, purpose=purpose, scope=scope).latest_lines().first()
    if (newest.given if newest else False) == given and (
        newest is None or newest.wording == wording or not given
    ):
        return None
    line = Consent.objects.create(
        person=person,
        purpose=purpose,
        scope=scope,
        given=given,
        wording=wording,
        method=method,
        recorded_by=actor_key(by),
    )
    event = Event.CONSENT_GIVEN if given else Event.CONSENT_WITHDRAWN
    recorder.record(event, by=by, about=person, purpose=purpose, scope=scope, method=Method(method).label)
    return line
