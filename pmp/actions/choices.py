"""What somebody answers about a group: their wish, reasons only they can read, what to share, how,
and when."""

from collections.abc import Iterable

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor, actor_key
from followon.errors import Refused
from followon.people.actions import accounts, consent
from followon.people.models import Method, User
from notifications import outbox
from notifications.kinds import Acknowledgement
from notifications.models import Message, Preference
from notifications.replies import Reply, Word
from pmp.actions import contact, handovers
from pmp.events import Event
from pmp.messages.patients import ChoiceMaybe, ChoiceNo, ChoiceYes, ContactCheck, InviteChoice, LateDecider
from pmp.models import AboutMe, BestTimes, Choice, Enrolment, Handover, PrivateReason, Reason, Service
from pmp.protocol import SHARED_FIELDS, SHARING_WORDING, Purpose
from pmp.states import Wish

WITH_THE_GROUP = tuple(purpose for purpose, _ in SHARED_FIELDS)
WITH_THE_SERVICE = (Purpose.SERVICE_MAY_CONTACT, Purpose.MEETUP_NEWS, Purpose.RESEARCH)


class NotOnProgramme(Refused):
    """Somebody who was taken off a programme is not asked about it."""

    def __init__(self) -> None:
        super().__init__("This person is no longer on the programme.")


class NotAskedYet(Refused):
    """First comes the question if they would like a group."""

    def __init__(self) -> None:
        super().__init__("Answer first if you would like a group.")


class OnlyTheyMayTell(Refused):
    """Reasons are private: nobody writes them down for somebody else (F2)."""

    def __init__(self) -> None:
        super().__init__("Only the person can give their reasons.")


@transaction.atomic
def record(
    enrolment: Enrolment, *, wish: Wish, method: Method, by: Actor, wants_other_group: bool = False
) -> Choice:
    """Write down one of three equal answers; it can be changed whenever they like, the last one counts.

    "Not for me" takes back what they had agreed to share with the group, and stops test messages.
    Raises NotOnProgramme.
    """
    enrolment, wish = _lock(enrolment), Wish(wish)
    choice, _ = Choice.objects.update_or_create(
        enrolment=enrolment,
        defaults={
            "wish": wish,
            "wants_other_group": wants_other_group,
            "method": method,
            "recorded_by": actor_key(by),
            "answered_at": clock.now(),
        },
    )
    words = {"wish": wish.label.lower(), "method": Method(method).label}
    recorder.record(Event.CHOICE_RECORDED, by=by, about=enrolment, **words)
    about, kinds = f"cohort:{enrolment.cohort_id}", [InviteChoice.slug, LateDecider.slug]
    if wish == Wish.NOT_FOR_ME:
        kinds.append(ContactCheck.slug)
        _set(enrolment, set(), among=WITH_THE_GROUP, method=method, by=by)
    outbox.withdraw(about=about, kinds=kinds, reason="Has answered", to=[enrolment.person])
    _keep_handover_in_step(enrolment, by=by)
    return choice


def _keep_handover_in_step(enrolment: Enrolment, *, by: Actor) -> None:
    """The first answer begins the handover, even before anybody marks a step (R012)."""
    handover = Handover.objects.select_for_update().get(cohort=enrolment.cohort_id)
    if not handover.is_over:
        handovers.keep_state_in_step(handover, by=by)


@transaction.atomic
def give_reasons(
    enrolment: Enrolment, *, reasons: Iterable[Reason], by: Actor, wants_other_group: bool | None = None
) -> None:
    """Keep why somebody would not come, in place of what they told before;
    only they may, only they can read it.

    `wants_other_group` is different: the service sees it (R039). No audit event: not even that reasons were
    given is anybody's business. Raises OnlyTheyMayTell and NotOnProgramme.
    """
    enrolment = _lock(enrolment)
    if getattr(by, "pk", None) != enrolment.person_id:
        raise OnlyTheyMayTell
    mine = PrivateReason.objects.filter(person=enrolment.person_id, cohort=enrolment.cohort_id)
    mine.delete()
    PrivateReason.objects.bulk_create(
        PrivateReason(person_id=enrolment.person_id, cohort_id=enrolment.cohort_id, reason=reason)
        for reason in {Reason(one) for one in reasons}
    )
    if wants_other_group is not None:
        Choice.objects.filter(enrolment=enrolment).update(wants_other_group=wants_other_group)


@transaction.atomic
def share(enrolment: Enrolment, *, purposes: set[str], method: Method, by: Actor) -> Choice:
    """Set what may be shared, field by field: each yes and each no is a line of the consent ledger (F4).

    Fields go to the group of this programme; staying in touch and meetup news concern the service.
    Raises NotAskedYet and NotOnProgramme.
    """
    enrolment = _lock(enrolment)
    choice = Choice.objects.filter(enrolment=enrolment).first()
    if choice is None:
        raise NotAskedYet
    if unknown := purposes - {*WITH_THE_GROUP, *WITH_THE_SERVICE}:
        raise TypeError(f"not purposes of this app: {sorted(unknown)}")
    _set(enrolment, purposes, among=(*WITH_THE_GROUP, *WITH_THE_SERVICE), method=method, by=by)
    choice.sharing_asked_at = clock.now()
    choice.save(update_fields=["sharing_asked_at"])
    return choice


