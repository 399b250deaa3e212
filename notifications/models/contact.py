"""ContactPoint: an address and whether it works; Preference: how one person wants to be reached."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from followon import clock
from notifications.states import Channel, ContactStatus


class ContactPoint(models.Model):
    """A number or email address of one person and what we have learned about it.

    The address itself is the account's; this remembers its fate. Two people may share a phone: two rows,
    and a STOP from that phone closes both.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=320)
    status = models.CharField(max_length=10, choices=ContactStatus.choices, default=ContactStatus.UNVERIFIED)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_contact_point"
        constraints = (
            models.UniqueConstraint(fields=["channel", "address", "person"], name="contact_point_once"),
            models.CheckConstraint(name="contact_status_known", condition=Q(status__in=ContactStatus.values)),
        )

    def __str__(self) -> str:
        return f"{Channel(self.channel).label} of person {self.person_id}: {self.status}"


class Preference(models.Model):
    """How one person wants to be reached, and whether they have paused their messages."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    second_channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    language = models.CharField(max_length=40, blank=True, help_text="Blank means English")
    large_print = models.BooleanField(default=False)
    interpreter = models.CharField(
        max_length=40, blank=True, help_text="Which language, such as Sylheti or BSL"
    )
    tz = models.CharField(
        max_length=40, blank=True, help_text="Where they live, if not in the service's time zone"
    )
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    asked_still_paused_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_preference"
        constraints = (
            models.CheckConstraint(name="preference_channel_known", condition=Q(channel__in=Channel.values)),
        )
        indexes = (
            models.Index(
                fields=["paused_at"], name="preference_paused", condition=Q(paused_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} by {Channel(self.channel).label.lower()}"

    def is_paused(self, at: datetime) -> bool:
        """Whether this person's own pause is on at the instant."""
        return self.paused_at is not None and (self.paused_until is None or at < self.paused_until)
