"""Handover: three sessions from 'here is an idea' to 'it is yours'."""

from typing import TYPE_CHECKING

from django.db import models

from followon import clock
from pmp.models.cohort import Cohort
from pmp.models.service import Post
from pmp.protocol import STEPS
from pmp.states import HandoverState

if TYPE_CHECKING:
    from followon.people.models import User


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reads of handovers."""

    def visible_to(self, person: "User") -> "HandoverQuerySet":
        """As the programme they belong to."""
        return self.filter(cohort__in=Cohort.objects.visible_to(person))

    def under_way(self) -> "HandoverQuerySet":
        """Not handed over, and not ended without a group."""
        return self.exclude(state__in=[HandoverState.HANDED_OVER, HandoverState.NO_GROUP])


class Handover(models.Model):
    """The way of one cohort from its last three sessions to a group of its own,
    or to a good ending without."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="handover")
    state = models.CharField(max_length=12, choices=HandoverState.choices, default=HandoverState.NOT_STARTED)
    state_since = models.DateTimeField(default=clock.now)
    tutor = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tutor_asked_at = models.DateTimeField(null=True, blank=True, help_text="When the tutor was last asked")
    tutor_coming = models.BooleanField(
        null=True, blank=True, help_text="The tutor's own answer for session N-1"
    )
    already_meeting = models.BooleanField(default=False, help_text="They meet by themselves already (R041)")
    connectedness = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 to 3, as the room says (R084)"
    )
    draft_plan = models.JSONField(
        default=dict, blank=True, help_text="Day, time, place and rhythm talked about so far"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    def __str__(self) -> str:
        return f"handover of {self.cohort_id}"

    @property
    def is_over(self) -> bool:
        return self.state in (HandoverState.HANDED_OVER, HandoverState.NO_GROUP)


class Outcome(models.TextChoices):
    DONE = "DONE", "Done"
    NOT_NEEDED = "NOT_NEEDED", "Not needed"


class HandoverStep(models.Model):
    """What came of one step. Steps hang on the handover, not on a session,
    so moving sessions loses nothing (F1)."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=20, choices=[(step.key, step.title) for step in STEPS])
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["handover", "key"], name="pmp_step_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.DONE) | ~models.Q(reason=""),
                name="pmp_not_needed_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"
