"""What somebody answered, when they came, the places they checked; and the words of groups that ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from followon.audit.models import Event as Happened
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.events import Event
from groups.models import (
    Answer,
    Attendance,
    Group,
    Meeting,
    Place,
    PlaceKind,
    Poll,
)

KEEP_WORDS_OF_ENDED = timedelta(
    days=365
)  # 12 months, for a group that wants to begin again (reliability.md 9)


def _answers(person: User) -> Iterable[Row]:
    rows = Answer.objects.filter(membership__person=person).select_related("meeting__group")
    for answer in rows.order_by("meeting__starts_at", "pk"):
        yield {
            "Meeting": f"{answer.meeting.group.name}, {answer.meeting.on_date:%d %B %Y}",
            "You said": answer.get_coming_display(),
            "How": answer.get_how_display(),
            "Note": answer.note,
            "When": answer.answered_at,
        }


def _attendances(person: User) -> Iterable[Row]:
    rows = Attendance.objects.filter(membership__person=person).select_related("meeting__group")
    for row in rows.order_by("meeting__starts_at", "pk"):
        yield {"Meeting": f"{row.meeting.group.name}, {row.meeting.on_date:%d %B %Y}", "You came": row.came}


def _places(person: User) -> Iterable[Row]:
    for place in Place.objects.filter(checked_by=person).order_by("pk"):
        yield {"Place you checked": place.name, "Kind": place.get_kind_display()}


def _forget_homes(person: User) -> int:
    """A home that this person added is taken to be theirs; its address goes."""
    added = Happened.objects.by_actor(f"person:{person.pk}").filter(name=Event.PLACE_ADDED)
    numbers = [int(about.split(":")[1]) for about in added.values_list("about", flat=True)]
    return Place.objects.filter(pk__in=numbers, kind=PlaceKind.HOME).update(
        name="A member’s home", short_name="A member’s home", address="", postcode="", phone=""
    )


def _ended_with_words(now: datetime) -> "QuerySet[Any]":
    ended = Group.objects.filter(closed_at__lt=now - KEEP_WORDS_OF_ENDED)
    said = Meeting.objects.filter(~Q(plan="") | ~Q(join_details="")).values("group")
    return ended.filter(~Q(agreement="") | ~Q(chat_link="") | Q(pk__in=said))


def _empty_ended(rows: "QuerySet[Any]") -> int:
    numbers = list(rows.values_list("pk", flat=True))
    Meeting.objects.filter(group__in=numbers).update(plan="", join_details="")
    Answer.objects.filter(meeting__group__in=numbers).update(note="")
    return Group.objects.filter(pk__in=numbers).update(agreement="", chat_link="")


def parts_of(number: int) -> list[str]:
    """What belongs to a group's history: its meetings, and its questions about dates."""
    meetings = Meeting.objects.filter(group=number).values_list("pk", flat=True)
    polls = Poll.objects.filter(group=number).values_list("pk", flat=True)
    return [*(f"meeting:{pk}" for pk in meetings), *(f"poll:{pk}" for pk in polls)]


HOLDINGS = (
    Holding(
        model="groups.Answer",
        title="What you answered",
        fields=("membership", "recorded_by", "note"),
        keep="As long as the account; then counted without a name",
        export=_answers,
        erase=lambda person: Answer.objects.filter(membership__person=person).update(note=""),
    ),
    Holding(
        model="groups.Attendance",
        title="When you came",
        fields=("membership",),
        keep="As long as the account; then counted without a name",
        export=_attendances,
    ),
    Holding(
        model="groups.Place",
        title="Places you checked",
        fields=("checked_by", "address", "postcode", "phone"),
        keep="As long as the service; a home loses its address with the account of who added it",
        export=_places,
        erase=_forget_homes,
    ),
    Holding(
        model="groups.Group",
        title="Your groups’ own words",
        fields=("agreement", "chat_link"),
        keep="12 months after the group has ended; then only the figures",
        overdue=_ended_with_words,
        expire=_empty_ended,
    ),
)
