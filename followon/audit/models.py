"""Event: append-only, no foreign keys, refuses update and delete."""

from typing import Any, NoReturn

from django.db import models

from followon import clock


class EventQuerySet(models.QuerySet["Event"]):
    """The history; written by `audit.recorder` alone."""

    def concerning(self, about: str) -> "EventQuerySet":
        """Everything that happened to one thing, newest first."""
        return self.filter(about=about).order_by("-at", "-pk")

    def by_actor(self, actor: str) -> "EventQuerySet":
        """Everything one actor did, newest first."""
        return self.filter(actor=actor).order_by("-at", "-pk")

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class AppendOnly(Exception):
    """The audit trail is never rewritten."""


class Event(models.Model):
    """One thing that happened, in ids and dates: no names, no numbers, no free text, so that erasing a person
    needs no rewriting of history. A database trigger refuses UPDATE and DELETE as well."""

    at = models.DateTimeField(default=clock.now)
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    about = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "audit_event"
        indexes = (
            models.Index(fields=["about", "-at"], name="audit_by_about"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
        )

    def __str__(self) -> str:
        return f"{self.name} about {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
