"""CheckIn: three short questions some months after a programme, and what one person answered, if they did."""

from typing import TYPE_CHECKING

from django.db import models

from followon import clock
from groups.protocol import CHECK_IN_MONTHS
from pmp.models import Enrolment

if TYPE_CHECKING:
    from followon.people.models import User


class StillInTouch(models.TextChoices):
    MEET = "MEET", "Yes, and we meet"
    TOUCH = "TOUCH", "Yes, without meeting"
    NO = "NO", "No"


class StillUsing(models.TextChoices):
    OFTEN = "OFTEN", "Often"
    SOMETIMES = "SOMETIMES", "Sometimes"
    NOT_NOW = "NOT_NOW", "Not at the moment"


class SeesGP(models.TextChoices):
    LESS = "LESS", "Less often"
    SAME = "SAME", "About as often"
    MORE = "MORE", "More often"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Reads of check-ins."""

    def of(self, person: "User") -> "CheckInQuerySet":
        """This person's own check-ins."""
        return self.filter(enrolment__person=person)

    def unanswered(self) -> "CheckInQuerySet":
        """Asked, and left alone: silence is an answer too, and nobody is asked a second time."""
        return self.filter(answered_at=None)

    def answered(self) -> "CheckInQuerySet":
        """Those that came back."""
        return self.filter(answered_at__isnull=False)


class CheckIn(models.Model):
    """One person asked once, at 4, 6, 12 or 24 months (F38). Only figures of five or more ever leave it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(help_text="After the end of the programme: 4, 6, 12 or 24")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    in_touch = models.CharField(max_length=10, choices=StillInTouch.choices, blank=True)
    using = models.CharField(max_length=10, choices=StillUsing.choices, blank=True)
    sees_gp = models.CharField(max_length=10, choices=SeesGP.choices, blank=True)
    ask_again = models.BooleanField(default=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ("enrolment", "months")
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "months"], name="groups_one_check_in_per_mark"),
            models.CheckConstraint(
                condition=models.Q(months__in=CHECK_IN_MONTHS), name="groups_check_in_at_a_mark"
            ),
        )

    def __str__(self) -> str:
        return f"check-in at {self.months} months"
