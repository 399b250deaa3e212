"""Opening an account and changing how somebody is reached."""

from typing import Any

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.events import Event
from followon.people.models import User

CONTACT_FIELDS = ("first_name", "last_name", "email", "mobile", "landline")


class EmailTaken(Refused):
    """Another account signs in with this email address."""

    def __init__(self) -> None:
        super().__init__(
            "That email address is already used by somebody else here. Use another one, or leave it out."
        )


@transaction.atomic
def open_account(
    *, first_name: str, last_name: str = "", email: str = "", mobile: str = "", landline: str = "", by: Actor
) -> User:
    """Open an account for one human being.

    Raises EmailTaken. A mobile number may be shared: couples do.
    """
    _refuse_taken_email(email)
    person = User(first_name=first_name, last_name=last_name, email=email, mobile=mobile, landline=landline)
    person.set_unusable_password()
    person.save()
    recorder.record(Event.ACCOUNT_OPENED, by=by, about=person)
    return person


@transaction.atomic
def change_contact(person: User, *, by: Actor, **changes: str) -> User:
    """Change names, email or numbers; a new mobile number has to be verified again. Raises EmailTaken."""
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = {name: new for name, new in changes.items() if getattr(person, name) != new}
    if unknown := set(changed) - set(CONTACT_FIELDS):
        raise TypeError(f"not contact fields: {sorted(unknown)}")
    if not changed:
        return person
    _refuse_taken_email(changed.get("email", ""), but=person)
    updates: dict[str, Any] = dict(changed)
    if "mobile" in changed:
        updates["mobile_verified_at"] = None
    for name, new in updates.items():
        setattr(person, name, new)
    person.save(update_fields=list(updates))
    recorder.record(Event.CONTACT_CHANGED, by=by, about=person, fields=sorted(changed))
    return person


def _refuse_taken_email(email: str, *, but: User | None = None) -> None:
    if email and User.objects.reached_at(email).exclude(pk=but.pk if but else 0).exists():
        raise EmailTaken
