"""What the programme keeps about people: their place, their wish, when they manage best, and where they work."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from followon import clock
from followon.audit import history, naming
from followon.people import personal_data
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from pmp.models import (
    AboutMe,
    BestTimes,
    Choice,
    Cohort,
    Enrolment,
    Handover,
    HandoverStep,
    Import,
    Post,
    PrivateReason,
)
from pmp.protocol import STEP_BY_KEY, Purpose

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _places(person: User) -> Iterable[Row]:
    for place in Enrolment.objects.of(person).select_related("cohort__service").order_by("enrolled_at"):
        yield {
            "Programme": place.cohort.name,
            "Service": place.cohort.service.name,
            "Since": place.enrolled_at,
            "Left it": place.withdrawn_at,
            "A message reached you": place.reached_at,
            "Why we went on without reaching you": place.unreached_because,
        }


def _forget_places(person: User) -> int:
    """Who is deleted is waited for no longer; the place stays for the counts."""
    mine = Enrolment.objects.of(person)
    still_open = Q(cohort__handover__finished_at=None)
    mine.filter(still_open, withdrawn_at=None).update(withdrawn_at=clock.now())
    return mine.update(unreached_because="")


def _choices(person: User) -> Iterable[Row]:
    for choice in Choice.objects.filter(enrolment__person=person).select_related("enrolment__cohort"):
        yield {
            "A group after the programme": choice.get_wish_display(),
            "Programme": choice.enrolment.cohort.name,
            "When": choice.answered_at,
            "How": choice.get_method_display(),
            "Would like a different group": choice.wants_other_group,
        }


def _reasons(person: User) -> Iterable[Row]:
    for reason in PrivateReason.objects.filter(person=person).select_related("cohort"):
        yield {
            "Why not": reason.get_reason_display(),
            "Programme": reason.cohort.name,
            "When": reason.told_at,
        }


def _best_times(person: User) -> Iterable[Row]:
    for best in BestTimes.objects.filter(person=person):
        yield {
            "Parts of the day": best.parts,
            "Days": [_DAYS[number] for number in best.weekdays],
            "Travel": best.travel,
            "Online is fine": best.online_is_fine,
            "Area": best.area,
        }


def _about(person: User) -> Iterable[Row]:
    for about in AboutMe.objects.filter(person=person):
        yield {"Age": about.get_age_band_display(), "Gender": about.get_gender_display()}


def _posts(person: User) -> Iterable[Row]:
    for post in Post.objects.filter(person=person).select_related("service").order_by("from_date"):
        yield {
            "Post": post.get_role_display(),
            "Service": post.service.name,
            "From": post.from_date,
            "Until": post.until_date,
            "Morning email": post.morning_email,
        }


def _lists_over_time(now: datetime) -> "QuerySet[Any]":
    return Import.objects.filter(
        ~Q(rows=[]) | ~Q(left_out=[]) | ~Q(file_name=""), delete_on__lte=clock.today()
    )


def _empty_lists(rows: "QuerySet[Any]") -> int:
    return rows.update(rows=[], left_out=[], file_name="")


def _steps(person: User) -> Iterable[Row]:
    for step in HandoverStep.objects.filter(recorded_by=person).order_by("pk"):
        yield {"Step": step.get_key_display(), "Outcome": step.get_outcome_display(), "Why": step.reason}


HOLDINGS = (
    Holding(
        model="pmp.Enrolment",
        title="Your programmes",
        fields=("person", "unreached_because"),
        keep="As long as the account; then counted without a name",
        export=_places,
        erase=_forget_places,
    ),
    Holding(
        model="pmp.Choice",
        title="What you said about a group",
        fields=("enrolment",),
        keep="As long as the account; then counted without a name",
        export=_choices,
    ),
    Holding(
        model="pmp.PrivateReason",
        title="Why not, which only you can read",
        fields=("person", "reason"),
        keep="As long as the account; then counted without a name, five or more at a time",
        export=_reasons,
    ),
    Holding(
        model="pmp.BestTimes",
        title="When you manage best",
        fields=("person", "parts", "weekdays", "travel", "area"),
        keep="As long as the account",
        export=_best_times,
        erase=lambda person: BestTimes.objects.filter(person=person).delete()[0],
    ),
    Holding(
        model="pmp.AboutMe",
        title="Age and gender, if you told us",
        fields=("person", "age_band", "gender"),
        keep="As long as the account; then counted without a name",
        export=_about,
    ),
    Holding(
        model="pmp.Post",
        title="Your posts",
        fields=("person",),
        keep="As long as the service; without a name once the account is deleted",
        export=_posts,
    ),
    Holding(
        model="pmp.HandoverStep",
        title="Steps you marked",
        fields=("recorded_by", "reason"),
        keep="As long as the programme",
        export=_steps,
    ),
    Holding(
        model="pmp.Import",
        title="Lists of people that wait to be checked",
        fields=("uploaded_by", "rows", "left_out", "file_name"),
        keep="7 days, or until they are added",
        overdue=_lists_over_time,
        expire=_empty_lists,
    ),
)

for _holding in HOLDINGS:
    personal_data.register(_holding)

for _code, _words in (
    (Purpose.SHARE_NAME, "sharing the first name with {scope}"),
    (Purpose.SHARE_MOBILE, "sharing the mobile number with {scope}"),
    (Purpose.SHARE_LANDLINE, "sharing the home phone number with {scope}"),
    (Purpose.SHARE_EMAIL, "sharing the email address with {scope}"),
    (Purpose.SERVICE_MAY_CONTACT, "being contacted by the team after the programme ({scope})"),
    (Purpose.MEETUP_NEWS, "hearing of meetups of all groups ({scope})"),
    (Purpose.RESEARCH, "answers being used for research without a name ({scope})"),
):
    personal_data.declare_purpose(_code, _words)


def _handovers(handovers: Iterable[Handover]) -> dict[Any, str]:
    handovers = list(handovers)
    cohorts = Cohort.objects.in_bulk([handover.cohort_id for handover in handovers])
    return {handover.pk: f"the handover of {cohorts[handover.cohort_id]}" for handover in handovers}


def _step(key: Any, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"“{STEP_BY_KEY[key].title}”" if key in STEP_BY_KEY else str(key)


naming.call("handover", _handovers)
naming.call("import", lambda lists: {one.pk: "a list of people" for one in lists})
history.say("step", _step)