def _set(
    enrolment: Enrolment, purposes: set[str], *, among: Iterable[str], method: Method, by: Actor
) -> None:
    for purpose in among:
        verb = consent.give if purpose in purposes else consent.withdraw
        verb(
            enrolment.person,
            purpose=purpose,
            scope=scope_of(purpose, enrolment),
            wording=SHARING_WORDING,
            method=method,
            by=by,
        )


def scope_of(purpose: str, enrolment: Enrolment) -> str:
    """Whom a purpose concerns: the programme's group, or the service."""
    if purpose in WITH_THE_SERVICE:
        return f"service:{enrolment.cohort.service_id}"
    return f"cohort:{enrolment.cohort_id}"


@transaction.atomic
def reach_by(
    enrolment: Enrolment,
    *,
    channel: str,
    by: Actor,
    second: str | None = None,
    language: str | None = None,
    large_print: bool | None = None,
    interpreter: str | None = None,
    addresses: dict[str, str] | None = None,
) -> Preference:
    """Set how somebody is reached, with the `addresses` they gave (`mobile`, `email`, `landline`), if any.

    A new address is untried: only a test message shows that it works.
    Raises `contact.NoSuchAddress`, `accounts.EmailTaken` and NotOnProgramme.
    """
    enrolment = _lock(enrolment)
    person = enrolment.person
    new = {name: value for name, value in (addresses or {}).items() if getattr(person, name) != value}
    if new:
        person = accounts.change_contact(person, by=by, **new)
        contact.untested(person)
    return contact.choose(
        person,
        channel=channel,
        second=second or "",
        language=language,
        large_print=large_print,
        interpreter=interpreter,
        by=by,
    )


@transaction.atomic
def change_channel(enrolment: Enrolment, *, channel: str, by: Actor) -> Preference:
    """Set how somebody is reached and leave language, print and interpreter as they are.

    Raises `contact.NoSuchAddress` and NotOnProgramme.
    """
    person = _lock(enrolment).person
    second = Preference.objects.filter(person=person).values_list("second_channel", flat=True).first()
    return contact.choose(person, channel=channel, second=second or "", by=by)


@transaction.atomic
def best_times(
    person: User,
    *,
    parts: Iterable[str],
    weekdays: Iterable[int],
    travel: Iterable[str],
    online_is_fine: bool,
    area: str,
    by: Actor,
) -> BestTimes:
    """Keep when somebody manages best and how they travel; times are suggested from it,
    nobody is shown it (R058)."""
    told, _ = BestTimes.objects.update_or_create(
        person=person,
        defaults={
            "parts": list(parts),
            "weekdays": sorted(weekdays),
            "travel": list(travel),
            "online_is_fine": online_is_fine,
            "area": area.strip().upper(),
            "told_at": clock.now(),
        },
    )
    recorder.record(Event.BEST_TIMES_TOLD, by=by, about=person)
    return told


@transaction.atomic
def about_me(person: User, *, service: Service, age_band: str, gender: str, by: Actor) -> AboutMe:
    """Keep what somebody chose to tell for the figures; both may be empty,
    and nothing is shown with a name."""
    told, _ = AboutMe.objects.update_or_create(
        person=person, defaults={"service": service, "age_band": age_band, "gender": gender}
    )
    recorder.record(Event.ABOUT_ME_TOLD, by=by, about=person)
    return told


@transaction.atomic
def check(enrolment: Enrolment, *, by: Actor) -> Choice:
    """The person looked all their answers through and said they are right.
    Raises NotAskedYet, NotOnProgramme."""
    enrolment = _lock(enrolment)
    choice = Choice.objects.filter(enrolment=enrolment).first()
    if choice is None:
        raise NotAskedYet
    choice.checked_at = clock.now()
    choice.save(update_fields=["checked_at"])
    recorder.record(Event.CHOICE_CHECKED, by=by, about=enrolment)
    return choice


def _lock(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "cohort__service")
    fresh = rows.get(pk=enrolment.pk)
    if fresh.withdrawn_at:
        raise NotOnProgramme
    return fresh


_MEANT = {
    Word.YES: (Wish.YES, ChoiceYes.slug),
    Word.MAYBE: (Wish.THINKING, ChoiceMaybe.slug),
    Word.NO: (Wish.NOT_FOR_ME, ChoiceNo.slug),
}


def answer_by_text(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y, MAYBE or N to "Would you like to keep meeting?"."""
    places = Enrolment.objects.current().filter(cohort=message.payload["cohort"], person=message.person_id)
    place = places.first()
    if place is None or reply.word not in _MEANT:
        return None
    wish, thanks = _MEANT[reply.word]
    record(place, wish=wish, method=Method.TEXT, by=message.person)
    return Acknowledgement(thanks, dict(message.payload))
