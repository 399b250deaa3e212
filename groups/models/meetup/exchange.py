"""What groups tell each other: their news, what to talk about, and being put in touch."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.models.meetup.asked import MeetupAsked
from groups.models.meetup.season import Meetup

if TYPE_CHECKING:
    pass


class GroupNews(models.Model):
    """How a group is getting on, in three lines; the other groups read it (R023)."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="news")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    went_well = models.CharField("what went well", max_length=200, blank=True)
    was_hard = models.CharField("what was hard", max_length=200, blank=True)
    would_ask = models.CharField("what we would like to ask", max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("group__name", "pk")
        constraints = (models.UniqueConstraint(fields=["meetup", "group"], name="groups_news_once_a_season"),)

    def __str__(self) -> str:
        return f"news of group {self.group_id}"


class Theme(models.Model):
    """Something members would like to talk about at the meetup; they vote."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="themes")
    words = models.CharField(max_length=80)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    votes = models.ManyToManyField(MeetupAsked, blank=True, related_name="+")

    class Meta:
        ordering = ("words", "pk")

    def __str__(self) -> str:
        return self.words


class InTouch(models.Model):
    """One group would like to be put in touch with another; nothing is passed on before both say yes."""

    meetup = models.ForeignKey(Meetup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asking = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    by_area = models.BooleanField(
        default=False, help_text="Found as a group nearby: it is not named before it has said yes (F23)"
    )
    agreed = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["asking", "other"], name="groups_in_touch_once"),
            models.CheckConstraint(
                condition=~models.Q(asking=models.F("other")), name="groups_in_touch_with_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asking_id} would like to meet {self.other_id}"
