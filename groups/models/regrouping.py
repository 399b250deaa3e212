"""Regrouping: two groups join up, or one becomes two; a new group begins from each person's own yes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.models.membership import Membership
from groups.protocol import SHORT_NAME_LENGTH
from groups.states import RegroupState

UNDER_WAY = (RegroupState.PROPOSED, RegroupState.ASKING)


class RegroupKind(models.TextChoices):
    JOIN_UP = "JOIN_UP", "Join up"
    SPLIT = "SPLIT", "Become two groups"


class RegroupingQuerySet(models.QuerySet["Regrouping"]):
    """Reads of groups that are changing."""

    def about(self, group: Group) -> "RegroupingQuerySet":
        """Those that concern a group, from either side."""
        return self.filter(models.Q(group=group) | models.Q(other=group))

    def under_way(self) -> "RegroupingQuerySet":
        """Neither done nor off."""
        return self.filter(state__in=UNDER_WAY)

    def lock(self, regrouping: "Regrouping") -> "Regrouping":
        """The fresh row with its groups, held until the transaction ends; taken after the groups'."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related(
            "group__service", "other__service", "becomes", "asked_by", "agreed_by"
        ).get(pk=regrouping.pk)


class Regrouping(models.Model):
    """A new group in the making, out of two groups or out of part of one.

    It is a new group so that nobody's details are shown to people they never agreed to: what somebody shares with
    their group holds for that group alone. The old groups keep their meetings, their people's places and counts.
    """

    kind = models.CharField(max_length=7, choices=RegroupKind.choices)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("name of the new group", max_length=60)
    short_name = models.CharField("name in texts", max_length=SHORT_NAME_LENGTH)
    state = models.CharField(max_length=8, choices=RegroupState.choices, default=RegroupState.PROPOSED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    becomes = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = RegroupingQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(state__in=UNDER_WAY), name="groups_one_regrouping",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=RegroupKind.SPLIT, other=None)
                | models.Q(kind=RegroupKind.JOIN_UP, other__isnull=False) & ~models.Q(other=models.F("group")),
                name="groups_regrouping_is_whole",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_join_up(self) -> bool:
        """Two groups become one; otherwise one becomes two."""
        return self.kind == RegroupKind.JOIN_UP

    @property
    def group_ids(self) -> set[int]:
        """The groups whose people are asked."""
        return {number for number in (self.group_id, self.other_id) if number}

    def concerns(self, group_id: int) -> bool:
        """Whether a group takes part in it."""
        return group_id in self.group_ids


class RegroupAnswer(models.Model):
    """What one person said: whether they come along, and what they would share with the new group."""

    regrouping = models.ForeignKey(Regrouping, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    comes = models.BooleanField()
    shares = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    answered_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["regrouping", "membership"], name="groups_one_regroup_answer"),
        )

    def __str__(self) -> str:
        return f"membership {self.membership_id} for {self.regrouping_id}"
