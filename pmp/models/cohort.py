"""Cohort: one run of the programme; Session: one weekly meeting of it."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models

from followon import clock
from pmp.models.service import Post, Role, Service
from pmp.protocol import CHOICE_OPEN_FOR
from pmp.states import CohortState

if TYPE_CHECKING:
    from followon.people.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Reads of programmes."""

    def visible_to(self, person: "User") -> "CohortQuerySet":
        """Staff see the programmes of their service; a patient tutor sees those they help with."""
        posts = Post.objects.held_by(person)
        staff = posts.exclude(role=Role.PATIENT_TUTOR).values("service")
        return self.filter(models.Q(service__in=staff) | models.Q(tutors__in=posts)).distinct()

    def newest_first(self) -> "CohortQuerySet":
        """By the first session, latest on top."""
        return self.order_by("-starts_on", "-pk")


class Cohort(models.Model):
    """One run of a pain management programme: 8 to 12 weekly sessions with the same people."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    is_online = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CohortState.choices, default=CohortState.PLANNED)
    starts_on = models.DateField(help_text="The first session's day, kept in step with the sessions")
    ends_on = models.DateField(help_text="The last session's day, kept in step with the sessions")
    clinicians = models.ManyToManyField(Post, related_name="+", blank=True)
    tutors = models.ManyToManyField(Post, related_name="+", blank=True)
    edited_at = models.DateTimeField(default=clock.now)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["service", "name"], name="pmp_cohort_name_once_per_service"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="pmp_cohort_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def choice_closes_at(self) -> datetime:
        """When the private link to the choice stops working: the midnight after the last day it is open."""
        last_day = self.ends_on + CHOICE_OPEN_FOR
        return clock.at_local(datetime.combine(last_day + timedelta(days=1), time()), self.service.tz)


class Session(models.Model):
    """One weekly meeting of the programme. Numbers follow the dates; a session can be moved or removed."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    on_date = models.DateField()
    starts_at_local = models.TimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("cohort", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["cohort", "number"],
                name="pmp_session_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["cohort", "on_date"],
                name="pmp_one_session_a_day",
                deferrable=models.Deferrable.DEFERRED,
            ),
        )

    def __str__(self) -> str:
        return f"session {self.number}"

    def is_over(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.on_date < today
