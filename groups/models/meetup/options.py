"""The dates everybody is asked about, the places that could be booked, and about how far areas are apart."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.models.meetup.season import Meetup
from groups.models.place import Place
from pmp.models import Service

if TYPE_CHECKING:
    pass


class MeetupSlot(models.Model):
    """A date and time everybody was, or will be, asked about."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="slots")
    on_date = models.DateField()
    start_time = models.TimeField()
    number = models.PositiveSmallIntegerField(help_text="What people text back: 1, 2, 3")
    notes = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    withdrawn_because = models.CharField(
        max_length=120, blank=True, help_text="Such as: it became a bank holiday"
    )

    class Meta:
        ordering = ("number", "on_date")
        constraints = (
            models.UniqueConstraint(fields=["meetup", "on_date", "start_time"], name="groups_meetup_slot_once"),
            models.UniqueConstraint(
                fields=["meetup", "number"], name="groups_meetup_slot_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on_date} {self.start_time}"

    @property
    def local(self) -> datetime:
        """The naive wall-clock start."""
        return datetime.combine(self.on_date, self.start_time)


class MeetupPlace(models.Model):
    """A place that could be booked this season, with the facts that decide."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    online_seats = models.PositiveSmallIntegerField(default=0)
    cost_pence = models.PositiveIntegerField(null=True, blank=True)
    not_free_on = models.ManyToManyField(MeetupSlot, blank=True, related_name="+")

    class Meta:
        ordering = ("place__name", "pk")
        constraints = (models.UniqueConstraint(fields=["meetup", "place"], name="groups_meetup_place_once"),)

    def __str__(self) -> str:
        return f"place {self.place_id} for {self.meetup_id}"


class AreaDistance(models.Model):
    """About how far two areas are apart, in miles; the coordinator's own estimate, used when a date is chosen."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    one = models.CharField(max_length=4)
    other = models.CharField(max_length=4)
    miles = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("one", "other")
        constraints = (
            models.UniqueConstraint(fields=["service", "one", "other"], name="groups_distance_once"),
        )

    def __str__(self) -> str:
        return f"{self.one} to {self.other}: {self.miles}"
