"""JoinAsk: somebody would like to be in a group; asked in private, answered by people (R048, R088)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.models.membership import Membership
from groups.states import JoinAskState
from pmp.models import Cohort, Service

if TYPE_CHECKING:
    from followon.people.models import User

OPEN = (JoinAskState.ASKED, JoinAskState.WAITING)


class JoinAskQuerySet(models.QuerySet["JoinAsk"]):
    """Reads of who would like to join."""

    def of(self, person: "User") -> "JoinAskQuerySet":
        """What this person asked."""
        return self.filter(person=person)

    def open(self) -> "JoinAskQuerySet":
        """Not answered yet, or waiting for a place."""
        return self.filter(state__in=OPEN)

    def lock(self, ask: "JoinAsk") -> "JoinAsk":
        """The fresh row with its group and person, held until the transaction ends."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("group__service", "service", "person", "leaving__group").get(pk=ask.pk)


class JoinAsk(models.Model):
    """Somebody would like to join a group; without a group they ask the service to find one.

    Nobody is asked why, so there is nowhere to write it. A group they leave for it hears nothing of the asking.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    leaving = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Their place in the group they leave quietly, once they are in this one",
    )  # fmt: skip
    from_cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    area = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=9, choices=JoinAskState.choices, default=JoinAskState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = JoinAskQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "group"], condition=models.Q(state__in=OPEN), name="groups_one_join_ask",
            ),
            models.UniqueConstraint(
                fields=["person", "service"], condition=models.Q(state__in=OPEN, group=None),
                name="groups_one_ask_for_a_group",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"person {self.person_id} asks to join {self.group_id}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to answer."""
        return self.state in OPEN
