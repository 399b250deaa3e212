"""The audit trail's own event: somebody of the team opened a person's details."""

from django.db.models import TextChoices


class Event(TextChoices):
    DETAILS_READ = "audit.details.read", "{actor} looked at the {what} of {about}"
