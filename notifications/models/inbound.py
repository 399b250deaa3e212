"""Inbound: what somebody texted back, what we took it to mean, and who looked after it."""

from typing import Self

from django.conf import settings
from django.db import models

from followon import clock
from followon.people.models import User
from notifications.models.team import services_of
from notifications.states import InboundState


class InboundQuerySet(models.QuerySet["Inbound"]):
    """Reads of the texts people sent us."""

    def visible_to(self, user: User) -> Self:
        """Texts to the pain services whose messages this person looks after."""
        return self.filter(service_id__in=services_of(user))

    def needing_a_person(self) -> Self:
        """Texts we did not understand and nobody has looked after, the oldest first."""
        return self.filter(state=InboundState.NEEDS_PERSON).order_by("received_at", "pk")


class Inbound(models.Model):
    """One text somebody sent to us, kept once however often the provider delivers it."""

    sid = models.CharField(max_length=64, unique=True)
    from_address = models.CharField(max_length=320)
    to_address = models.CharField(max_length=320, blank=True)
    body = models.TextField(blank=True)
    opt_out_type = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=InboundState.choices, default=InboundState.NEW)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    message = models.ForeignKey(
        "notifications.Message", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    service_id = models.BigIntegerField(null=True)
    meaning = models.CharField(max_length=120, blank=True, help_text="What we took it to mean")
    asked = models.JSONField(default=dict, help_text="The choices we offered when we asked back")
    handled_by = models.CharField(max_length=40, blank=True)
    handled_at = models.DateTimeField(null=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        db_table = "notifications_inbound"
        indexes = (
            models.Index(fields=["from_address", "-received_at"], name="inbound_from"),
            models.Index(
                fields=["service_id", "received_at"],
                name="inbound_queue",
                condition=models.Q(state=InboundState.NEEDS_PERSON),
            ),
        )

    def __str__(self) -> str:
        return f"text {self.pk}: {self.state}"
