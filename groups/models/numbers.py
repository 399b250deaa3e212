"""NumberChange: a crisis number somebody wants changed, and the second person who confirms it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from followon import clock
from followon.web.crisis import CrisisLines, UrgentLine, built_in
from pmp.models import Nation, Post, Role, Service

if TYPE_CHECKING:
    from followon.people.models import User


class NumberKind(models.TextChoices):
    """The numbers of the help pages that can be changed; 999 cannot."""

    URGENT = "URGENT", "Urgent mental health help"
    LISTENERS = "LISTENERS", "Somebody who listens, day and night"
    TEXT_LINE = "TEXT_LINE", "Help by text"
    PHONE = "PHONE", "Our own phone number"


class NumberChangeQuerySet(models.QuerySet["NumberChange"]):
    """Reads of changed numbers."""

    def visible_to(self, person: "User") -> "NumberChangeQuerySet":
        """Clinicians and coordinators see those of their own services."""
        posts = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR)
        return self.filter(service__in=posts.values("service"))

    def waiting(self) -> "NumberChangeQuerySet":
        """Asked for, and neither confirmed nor turned down."""
        return self.filter(confirmed_at=None, dropped_at=None).select_related("asked_by", "service")

    def in_force(self, nation: str) -> "NumberChangeQuerySet":
        """The newest confirmed number of each kind in a nation."""
        confirmed = self.filter(nation=nation, confirmed_at__isnull=False).exclude(what=NumberKind.PHONE)
        return confirmed.order_by("what", "-confirmed_at", "-pk").distinct("what")


class NumberChange(models.Model):
    """One number, asked for by somebody of the team and confirmed by somebody else after ringing it (H10)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    nation = models.CharField(max_length=20, choices=Nation.choices)
    what = models.CharField(max_length=10, choices=NumberKind.choices)
    value = models.CharField("number", max_length=16)
    instruction = models.CharField(max_length=60, blank=True, help_text="What to do once it answers")
    source = models.CharField("where it comes from", max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = NumberChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="groups_number_confirmed_by_a_second_person",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["service", "what"],
                condition=Q(confirmed_at=None, dropped_at=None),
                name="groups_one_number_waits_for_each_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} in {self.nation}"


CHECK_EVERY = timedelta(days=31)


class NumberCheckQuerySet(models.QuerySet["NumberCheck"]):
    """Reads of when the numbers were rung."""

    def in_time(self, at: datetime) -> "NumberCheckQuerySet":
        """Checks that are recent enough at the instant: one of them is enough (H10)."""
        return self.filter(at__gte=at - CHECK_EVERY)


class NumberCheck(models.Model):
    """Somebody has rung every number of the help pages and they were right; once a month (H10)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = NumberCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"numbers checked at {self.at}"


def lines_in_force(nation: str) -> CrisisLines:
    """The numbers of a nation with the confirmed changes; asks the database."""
    lines = built_in(nation)
    changed = {change.what: change for change in NumberChange.objects.in_force(nation)}
    urgent = changed.get(NumberKind.URGENT)
    return CrisisLines(
        urgent=UrgentLine(urgent.value, urgent.instruction) if urgent else lines.urgent,
        text_line=changed[NumberKind.TEXT_LINE].value if NumberKind.TEXT_LINE in changed else lines.text_line,
        text_word=changed[NumberKind.TEXT_LINE].instruction
        if NumberKind.TEXT_LINE in changed
        else lines.text_word,
        listeners=changed[NumberKind.LISTENERS].value if NumberKind.LISTENERS in changed else lines.listeners,
    )
