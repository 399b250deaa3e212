"""Origin: where these rows were written and how far they had got; what remembers a restored backup."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from notifications.models.attempt import Attempt
from notifications.models.message import Message
from notifications.states import MACHINE_CHANNELS, MessageState


class OriginManager(models.Manager["Origin"]):
    """The one row."""

    def holding(self) -> "Origin | None":
        """The row while sending is held because a backup was put back; else None."""
        return self.filter(held_at__isnull=False).first()


class Origin(models.Model):
    """One row. `mark` names the database it was written in, so a copy of it elsewhere can tell.

    While `held_at` is set a backup was put back and nothing leaves; what was due since `held_from`, the last
    sign of life in the backup, may have left already and is looked up at the provider first.
    """

    mark = models.CharField(max_length=80)
    passes = models.BigIntegerField(default=0, help_text="Dispatch passes so far; Redis remembers it, too")
    held_from = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    objects = OriginManager()

    class Meta:
        db_table = "notifications_origin"
        constraints = (models.CheckConstraint(name="origin_is_one", condition=Q(pk=1)),)

    def __str__(self) -> str:
        return f"{self.passes} passes in {self.mark}"

    @property
    def lost(self) -> tuple[datetime, datetime]:
        """Both ends of the time that the backup knows nothing of."""
        if self.held_from is None or self.held_at is None:
            raise ValueError("Sending is not held.")
        return self.held_from, self.held_at

    def unexamined(self) -> QuerySet[Message]:
        """What was due before the backup was put back and nobody has asked the provider about."""
        begin, end = self.lost
        asked = Attempt.objects.filter(message=OuterRef("pk"), started_at=begin)
        return Message.objects.filter(
            ~Exists(asked),
            state=MessageState.SCHEDULED,
            channel__in=MACHINE_CHANNELS,
            next_at__lte=end,
        )

    def still_checking(self) -> int:
        """How many messages nobody knows about yet; sending stays held until there are none."""
        unsure = Message.objects.filter(
            state__in=(MessageState.CLAIMED, MessageState.SENDING, MessageState.UNCERTAIN)
        )
        return self.unexamined().count() + unsure.count()

    def release(self) -> None:
        """Sending is no longer held."""
        self.held_from = self.held_at = None
        self.save(update_fields=["held_from", "held_at"])
