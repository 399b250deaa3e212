"""Finds what a member's page is about, for the person who asks: their place in the group, the meeting, their answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from groups import sharing
from groups.models import Answer, Coming, How, Meeting, Membership, Place, Poll
from pmp import organisation

Row = TypeVar("Row")
_WORDS = {Coming.YES: "You’re coming", Coming.SEE: "You’ll see on the day", Coming.NO: "Not this time"}


@dataclass(frozen=True)
class MyAnswer:
    """What the reader said about coming to a meeting, and how we know."""

    coming: Coming
    how: How
    at: datetime
    note: str
    recorded_by: str  # the first name of whoever wrote it down for them; empty when they did it themselves
    is_stale: bool  # the time or place has changed since

    @property
    def words(self) -> str:
        return _WORDS[self.coming]

    @property
    def how_in_words(self) -> str:
        """ "by text", "by phone"; nothing for this site, where the reader is anyway."""
        return "" if self.how in (How.WEB, How.STANDING) else f"{self.how.label} "


def my_membership(request: SignedInRequest, code: str) -> Membership:
    """The reader's place in the group of this address. Raises Http404 for everybody else."""
    found = the_one(_places(request.user, code))
    organisation.speak_for(request, found.group.service)
    return found


@prepared
def _places(person: User, code: str) -> QuerySet[Membership]:
    mine = Membership.objects.of(person).current().filter(group__code=code)
    return mine.select_related("group__service", "group__usual_place").order_by()


def my_meeting_of(request: SignedInRequest, code: str, meeting_id: int) -> Meeting:
    """A meeting of a group the reader is in. Raises Http404 for everybody else."""
    meeting = the_one(_meetings(request.user, code, meeting_id))
    organisation.speak_for(request, meeting.group.service)
    return meeting


@prepared
def _meetings(person: User, code: str, meeting_id: int) -> QuerySet[Meeting]:
    meetings = with_answer_of(person, Meeting.objects.visible_to(person))
    meetings = meetings.select_related("group__service", "place", "organiser__person")
    return meetings.annotate(checker=checker()).filter(group__code=code, pk=meeting_id).order_by()


def the_one(found: Sequence[Row]) -> Row:
    """What was looked for. Raises Http404 when there is none, or when it is not the reader's to see."""
    if not found:
        raise Http404
    return found[0]


def my_poll_of(request: SignedInRequest, code: str, poll_id: int) -> Poll:
    """A question of dates of a group the reader is in. Raises Http404 for everybody else."""
    polls = Poll.objects.visible_to(request.user).select_related(
        "group__service", "place", "booked", "meeting"
    )
    poll: Poll = get_object_or_404(polls, group__code=code, pk=poll_id)
    organisation.speak_for(request, poll.group.service)
    return poll


def with_answer_of(person: User, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings, each with this person's answer; no query more."""
    answers = Answer.objects.filter(meeting=OuterRef("pk"), membership__person=person).order_by("pk")
    said = JSONObject(
        coming="coming",
        how="how",
        at="answered_at",
        note="note",
        revision="revision",
        scribe="recorded_by",
        scribe_name="recorded_by__first_name",
    )
    return meetings.annotate(mine=Subquery(answers.values_list(said)[:1]))


def my_answer(meeting: Meeting, person: User) -> MyAnswer | None:
    """The reader's answer to a meeting found by `with_answer_of`."""
    said: dict[str, Any] | None = meeting.mine  # type: ignore[attr-defined]  # with_answer_of put it there
    if said is None:
        return None
    return MyAnswer(
        coming=Coming(said["coming"]),
        how=How(said["how"]),
        at=datetime.fromisoformat(said["at"]),
        note=said["note"],
        recorded_by=said["scribe_name"] if said["scribe"] not in (None, person.pk) else "",
        is_stale=said["revision"] < meeting.revision,
    )


def named(names: Sequence[str], *, unnamed: int = 0, you: bool = False) -> str:
    """First names as a sentence: "Dev, Joan, 1 more person and you"."""
    words = list(names)
    if unnamed:
        words.append(f"{unnamed} more {'person' if unnamed == 1 else 'people'}")
    if you:
        words.append("you")
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def as_shown(names: Iterable[str]) -> str:
    """People as the group may see them, as a sentence; those who show no name are counted."""
    people = list(names)
    shown = sorted(name for name in people if name != sharing.NO_NAME)
    unnamed = len(people) - len(shown)
    if unnamed and not shown:
        return "1 person" if unnamed == 1 else f"{unnamed} people"
    return named(shown, unnamed=unnamed)


def checker() -> Subquery:
    """The membership of whoever checked a meeting's place, so that they are named as the group may see them."""
    theirs = Membership.objects.filter(group=OuterRef("group"), person=OuterRef("place__checked_by"))
    return Subquery(theirs.order_by("pk").values("pk")[:1])


def place_facts(place: Place | None) -> dict[str, list[str]]:
    """What is known about a place, as plain words: what is there, what is not, what nobody has checked."""
    facts: dict[str, list[str]] = {"YES": [], "NO": [], "UNKNOWN": []}
    for name in place.FACTS if place else ():
        facts[getattr(place, name)].append(Place.fact_in_words(name))
    return facts
