"""Attempt: each try, the provider's id and answer; ProviderEvent: what the provider said afterwards."""

import uuid

from django.db import models
from django.db.models import Q

from followon import clock
from notifications.states import Outcome


class Attempt(models.Model):
    """One try at one message. Its id is our reference: the provider's callbacks carry it in their address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey("notifications.Message", on_delete=models.CASCADE, related_name="tries")
    n = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=20)
    address = models.CharField(max_length=320)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.SENDING)
    http = models.PositiveSmallIntegerField(null=True)
    code = models.CharField(max_length=20, blank=True)
    provider_sid = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique where known
    body_sha256 = models.CharField(max_length=64)
    parts = models.PositiveSmallIntegerField(default=0)
    pence = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    redacted_at = models.DateTimeField(null=True, help_text="When the provider was told to forget the words")
    resolved_by = models.CharField(max_length=10, blank=True, help_text="response, callback, list or human")

    class Meta:
        db_table = "notifications_attempt"
        constraints = (
            models.UniqueConstraint(fields=["provider", "provider_sid"], name="attempt_one_per_sid"),
            models.UniqueConstraint(fields=["message", "n"], name="attempt_numbered"),
        )
        indexes = (
            models.Index(
                fields=["started_at"],
                name="attempt_to_redact",
                condition=Q(redacted_at__isnull=True, provider_sid__isnull=False),
            ),
            models.Index(
                fields=["address", "body_sha256"],
                name="attempt_without_id",
                condition=Q(provider_sid__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"try {self.n} of message {self.message_id}: {self.outcome}"


class ProviderEvent(models.Model):
    """One thing a provider told us, kept once however often it is told; never changed after it is applied."""

    provider = models.CharField(max_length=20)
    event_key = models.CharField(max_length=120)
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.CASCADE, related_name="+")
    sid = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_provider_event"
        constraints = (models.UniqueConstraint(fields=["provider", "event_key"], name="provider_event_once"),)
        indexes = (
            models.Index(
                fields=["received_at"], name="provider_event_stray", condition=Q(applied_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} says {self.status} of {self.sid}"
