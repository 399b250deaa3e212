"""A chosen day and place, and who comes to it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followon import clock
from groups.models.meeting import Coming, How
from groups.models.meetup.asked import MeetupAsked
from groups.models.meetup.options import MeetupPlace, MeetupSlot
from groups.models.meetup.season import Meetup

if TYPE_CHECKING:
    pass


class MeetupSite(models.Model):
    """A chosen day and place; a season has one, or several where one place cannot serve all areas."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="sites")
    slot = models.ForeignKey(MeetupSlot, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(MeetupPlace, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    start_time = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    join_details = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")

    def __str__(self) -> str:
        return f"site {self.pk} of {self.meetup_id}"

    @property
    def local(self) -> datetime:
        """The naive wall-clock start."""
        return datetime.combine(self.on_date, self.start_time)

    @property
    def local_end(self) -> datetime:
        """The naive wall-clock end."""
        return self.local + (self.ends_at - self.starts_at)

    @property
    def is_on(self) -> bool:
        """Not called off."""
        return self.cancelled_at is None


class MeetupReply(models.Model):
    """Whether one person comes to the meetup, to which site, and whether they came."""

    asked = models.OneToOneField(MeetupAsked, on_delete=models.CASCADE, related_name="reply")
    site = models.ForeignKey(MeetupSite, on_delete=models.CASCADE, related_name="replies")
    coming = models.CharField(max_length=4, choices=Coming.choices)
    how = models.CharField(max_length=8, choices=How.choices)
    online = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    replied_at = models.DateTimeField(default=clock.now)
    came = models.BooleanField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who wrote it down for somebody who said it on the phone",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.coming
