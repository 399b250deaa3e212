"""Membership: a person in a group, from–to; OrganiserTurn: who is organising, and until when."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.states import MembershipState
from pmp.models import Cohort

if TYPE_CHECKING:
    from followon.people.models import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of who belongs."""

    def current(self) -> "MembershipQuerySet":
        """Members, resting ones included; people who left are not."""
        return self.exclude(state=MembershipState.LEFT)

    def active(self) -> "MembershipQuerySet":
        """Members who are not resting."""
        return self.filter(state=MembershipState.ACTIVE)

    def of(self, person: "User") -> "MembershipQuerySet":
        """This person's own memberships."""
        return self.filter(person=person)

    def holding(self, *jobs: "Job") -> "MembershipQuerySet":
        """Members whose turn it is, at any of these jobs, the longest-serving first."""
        turns = OrganiserTurn.objects.now().filter(job__in=jobs, membership=models.OuterRef("pk"))
        since = turns.order_by("since").values("since")[:1]
        return (
            self.current()
            .alias(turn_since=models.Subquery(since))
            .filter(turn_since__isnull=False)
            .order_by("turn_since", "pk")
        )

    def lock(self, membership: "Membership") -> "Membership":
        """The fresh row with its group and person, held until the transaction ends."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("group__service", "person").get(pk=membership.pk)


class TakesPart(models.TextChoices):
    """R057: people who stay in touch without meeting are not counted as lost."""

    MEETS = "MEETS", "Comes to meetings"
    IN_TOUCH = "IN_TOUCH", "Stays in touch"


class Membership(models.Model):
    """A person in a group. Never ends by time; only by the person's own word (F22)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=6, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    takes_part = models.CharField(max_length=8, choices=TakesPart.choices, default=TakesPart.MEETS)
    standing_yes = models.BooleanField("count me in unless I say no", default=False)
    could_organise = models.BooleanField("willing to look after a meeting", default=False)
    joined_at = models.DateTimeField(default=clock.now)
    here_since = models.DateTimeField(
        default=clock.now, help_text="When they joined or last came back: reminders count from here"
    )
    paused_until = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("person__first_name", "person__last_name", "pk")
        constraints = (models.UniqueConstraint(fields=["group", "person"], name="groups_one_membership"),)

    def __str__(self) -> str:
        return f"person {self.person_id} in group {self.group_id}"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def has_left(self) -> bool:
        return self.state == MembershipState.LEFT


class Job(models.TextChoices):
    ORGANISER = "ORGANISER", "Organiser"
    STAND_IN = "STAND_IN", "Stand-in"


def organises(through: str = "") -> models.Q:
    """That a turn is of somebody who organises now, resting or not; `through` leads to the turn, such as `turns__`."""
    turn = {f"{through}until": None, f"{through}job": Job.ORGANISER}
    return models.Q(**turn) & ~models.Q(**{f"{through}membership__state": MembershipState.LEFT})


class OrganiserTurnQuerySet(models.QuerySet["OrganiserTurn"]):
    """Reads of whose turn it is."""

    def now(self) -> "OrganiserTurnQuerySet":
        """Turns that have not ended."""
        return self.filter(until=None)


class OrganiserTurn(models.Model):
    """Somebody's turn at organising the group, or standing in; claimed, never assigned silently (R019)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="turns")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="turns")
    job = models.CharField(max_length=9, choices=Job.choices)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = OrganiserTurnQuerySet.as_manager()

    class Meta:
        ordering = ("job", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["membership", "job"],
                condition=models.Q(until=None),
                name="groups_one_open_turn_per_job",
            ),
        )

    def __str__(self) -> str:
        return f"{self.job} of group {self.group_id}"


class GrantScope(models.TextChoices):
    """What a group may let its service see again, for a while (decision 7, F10)."""

    NAMES = "NAMES", "Who is in our group"
    MEETINGS = "MEETINGS", "When and where we meet, and how many came"
    CONTACT_ORGANISER = "ORGANISER", "How to reach our organiser"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads of what groups let their service see."""

    def in_force(self, on: date) -> "GrantQuerySet":
        """Grants that hold on the day: `until` is the first day without."""
        return self.filter(withdrawn_at=None, until__gt=on)


class Grant(models.Model):
    """A named scope a group granted its service, with an end date."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="grants")
    scope = models.CharField(max_length=10, choices=GrantScope.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)
    until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ("until", "pk")

    def __str__(self) -> str:
        return f"{self.scope} of group {self.group_id} until {self.until}"
