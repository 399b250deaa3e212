"""Opening an account, changing how somebody is reached, and deleting what is kept about them."""

from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people import personal, personal_data
from followon.people.courier import Notice, courier
from followon.people.events import Event
from followon.people.models import User
from followon.people.protocol import CHANGE_OF_MIND
from followon.people.team import is_team

CONTACT_FIELDS = ("first_name", "last_name", "email", "mobile", "landline")


class NothingToReachYouBy(Refused):
    """Taking this away would leave no way to reach the person."""

    def __init__(self) -> None:
        super().__init__(
            "Then we could not reach you at all. Give us another number or an email address first."
        )


class WorksHere(Refused):
    """People with a post are deleted once the post has ended."""

    def __init__(self) -> None:
        super().__init__("You work for the service. Ask its coordinator to end your post first.")


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


@transaction.atomic
def take_new_address(person: User, *, address: str, by: Actor) -> User:
    """Use a new mobile number or email address that has proved itself by a code; the old one is told.

    Raises EmailTaken: only now, to somebody who can read what is sent there, so that nobody finds out by trying.
    """
    field = "email" if "@" in address else "mobile"
    old = getattr(person, field)
    person = change_contact(person, by=by, **{field: address})
    if field == "mobile":
        person.mobile_verified_at = clock.now()
        person.save(update_fields=["mobile_verified_at"])
    if old and old != address:
        courier().tell(person, Notice.CONTACT_CHANGED, address=old)
    return person


@transaction.atomic
def remove_address(person: User, *, field: str, by: Actor) -> User:
    """Stop using a mobile number, email address or home phone; the address is told where it can be.

    Raises NothingToReachYouBy.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    old = getattr(person, field)
    others = {"mobile", "email", "landline"} - {field}
    if not any(getattr(person, other) for other in others):
        raise NothingToReachYouBy
    person = change_contact(person, by=by, **{field: ""})
    if old and field != "landline":
        courier().tell(person, Notice.CONTACT_CHANGED, address=old)
    return person


@transaction.atomic
def ask_to_erase(person: User, *, by: Actor) -> User:
    """Ask for everything about somebody to be deleted, in seven days. Raises WorksHere; asking twice is once."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if is_team(person):
        raise WorksHere
    if person.closing_at is not None:
        return person
    person.closing_at = clock.now() + CHANGE_OF_MIND
    person.save(update_fields=["closing_at"])
    recorder.record(Event.DELETION_ASKED, by=by, about=person, on=person.closing_at)
    courier().tell(person, Notice.LEAVING, until=person.closing_at)
    return person


@transaction.atomic
def keep_account(person: User, *, by: Actor) -> User:
    """Change one's mind about being deleted; does nothing when nothing was asked."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.closing_at is None or person.is_erased:
        return person
    person.closing_at = None
    person.save(update_fields=["closing_at"])
    recorder.record(Event.DELETION_WITHDRAWN, by=by, about=person)
    courier().tell(person, Notice.STAYING)
    return person


@transaction.atomic
def erase(person: User, *, by: Actor) -> dict[str, int]:
    """Delete everything that names somebody, in every table at once; what figures count stays without a name.

    Gives back how many rows changed, by model. Raises WorksHere. Erasing twice changes nothing more.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if is_team(person):
        raise WorksHere
    first = not person.is_erased
    changed = personal_data.erase_everything(person)
    if first:
        recorder.record(Event.ACCOUNT_ERASED, by=by, about=person, rows=sum(changed.values()))
    return changed


class NoSecondStep(Refused):
    """There is nothing to take away."""

    def __init__(self) -> None:
        super().__init__("There is no second step to take away.")


class NotYourOwn(Refused):
    """Somebody else has to check that it is you."""

    def __init__(self) -> None:
        super().__init__("Somebody else of the team has to do this for you.")


@transaction.atomic
def reset_second_step(person: User, *, by: Actor) -> None:
    """Take away the second step of somebody who has lost it, sign them out everywhere, and tell them.

    Whoever does it has made sure, by voice or face, that it is them. The team sets up a new one at the next sign-in.
    Raises NoSecondStep and NotYourOwn.
    """
    if getattr(by, "pk", None) == person.pk:
        raise NotYourOwn
    if not personal.forget_authenticators(person):
        raise NoSecondStep
    personal.end_sessions(person)
    recorder.record(Event.SECOND_FACTOR_RESET, by=by, about=person)
    courier().tell(person, Notice.SECOND_FACTOR_REMOVED)


@transaction.atomic
def sign_out_everywhere(person: User, *, by: Actor) -> None:
    """Sign somebody else out on every device, as when their phone is lost or in wrong hands, and tell them.

    Changes nothing for somebody who is signed in nowhere. Raises NotYourOwn: one's own devices are a list.
    """
    if getattr(by, "pk", None) == person.pk:
        raise NotYourOwn
    if not personal.end_sessions(person):
        return
    recorder.record(Event.SIGNED_OUT_EVERYWHERE, by=by, about=person)
    courier().tell(person, Notice.SIGNED_OUT)


def _refuse_taken_email(email: str, *, but: User | None = None) -> None:
    if email and User.objects.reached_at(email).exclude(pk=but.pk if but else 0).exists():
        raise EmailTaken
