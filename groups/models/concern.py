"""Concern: somebody is worried about somebody; who is on duty, who was told, what came of it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.states import ConcernState
from pmp.models import Post, Role, Service

if TYPE_CHECKING:
    from followon.people.models import User


class DutyRank(models.TextChoices):
    """The safeguarding contact is the last to be told, and reads only what nobody else has acknowledged."""

    FIRST = "FIRST", "On duty"
    DEPUTY = "DEPUTY", "Deputy"
    SAFEGUARDING = "SAFEGUARDING", "Safeguarding contact"


class DutyQuerySet(models.QuerySet["Duty"]):
    """Reads of the rota."""

    def on(self, day: date) -> "DutyQuerySet":
        """Who is down for the day and not away, first before deputy; `until_date` is the first day without."""
        away = Absence.objects.filter(post=models.OuterRef("post"), from_date__lte=day, until_date__gt=day)
        down = self.filter(from_date__lte=day, until_date__gt=day).exclude(models.Exists(away))
        held = models.Q(post__until_date=None) | models.Q(post__until_date__gt=day)
        return (
            down.filter(held)
            .select_related("post__person")
            .order_by(models.Case(models.When(rank=DutyRank.FIRST, then=0), default=1), "from_date", "pk")
        )

    def readers(self) -> "DutyQuerySet":
        """Those who read concerns as they come: the first and the deputies."""
        return self.exclude(rank=DutyRank.SAFEGUARDING)


class Duty(models.Model):
    """A turn on the rota for concerns: a clinician, from a day until (not including) a day."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    rank = models.CharField(max_length=12, choices=DutyRank.choices)
    from_date = models.DateField()
    until_date = models.DateField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ("from_date", "rank", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_date__gt=models.F("from_date")), name="groups_duty_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rank} from {self.from_date}"


class Absence(models.Model):
    """A clinician's leave: their turns pass to the deputy on these days."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField()

    class Meta:
        ordering = ("from_date", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_date__gt=models.F("from_date")),
                name="groups_absence_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"away from {self.from_date}"


class AboutWhom(models.TextChoices):
    ME = "ME", "Me"
    MEMBER = "MEMBER", "Someone in my group"
    OTHER = "OTHER", "Someone else, or I’m not sure"


class ConcernOutcome(models.TextChoices):
    SPOKE = "SPOKE", "We spoke with the person"
    PASSED_ON = "PASSED_ON", "Passed on to their GP or another service"
    EMERGENCY = "EMERGENCY", "An emergency service was called"
    NOT_REACHED = "NOT_REACHED", "We could not reach anybody; noted in their record"
    NO_ACTION = "NO_ACTION", "Nothing more was needed"


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Reads of concerns; nobody but those named in `readable_by` ever sees one."""

    def open(self) -> "ConcernQuerySet":
        """Not closed."""
        return self.exclude(state=ConcernState.CLOSED)

    def waiting(self) -> "ConcernQuerySet":
        """Nobody has acknowledged it."""
        return self.filter(state=ConcernState.RAISED)

    def raised_by(self, person: "User") -> "ConcernQuerySet":
        """A person's own, drills left out."""
        return self.filter(raised_by=person, is_drill=False)

    def told_to_nobody(self) -> "ConcernQuerySet":
        """Nobody has acknowledged it, and nobody is or will be told of it: the rota has emptied since."""
        return self.waiting().filter(
            ~models.Exists(ConcernPage.objects.filter(concern=models.OuterRef("pk")))
        )

    def drills_of(self, service: Service) -> "ConcernQuerySet":
        """The drills of a service with who was told, the latest first."""
        drills = self.filter(service=service, is_drill=True).select_related("service", "acknowledged_by")
        return drills.prefetch_related("pages__person").order_by("-raised_at", "-pk")

    def readable_by(self, person: "User") -> "ConcernQuerySet":
        """The clinicians who are or were asked to act on it, those on duty today, and the leads of the service.

        A patient tutor never reads one; a coordinator does only while on the rota (reliability.md 7).
        """
        posts = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR)
        leads = posts.filter(is_lead=True).values("service")
        on_duty = Duty.objects.on(clock.today()).readers().filter(post__in=posts).order_by().values("service")
        asked = ConcernPage.objects.filter(person=person, due_at__lte=clock.now()).values("concern")
        own_services = posts.values("service")
        return self.filter(
            models.Q(service__in=leads)
            | models.Q(service__in=on_duty)
            | models.Q(pk__in=asked, service__in=own_services)
            | models.Q(acknowledged_by=person, service__in=own_services)
        )

    def most_urgent_first(self) -> "ConcernQuerySet":
        """Unacknowledged ones first, danger first, then the oldest."""
        waiting = models.Case(models.When(state=ConcernState.RAISED, then=0), default=1)
        return self.order_by(waiting, "-in_danger", "raised_at", "pk")


class Concern(models.Model):
    """One worry somebody sent to the pain service (R072, R073). What it says never leaves by text or email."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    caller = models.CharField(
        "who told us", max_length=80, blank=True, help_text="Who rang, when without an account"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="The member of staff who wrote it down for somebody who rang or texted",
    )  # fmt: skip
    about = models.CharField(max_length=6, choices=AboutWhom.choices)
    about_whom = models.CharField("who", max_length=80, blank=True)
    in_danger = models.BooleanField("danger now", default=False)
    what = models.CharField("what happened", max_length=500, blank=True)
    please_ring = models.BooleanField(default=False)
    reach_on = models.CharField("how to reach you", max_length=120)
    is_drill = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ConcernState.choices, default=ConcernState.RAISED)
    raised_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=ConcernOutcome.choices, blank=True)
    outcome_line = models.CharField(max_length=200, blank=True)
    in_the_record = models.BooleanField("copied to the person’s record", default=False)
    aftercare_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="groups_concern_raised_by_somebody",
                condition=models.Q(raised_by__isnull=False) | ~models.Q(caller=""),
            ),
            models.CheckConstraint(
                name="groups_concern_acknowledged_by_somebody",
                condition=models.Q(acknowledged_at=None, acknowledged_by=None)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="groups_concern_closed_with_an_outcome",
                condition=~models.Q(state=ConcernState.CLOSED)
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
            ),
        )

    def __str__(self) -> str:
        return f"concern {self.pk}"

    @property
    def told_by(self) -> str:
        """Who told us, in words."""
        return self.raised_by.full_name if self.raised_by else self.caller

    @property
    def is_closed(self) -> bool:
        return self.state == ConcernState.CLOSED


class PageLevel(models.TextChoices):
    """Who is told when: first at once, then up the line while nobody has acknowledged (decision 14)."""

    FIRST = "FIRST", "On duty"
    DEPUTY = "DEPUTY", "Deputy"
    LEAD = "LEAD", "Lead"
    SAFEGUARDING = "SAFEGUARDING", "Safeguarding contact"


class ConcernPage(models.Model):
    """One line of the escalation: this person is told at this instant unless somebody has acknowledged by then.

    Written when the concern is raised, so the clock survives every crash; the messages are rows of the outbox.
    """

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="pages")
    level = models.CharField(max_length=12, choices=PageLevel.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["concern", "level", "person"], name="groups_paged_once_per_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} at {self.due_at}"

    def is_due(self, at: datetime) -> bool:
        """Whether the instant has come."""
        return self.due_at <= at


class ConcernNote(models.Model):
    """What was done, in the clinician's words; seen by those who may read the concern, never by who raised it."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"note on {self.concern_id}"
