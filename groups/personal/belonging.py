"""That somebody belongs to a group, organises it, or would like to join one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from followon.audit.actors import Job as By
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.actions import members
from groups.actions.between import joining
from groups.models import (
    JoinAsk,
    Membership,
    OrganiserTurn,
    RegroupAnswer,
)

ERASING = By("erasing")
KEEP_ASKS = timedelta(days=365)


def _memberships(person: User) -> Iterable[Row]:
    for one in Membership.objects.of(person).select_related("group").order_by("joined_at"):
        yield {
            "Group": one.group.name,
            "Since": one.joined_at,
            "Left": one.left_at,
            "How you are in it": one.get_state_display(),
            "Coming unless you say no": one.standing_yes,
            "Willing to look after a meeting": one.could_organise,
        }


def _leave_groups(person: User) -> int:
    """They leave quietly: out of the directory, their jobs handed on."""
    left = 0
    for membership in Membership.objects.of(person).current():
        members.leave(membership, quietly=True, by=ERASING)
        left += 1
    return left


def _turns(person: User) -> Iterable[Row]:
    for turn in (
        OrganiserTurn.objects.filter(membership__person=person).select_related("group").order_by("since")
    ):
        yield {
            "Job": turn.get_job_display(),
            "Group": turn.group.name,
            "Since": turn.since,
            "Until": turn.until,
        }


def _joining(person: User) -> Iterable[Row]:
    for ask in JoinAsk.objects.of(person).select_related("group", "service").order_by("asked_at"):
        yield {
            "You asked to join": f"A group in {ask.group.area}" if ask.group else ask.service.name,
            "Area": ask.area,
            "When": ask.asked_at,
            "Answer": ask.get_state_display(),
        }


def _take_back(person: User) -> int:
    """Open questions are taken back; those answered keep no area."""
    mine = JoinAsk.objects.of(person)
    for ask in mine.open():
        joining.withdraw(ask, by=ERASING)
    return mine.update(area="")


def _old_asks(now: datetime) -> "QuerySet[Any]":
    return JoinAsk.objects.filter(answered_at__lt=now - KEEP_ASKS).exclude(area="", leaving=None)


def _regrouping(person: User) -> Iterable[Row]:
    rows = RegroupAnswer.objects.filter(membership__person=person).select_related(
        "regrouping", "membership__group"
    )
    for said in rows.order_by("pk"):
        yield {
            "New group": said.regrouping.name,
            "Asked in": said.membership.group.name,
            "You come along": said.comes,
            "When": said.answered_at,
        }


HOLDINGS = (
    Holding(
        model="groups.Membership",
        title="Your groups",
        fields=("person",),
        keep="As long as the account; then counted without a name",
        export=_memberships,
        erase=_leave_groups,
    ),
    Holding(
        model="groups.OrganiserTurn",
        title="When you organised",
        fields=("membership",),
        keep="As long as the account; then counted without a name",
        export=_turns,
    ),
    Holding(
        model="groups.JoinAsk",
        title="Groups you asked to join",
        fields=("person", "leaving", "area", "answered_by"),
        keep="Your area, and which group you left for it: 12 months after the answer; then only the figures",
        export=_joining,
        erase=_take_back,
        overdue=_old_asks,
        expire=lambda rows: rows.update(area="", leaving=None),
    ),
    Holding(
        model="groups.RegroupAnswer",
        title="New groups you were asked to come along to",
        fields=("membership", "recorded_by"),
        keep="As long as the groups",
        export=_regrouping,
    ),
    Holding(
        model="groups.Regrouping",
        title="Who proposed a new group, and who agreed",
        fields=("asked_by", "agreed_by"),
        keep="As long as the groups",
    ),
    Holding(
        model="groups.Grant",
        title="What a group lets its service see",
        fields=("granted_by",),
        keep="As long as the group",
    ),
)
