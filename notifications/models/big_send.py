"""BigSend: a send to so many people that a second person has to confirm it; SentToday: how much one person has sent."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from followon import clock
from followon.people.models import User
from notifications.models.team import services_of
from notifications.states import BigSendState


class BigSendQuerySet(models.QuerySet["BigSend"]):
    """Reads of sends that need two people."""

    def visible_to(self, person: User) -> Self:
        """Those of the services whose delivery log this person sees."""
        return self.filter(service_id__in=services_of(person))

    def waiting(self) -> Self:
        """Nobody has decided yet, and there is still time to."""
        return self.filter(state=BigSendState.WAITING, expires_at__gt=clock.now())

    def over_time(self, now: datetime) -> Self:
        """Nobody decided in time."""
        return self.filter(state=BigSendState.WAITING, expires_at__lte=now)


class BigSend(models.Model):
    """One thing said to many: its messages wait in the outbox until somebody else than `asked_by` confirms it."""

    service_id = models.BigIntegerField()
    name = models.CharField(max_length=100, help_text="What makes several calls one send")
    kind = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=BigSendState.choices, default=BigSendState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: the software, when nobody can be named",
    )  # fmt: skip
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = BigSendQuerySet.as_manager()

    class Meta:
        db_table = "notifications_big_send"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="big_send_confirmed_by_a_second_person",
                condition=~Q(state=BigSendState.CONFIRMED)
                | Q(decided_by__isnull=False, asked_by__isnull=True)
                | Q(decided_by__isnull=False, asked_by__isnull=False) & ~Q(decided_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["service_id", "name"], condition=Q(state=BigSendState.WAITING), name="big_send_waits_once"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"send to {self.people} people"


class SentToday(models.Model):
    """How many messages one person of the team has sent on one day; counted in the transaction that sends."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service_id = models.BigIntegerField()
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "notifications_sent_today"
        constraints = (
            models.UniqueConstraint(fields=["person", "service_id", "day"], name="sent_today_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
