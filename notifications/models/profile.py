"""SenderProfile: in whose name, at which hours and at what cost a pain service's messages go out."""

from datetime import time
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from followon import clock


class SenderProfile(models.Model):
    """What the engine must know about a pain service in order to send for it; pmp writes it, by number.

    Quiet hours run from `quiet_from` in the evening until `quiet_until` in the morning, by their clock.
    """

    service_id = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    phone_hours = models.CharField(max_length=60, default="Mon to Fri, 9am to 4pm")
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(9))
    tz = models.CharField(max_length=40, default=clock.LONDON)
    pence_per_part = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("4.00"))
    from_address = models.EmailField(blank=True, help_text="Blank: the site's own")
    texts_per_day = models.PositiveSmallIntegerField(default=4, help_text="To one number")
    texts_per_hour = models.PositiveSmallIntegerField(default=2, help_text="To one number")
    texts_per_meeting = models.PositiveSmallIntegerField(default=3, help_text="To one person")
    second_person_above = models.PositiveSmallIntegerField(
        default=200, help_text="Who tells more people than this at once needs a second person to confirm it"
    )
    ordinary_per_day = models.PositiveSmallIntegerField(default=1, help_text="Non-urgent texts to one person")

    class Meta:
        db_table = "notifications_sender_profile"
        constraints = (
            models.CheckConstraint(
                name="sender_profile_has_daytime", condition=Q(quiet_until__lt=models.F("quiet_from"))
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, service_id: int | None) -> Self:
        """The service's profile, or the site's ordinary one where none was set."""
        found = cls.objects.filter(service_id=service_id).first() if service_id is not None else None
        return found or cls.ordinary()

    @classmethod
    def ordinary(cls) -> Self:
        """What holds where no service has said otherwise; not stored."""
        phone, hours = settings.SERVICE_PHONE, settings.SERVICE_HOURS
        return cls(service_id=0, name="Follow-on groups", phone=phone, phone_hours=hours)
