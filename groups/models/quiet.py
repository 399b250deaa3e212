"""QuietSpell: a time in which a group did not meet, and why, in the words it chose itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from followon import clock
from groups.models.group import Group


class QuietReason(models.TextChoices):
    """Why groups meet less, as the paper found (R061); never whose reason it is."""

    CONTACT = "CONTACT", "We have lost touch with each other"
    ILLNESS = "ILLNESS", "Too many of us are not well enough"
    BUSY = "BUSY", "Life is full: family, work, other things"
    TIMES = "TIMES", "The days, the times or getting there"


class QuietSpell(models.Model):
    """Since when a group is quiet, and the reasons it chose. It belongs to the group, to nobody in it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(help_text="The day they last met, or the day the group began")
    reasons = ArrayField(models.CharField(max_length=8, choices=QuietReason.choices), default=list)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["group", "since"], name="groups_one_reason_per_quiet"),
        )

    def __str__(self) -> str:
        return f"group {self.group_id} quiet since {self.since}"

    @property
    def in_words(self) -> list[str]:
        """The reasons as the group chose them."""
        return [QuietReason(reason).label for reason in self.reasons]
