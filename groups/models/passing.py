"""PassOn: an organiser hands one meeting on; PassOnAsk: who was asked to take it, and what they said."""

from datetime import datetime

from django.db import models

from followon import clock
from groups.models.meeting import Meeting
from groups.models.membership import Membership
from groups.states import PassOnState


class PassOnQuerySet(models.QuerySet["PassOn"]):
    """Reads of meetings being handed on."""

    def open(self) -> "PassOnQuerySet":
        """Nobody has taken it yet, and it still matters."""
        return self.filter(state__in=[PassOnState.STAND_IN, PassOnState.EVERYBODY, PassOnState.STUCK])

    def due(self, at: datetime) -> "PassOnQuerySet":
        """Those whose next step has come: ask the others, or tell the service."""
        return self.filter(state__in=[PassOnState.STAND_IN, PassOnState.EVERYBODY], next_step_at__lte=at)


class PassOn(models.Model):
    """Somebody asked that another look after one meeting; no reason is asked or kept (F13).

    The stand-in is asked first, then everybody who is willing; the first to say yes takes it. The meeting stands.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="pass_ons")
    given_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=PassOnState.choices, default=PassOnState.STAND_IN)
    began_at = models.DateTimeField(default=clock.now)
    next_step_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PassOnQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(
                    state__in=[PassOnState.STAND_IN, PassOnState.EVERYBODY, PassOnState.STUCK]
                ),
                name="groups_one_open_pass_on",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PassOnState.TAKEN, taken_by__isnull=False)
                | ~models.Q(state=PassOnState.TAKEN),
                name="groups_pass_on_taken_by_somebody",
            ),
        )
        indexes = (
            models.Index("next_step_at", name="groups_pass_on_due", condition=models.Q(ended_at=None)),
        )

    def __str__(self) -> str:
        return f"meeting {self.meeting_id} handed on: {self.state}"


class PassOnAsk(models.Model):
    """One member was asked to look after the meeting."""

    pass_on = models.ForeignKey(PassOn, on_delete=models.CASCADE, related_name="asks")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    said_yes = models.BooleanField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["pass_on", "membership"], name="groups_pass_on_asked_once"),
        )

    def __str__(self) -> str:
        return f"member {self.membership_id} asked"
