"""SendSwitch: what may not be sent for now; ProviderState: how fast, how well and at what cost one sends."""

from django.db import models

from followon import clock
from notifications.states import SwitchScope


class SendSwitch(models.Model):
    """Somebody has stopped something from being sent. Deleted rows do not exist: on again is `is_off=False`.

    After it is released, what waited goes out paced from `released_at` on, never in a burst.
    """

    scope = models.CharField(max_length=10, choices=SwitchScope.choices)
    value = models.CharField(
        max_length=60, blank=True, help_text="SMS, twilio, a kind, a group's or service's number"
    )
    is_off = models.BooleanField(default=True)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_send_switch"
        constraints = (models.UniqueConstraint(fields=["scope", "value"], name="send_switch_once"),)

    def __str__(self) -> str:
        return f"{SwitchScope(self.scope).label} {self.value} {'off' if self.is_off else 'on'}".replace(
            "  ", " "
        )


class ProviderState(models.Model):
    """One row per provider: the token bucket, the breaker and today's spend; locked once per batch."""

    provider = models.CharField(max_length=20, primary_key=True)
    per_second = models.FloatField(null=True, help_text="Text parts a second; no limit when empty")
    burst = models.FloatField(default=30)
    tokens = models.FloatField(default=30)
    refilled_at = models.DateTimeField(default=clock.now)
    slow_until = models.DateTimeField(null=True, help_text="The provider asked us to wait until then")
    recent = models.CharField(
        max_length=40, blank=True, help_text="Newest outcomes last: . good, x no answer"
    )
    open_until = models.DateTimeField(null=True, help_text="The breaker is open until then; one probe after")
    spend_date = models.DateField(null=True)
    spent_pence = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    cap_pence = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, help_text="A day; no cap when empty"
    )

    class Meta:
        db_table = "notifications_provider_state"

    def __str__(self) -> str:
        return self.provider
