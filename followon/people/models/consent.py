"""Consent: append-only ledger; who agreed to what wording, when, and who wrote it down."""

import re
from datetime import date

from django.conf import settings
from django.db import models

from followon import clock


class Method(models.TextChoices):
    """How somebody told us (Farr et al. 2021, "Methods": verbal or written, depending on the mode)."""

    SCREEN = "SCREEN", "on screen"
    LINK = "LINK", "by a private link"
    TEXT = "TEXT", "by text"
    ROOM = "ROOM", "in the room"
    PHONE = "PHONE", "by phone"
    PAPER = "PAPER", "on paper"
    CARRIED = "CARRIED", "carried over from the programme"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reads of the ledger; the newest line for a person, purpose and scope is the one in force."""

    def latest_lines(self) -> "ConsentQuerySet":
        """The newest line of each person, purpose and scope."""
        return self.order_by("person_id", "purpose", "scope", "-at", "-pk").distinct(
            "person_id", "purpose", "scope"
        )

    def in_force(self) -> "ConsentQuerySet":
        """Lines that say yes and have not been followed by a no."""
        newest = Consent.objects.latest_lines().values("pk")
        return self.filter(pk__in=newest, given=True)


class Consent(models.Model):
    """One line of the ledger: this person said yes or no to this purpose, in these words, on this day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(
        max_length=60, help_text="Declared by the app that needs it, such as share.mobile"
    )
    scope = models.CharField(max_length=40, help_text="Whom it concerns, such as group:12 or service:1")
    given = models.BooleanField()
    wording = models.CharField(max_length=40, help_text="Version of the words that were agreed to")
    method = models.CharField(max_length=10, choices=Method.choices)
    recorded_by = models.CharField(max_length=40, help_text="Actor key, such as person:7 or job:demo")
    at = models.DateTimeField(default=clock.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        db_table = "people_consent"
        indexes = (
            models.Index(fields=["person", "purpose", "scope", "-at", "-id"], name="people_consent_newest"),
        )

    def __str__(self) -> str:
        return f"{'yes' if self.given else 'no'} to {self.purpose} for {self.scope}"

    @property
    def words_of(self) -> str:
        """When its words were written, as people say it: November 2026 for the version `sharing-2026-11`."""
        month = re.search(r"-(\d{4}-\d{2})$", self.wording)
        return f"{date.fromisoformat(f'{month[1]}-01'):%B %Y}" if month else self.wording
