"""Who was asked to a season, and what they said about its dates."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.models.group import Group
from groups.models.meeting import How
from groups.models.meetup.options import MeetupSlot
from groups.models.meetup.season import Meetup

if TYPE_CHECKING:
    pass


class Need(models.TextChoices):
    """What somebody needs in order to come; a hard limit when the place is chosen."""

    STEP_FREE = "STEP_FREE", "No steps"
    INTERPRETER = "INTERPRETER", "An interpreter"
    HEARING_LOOP = "HEARING_LOOP", "A hearing loop"
    LIFT = "LIFT", "A lift there and back"
    ONLINE = "ONLINE", "To join from home, online"


class MeetupAsked(models.Model):
    """Somebody who was asked to a season: a member of a group, or somebody in none who agreed to be told.

    `area` is the first half of a postcode, never an address.
    """

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    needs = ArrayField(models.CharField(max_length=12, choices=Need.choices), default=list, blank=True)
    food = models.CharField(
        max_length=120, blank=True, help_text="What they can't eat or drink, in their own words"
    )
    area = models.CharField(max_length=4, blank=True)
    left_out_last_time = models.BooleanField(default=False)
    none_suit = models.BooleanField(default=False, help_text="None of the dates suit")
    answered_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    invited_to = models.ForeignKey(
        "groups.MeetupSite", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("person__first_name", "person__last_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["meetup", "person"], name="groups_asked_once_a_season"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} asked to {self.meetup_id}"

    @property
    def needs_in_words(self) -> list[str]:
        """What they need, in words."""
        return [Need(need).label for need in self.needs]


class Suits(models.TextChoices):
    YES = "YES", "Yes"
    IF_HAVE_TO = "IF_HAVE_TO", "If I have to"
    NO = "NO", "No"


class SlotAnswer(models.Model):
    """What one person said about one date; no row means no answer, which is not "no"."""

    asked = models.ForeignKey(MeetupAsked, on_delete=models.CASCADE, related_name="answers")
    slot = models.ForeignKey(MeetupSlot, on_delete=models.CASCADE, related_name="answers")
    suits = models.CharField(max_length=10, choices=Suits.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["asked", "slot"], name="groups_one_answer_a_slot"),)

    def __str__(self) -> str:
        return self.suits
