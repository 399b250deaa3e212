"""A member's own plans: goals, a plan for a flare-up, notes for an appointment. Private, whatever one's post is."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from followon import clock
from groups.models.membership import Membership

if TYPE_CHECKING:
    from followon.people.models import User

LINE_LENGTH = 100


def _lines() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=LINE_LENGTH), default=list, blank=True)


class HowOften(models.TextChoices):
    WHEN_I_CAN = "WHEN_I_CAN", "When I can"
    WEEKLY = "WEEKLY", "About once a week"
    FEW = "FEW", "A few times a week"
    DAILY = "DAILY", "Most days"


class GoalQuerySet(models.QuerySet["Goal"]):
    """Reads of goals."""

    def of(self, person: "User") -> "GoalQuerySet":
        """Somebody's own; nobody reads another person's."""
        return self.filter(person=person)

    def open(self) -> "GoalQuerySet":
        """Those that have not been put away."""
        return self.filter(put_away_at=None)


class Goal(models.Model):
    """Something somebody would like to do, with a small first step. Only the last day is kept: no score, no streak."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=LINE_LENGTH)
    first_step = models.CharField(max_length=LINE_LENGTH)
    how_often = models.CharField(max_length=10, choices=HowOften.choices, default=HowOften.WHEN_I_CAN)
    last_done_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return "a goal"

    def is_done(self, on: date) -> bool:
        """Whether it was done on the day."""
        return self.last_done_on == on

    @property
    def is_done_today(self) -> bool:
        """Whether it was done already today."""
        return self.is_done(clock.today())


class GoalsSwitch(models.Model):
    """What somebody chose about goals, where it is not what their group's purpose says (R067)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.BooleanField()

    def __str__(self) -> str:
        return "goals on" if self.on else "goals off"


class FlareUpPlanQuerySet(models.QuerySet["FlareUpPlan"]):
    """Reads of plans for a flare-up."""

    def of(self, person: "User") -> "FlareUpPlanQuerySet":
        """Somebody's own."""
        return self.filter(person=person)


class FlareUpPlan(models.Model):
    """What somebody wrote when well, for a day on which thinking is hard: five short lists (ux 8j, R070)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    signs = _lines()
    pacing = _lines()
    helps = _lines()
    people = _lines()
    tell = _lines()
    friends = models.ManyToManyField(
        Membership, blank=True, related_name="+", help_text="Fellow members to text"
    )
    changed_at = models.DateTimeField(default=clock.now)

    objects = FlareUpPlanQuerySet.as_manager()

    PARTS = ("signs", "pacing", "helps", "people", "tell")

    def __str__(self) -> str:
        return "a plan for a flare-up"


class FlareUpShareQuerySet(models.QuerySet["FlareUpShare"]):
    """Reads of who may see whose plan."""

    def readable_by(self, person: "User") -> "FlareUpShareQuerySet":
        """Plans that fellow members chose to share with this person, while both are in that group."""
        there = Membership.objects.current()
        owner = there.filter(
            group=models.OuterRef("membership__group"), person=models.OuterRef("plan__person")
        )
        mine = self.filter(membership__person=person, membership__in=there)
        return mine.filter(models.Exists(owner))


class FlareUpShare(models.Model):
    """One chosen member may read one plan, until its owner takes that back."""

    plan = models.ForeignKey(FlareUpPlan, on_delete=models.CASCADE, related_name="shares")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)

    objects = FlareUpShareQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "membership"], name="groups_plan_shared_once"),
        )

    def __str__(self) -> str:
        return f"plan {self.plan_id} shared with member {self.membership_id}"


class AppointmentNotes(models.Model):
    """What somebody wants to say and ask at an appointment, on one sheet to print (R068)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    who = models.CharField("who the appointment is with", max_length=80, blank=True)
    on_date = models.DateField(null=True, blank=True)
    matters = models.TextField("what matters most to me", max_length=300, blank=True)
    changed = models.TextField("what has changed since last time", max_length=300, blank=True)
    tried = models.TextField("what I have tried", max_length=300, blank=True)
    questions = models.TextField("what I want to ask", max_length=300, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    WORDS = ("matters", "changed", "tried", "questions")

    def __str__(self) -> str:
        return "notes for an appointment"

    @property
    def in_words(self) -> dict[str, str]:
        """What they want to say and ask, each under its heading."""
        heading = {field.name: str(field.verbose_name) for field in self._meta.concrete_fields}
        return {heading[name]: getattr(self, name) for name in self.WORDS}
