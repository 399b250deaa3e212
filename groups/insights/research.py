"""What a research team may have: one line for each person who agreed to it, under a number that leads to nobody.

Who attends, who does not, and for how long (R026, R094). No name, address, free text, exact day or private reason. What
few people of the file share is left out, so that nobody is found by what is odd about them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from followon import clock
from followon.people.models import Consent
from groups.insights.disclosure import HIDDEN, SMALLEST
from groups.insights.words import months_between
from groups.models import Membership, OrganiserTurn
from groups.states import MembershipState
from pmp.models import AboutMe, Enrolment, Service
from pmp.protocol import Purpose


@dataclass(frozen=True)
class Column:
    """One column of the file, as its dictionary explains it."""

    name: str
    meaning: str
    values: str


DICTIONARY = (
    Column(
        "person",
        "A number for the person: the same in every file of this service, and it leads to nobody",
        "P and 10 letters",
    ),
    Column("programme", "A number for the programme", "C and 10 letters"),
    Column("programme_ended", "The quarter in which the programme ends or ended", "such as 2026-Q1"),
    Column("wish", "The newest answer about a group", "YES, NOT_YET, NOT_FOR_ME; empty: no answer"),
    Column("heard_from", "The person was reached in the handover", "yes, no"),
    Column("age_band", "Told of their own accord", "20s to 80s; empty: not told"),
    Column("gender", "Told of their own accord", "WOMAN, MAN, OTHER; empty: not told"),
    Column("joined", "The person has belonged to a follow-on group", "yes, no"),
    Column(
        "months_in_group",
        "Months from joining the first group until today, or until leaving the last",
        "number; empty: never joined",
    ),
    Column("still_member", "The person belongs to a group today", "yes, no; empty: never joined"),
    Column("times_came", "Meetings at which the person was ticked; not every group ticks", "number"),
    Column("organised", "The person has organised or stood in", "yes, no"),
)
COMBINED = ("age_band", "gender")  # hidden together, when few share both

Line = dict[str, str]


def lines(service: Service) -> list[Line]:
    """The file: everybody who agreed, in the order of their numbers; empty when fewer than five did."""
    agreed = Consent.objects.in_force().filter(purpose=Purpose.RESEARCH, scope=f"service:{service.pk}")
    places = (
        Enrolment.objects.filter(cohort__service=service, person__in=agreed.values("person"), person__is_active=True)
        .select_related("cohort", "choice")
        .order_by("person_id", "-enrolled_at", "-pk")
        .distinct("person_id")
    )  # fmt: skip
    told = {one.person_id: one for one in AboutMe.objects.filter(person__in=places.values("person"))}
    belonged = _belonging(service)
    found = [
        _line(place, told.get(place.person_id), belonged.get(place.person_id), service) for place in places
    ]
    return _without_the_odd(sorted(found, key=lambda line: line["person"]))


def _belonging(service: Service) -> Mapping[int, Mapping[str, Any]]:
    rows = Membership.objects.filter(group__service=service).annotate(
        came=Count("attendances", filter=Q(attendances__came=True)),
        organised=Exists(OrganiserTurn.objects.filter(membership=OuterRef("pk"))),
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows.order_by("joined_at", "pk"):
        one = found.setdefault(row.person_id, {"since": row.joined_at, "came": 0, "organised": False})
        one["came"] += row.came
        one["organised"] |= row.organised
        one["now"] = one.get("now", False) or row.state != MembershipState.LEFT
        one["left"] = row.left_at
    return found


def _line(
    place: Enrolment, told: AboutMe | None, belongs: Mapping[str, Any] | None, service: Service
) -> Line:
    ended, choice = place.cohort.ends_on, place.answer
    line = {
        "person": _number("P", f"person:{service.pk}:{place.person_id}"),
        "programme": _number("C", f"cohort:{place.cohort_id}"),
        "programme_ended": f"{ended.year}-Q{(ended.month + 2) // 3}" if ended else "",
        "wish": choice.wish if choice else "",
        "heard_from": _yes(place.reached_at is not None),
        "age_band": told.age_band if told else "",
        "gender": told.gender if told else "",
        "joined": _yes(belongs is not None),
        "months_in_group": "", "still_member": "", "times_came": "0", "organised": "no",
    }  # fmt: skip
    if belongs:
        end = clock.today(service.tz) if belongs["now"] else _day(belongs["left"], service)
        line |= {
            "months_in_group": str(months_between(_day(belongs["since"], service), end)),
            "still_member": _yes(belongs["now"]),
            "times_came": str(belongs["came"]),
            "organised": _yes(belongs["organised"]),
        }
    return line


def _without_the_odd(rows: list[Line]) -> list[Line]:
    """Hide what fewer than five people of the file share; nothing at all leaves when fewer than five agreed."""
    if len(rows) < SMALLEST:
        return []
    for names in (("programme",), ("programme_ended",), COMBINED, *((name,) for name in COMBINED), ("wish",)):
        shared = Counter(tuple(row[name] for name in names) for row in rows)
        for row in rows:
            values = tuple(row[name] for name in names)
            if any(values) and shared[values] < SMALLEST:
                row |= dict.fromkeys(names, HIDDEN)
    return rows


def _number(kind: str, key: str) -> str:
    return kind + salted_hmac("groups.research", key, algorithm="sha256").hexdigest()[:10]


def _day(moment: Any, service: Service) -> date:
    return clock.to_local(moment or clock.now(), service.tz).date()


def _yes(true: bool) -> str:
    return "yes" if true else "no"
