"""Appointing and standing down the people who work for a pain service."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.actions import accounts
from followon.people.models import User
from notifications import outbox
from notifications.kinds import Channel
from pmp.actions import tutors
from pmp.events import Event
from pmp.messages.staff import StaffInvited
from pmp.models import Post, Role, Service


class AlreadyAppointed(Refused):
    """The person holds this job already."""

    def __init__(self, person: User, role: Role) -> None:
        super().__init__(f"{person} works here as {role.label.lower()} already.")


class CannotBeReached(Refused):
    """Staff sign in with a code, which has to reach them."""

    def __init__(self) -> None:
        super().__init__(
            "Staff sign in with a code by email or text. Add an email address or a mobile number."
        )


class AlreadyStoodDown(Refused):
    """The job has an end already."""

    def __init__(self) -> None:
        super().__init__("This person has been stood down already. Look at the list again.")


class EndsBeforeItBegan(Refused):
    """Nobody stops before they start."""

    def __init__(self) -> None:
        super().__init__("This person began later than that. Choose a later day.")


class NobodyLeftInCharge(Refused):
    """Somebody has to be able to appoint the team and change the settings."""

    def __init__(self) -> None:
        super().__init__("Nobody else looks after this service. Appoint another coordinator first.")


@transaction.atomic
def appoint(
    service: Service,
    *,
    person: User | dict[str, str],
    role: Role,
    by: Actor,
    is_lead: bool = False,
    trained_on: date | None = None,
) -> Post:
    """Appoint somebody, or the facts of a new account, to a job from today on; tell them how to sign in.

    Raises AlreadyAppointed, CannotBeReached and `accounts.EmailTaken`.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    role = Role(role)
    person = person if isinstance(person, User) else accounts.open_account(**person, by=by)
    if service.posts.held(clock.today(service.tz)).filter(person=person, role=role).exists():
        raise AlreadyAppointed(person, role)
    if not (person.email or person.mobile):
        raise CannotBeReached
    post = Post.objects.create(
        service=service,
        person=person,
        role=role,
        is_lead=is_lead,
        from_date=clock.today(service.tz),
        trained_on=trained_on if role == Role.PATIENT_TUTOR else None,
    )
    recorder.record(Event.STAFF_APPOINTED, by=by, about=post, person=person.pk, role=role.label.lower())
    outbox.queue(
        StaffInvited,
        to=[person],
        about=f"post:{post.pk}",
        key=f"post:{post.pk}:invited",
        payload={"post": post.pk},
        by=by,
        service_id=service.pk,
        channel=Channel.EMAIL if person.email else Channel.SMS,
    )
    return post


@transaction.atomic
def stand_down(post: Post, *, on: date, by: Actor) -> Post:
    """End somebody's job: `on` is the first day they no longer work here.

    A patient tutor's handovers pass to a deputy of the same programme, on that day (R029).
    Raises AlreadyStoodDown, EndsBeforeItBegan and NobodyLeftInCharge.
    """
    service = Service.objects.select_for_update().get(pk=post.service_id)
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.until_date is not None:
        raise AlreadyStoodDown
    if on < post.from_date:
        raise EndsBeforeItBegan
    _keep_somebody_in_charge(service, post)
    post.until_date = on
    post.save(update_fields=["until_date"])
    recorder.record(Event.STAFF_STOOD_DOWN, by=by, about=post, on=on)
    outbox.withdraw(about=f"post:{post.pk}", reason="No longer works here")
    if on <= clock.today(service.tz):
        tutors.pass_on_from(post, by=by)
    return post


@transaction.atomic
def set_morning_email(service: Service, *, wanted: bool, by: User) -> None:
    """Turn one's own morning email of a service on or off; setting it as it is changes nothing."""
    posts = service.posts.select_for_update().filter(person=by).exclude(morning_email=wanted)
    if not posts.update(morning_email=wanted):
        return
    recorder.record(Event.MORNING_EMAIL_SET, by=by, about=service, turned="on" if wanted else "off")


def _keep_somebody_in_charge(service: Service, leaving: Post) -> None:
    in_charge = Q(role=Role.COORDINATOR) | Q(is_lead=True)
    staying = service.posts.held().filter(in_charge, until_date=None).exclude(pk=leaving.pk)
    if (leaving.role == Role.COORDINATOR or leaving.is_lead) and not staying.exists():
        raise NobodyLeftInCharge
