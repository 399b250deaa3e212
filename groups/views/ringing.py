"""People to ring: who gets no texts or emails about something, and whom our messages did not reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groups.models import Membership
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message, Preference
from notifications.states import NOT_REACHED

_HUMAN = (Channel.CALL, Channel.LETTER)


@dataclass(frozen=True)
class ToRing:
    """Somebody to ring about it."""

    membership: Membership
    name: str
    why: str
    said: str
    no_reply: bool


def to_ring(
    about: str, people: Sequence[Membership], names: Mapping[int, str], said: Mapping[int, str]
) -> list[ToRing]:
    """Members who chose calls or letters, have no address, or whom our messages about it did not reach.

    `said` holds the answers there are, by membership; those who have answered come last. Three queries.
    """
    by_person = {place.person_id: place for place in people if place.is_active}
    chosen = dict(Preference.objects.filter(person__in=by_person).values_list("person_id", "channel"))
    rows = Message.objects.concerning(about).filter(person__in=by_person).order_by("pk")
    missed, unanswered = set(), set()
    for person, state, reason in rows.values_list("person_id", "state", "reason"):
        missed.add(person) if state in NOT_REACHED else missed.discard(person)
        unanswered.add(person) if reason == outbox.ByHandOutcome.NO_REPLY.label else unanswered.discard(
            person
        )
    found = []
    for person, place in by_person.items():
        why = _why_ring(place, chosen.get(person, ""), person in missed)
        if why:
            found.append(ToRing(place, names[place.pk], why, said.get(place.pk, ""), person in unanswered))
    return sorted(found, key=lambda call: (bool(call.said), call.name, call.membership.pk))


def _why_ring(place: Membership, channel: str, missed: bool) -> str:
    if channel in _HUMAN or not (channel or place.person.mobile or place.person.email):
        return "Likes a call"
    return "Our message did not arrive" if missed else ""
