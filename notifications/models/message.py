"""Message: one thing to tell one person on one channel, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from followon import clock
from followon.people.models import User
from notifications import kinds
from notifications.models.team import services_of
from notifications.states import (
    LEASED,
    LOOKED_AFTER,
    MAY_HAVE_LEFT,
    NOT_REACHED,
    Channel,
    Expects,
    MessageState,
)


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of the outbox."""

    def visible_to(self, user: User) -> Self:
        """Messages of the pain services whose delivery log this person may see; concerns have pages of their own."""
        return self.of_services(services_of(user))

    def of_services(self, services: Iterable[int]) -> Self:
        """What a delivery log of these services lists."""
        return self.filter(service_id__in=services).exclude(kind__in=kinds.unlisted())

    def sent_to(self, person: User) -> Self:
        """What this person was sent or will be sent, newest first."""
        return self.filter(person=person).order_by("-next_at", "-pk")

    def concerning(self, about: str) -> Self:
        """Everything said about one thing."""
        return self.filter(about=about)

    def told(self) -> Self:
        """Messages that may have reached somebody's eyes."""
        return self.filter(Q(state__in=MAY_HAVE_LEFT) | Q(in_doubt=True))

    def not_reached(self) -> Self:
        """Messages that were tried in vain or came too late, or that nobody can be sure about."""
        return self.filter(state__in=NOT_REACHED)

    def by_hand(self, at: datetime | None = None) -> Self:
        """Calls to make and letters to post whose time has come, the oldest first."""
        return self.filter(state=MessageState.BY_HAND, next_at__lte=at or clock.now()).order_by(
            "next_at", "pk"
        )

    def needing_a_person(self, at: datetime | None = None) -> Self:
        """Calls and letters that are due, and messages that failed with nothing else on its way; newest first.

        A failure counts for 30 days, and no longer than two days past its use. Codes and answers to texts are
        nobody's work.
        """
        now = at or clock.now()
        first = Coalesce(OuterRef("fallback_of_id"), OuterRef("pk"))
        others = Message.objects.filter(Q(fallback_of_id=first) | Q(pk=first), state__in=LOOKED_AFTER)
        still = Q(not_after=None) | Q(not_after__gt=now - timedelta(days=2))
        failed = Q(still, state__in=NOT_REACHED, next_at__gt=now - timedelta(days=30)) & ~Exists(others)
        due = Q(state=MessageState.BY_HAND, next_at__lte=now)
        return self.filter(failed | due).exclude(kind__in=kinds.machine_only()).order_by("-pk")

    def waiting(self) -> Self:
        """Messages that have still to go."""
        return self.filter(state__in=(MessageState.SCHEDULED, *LEASED))

    def of_kinds(self, slugs: Iterable[str] | None) -> Self:
        """Only these kinds; all of them when None."""
        return self if slugs is None else self.filter(kind__in=list(slugs))


class Message(models.Model):
    """One thing to tell one person on one channel, once; the row is the truth about it.

    `send_at` is when it was meant to go, `next_at` when the engine looks next. `key` makes it once only.
    `about` names the subject, such as `meeting:12`; `revision` is the subject's revision when it was queued.
    Texts and payloads are emptied after the time in the retention table; the row stays for the counts.
    """

    kind = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    about = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    revision = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict)
    by = models.CharField(max_length=40, help_text="Actor key of whoever asked for it, such as person:7")
    service_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    batch = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(default=5)
    expects = models.CharField(max_length=10, choices=Expects.choices, default=Expects.NOTHING)
    fallback_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    big_send = models.ForeignKey(
        "notifications.BigSend", null=True, on_delete=models.SET_NULL, related_name="messages", db_index=False,
        help_text="Goes only once a second person has confirmed that send",
    )  # fmt: skip

    created_at = models.DateTimeField(default=clock.now)
    send_at = models.DateTimeField()
    next_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)

    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.SCHEDULED)
    reason = models.CharField(
        max_length=200, default="", db_default="", help_text="Why it is in this state, in plain words"
    )
    withdrawn_because = models.CharField(
        max_length=200, default="", db_default="", help_text="Never to be sent again, though it may be out"
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    spared = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Tries that do not count: we were told to wait"
    )
    lapses = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often a worker died before sending it"
    )
    in_doubt = models.BooleanField(
        default=False, db_default=False, help_text="It ended without anybody knowing if it was sent"
    )
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    address = models.CharField(
        max_length=320, default="", db_default="", help_text="Number or email it was sent to"
    )
    subject = models.CharField(max_length=200, default="", db_default="")
    body = models.TextField(default="", db_default="")
    parts = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="How many texts it takes")
    sent_at = models.DateTimeField(null=True, help_text="When the last attempt began")
    final_at = models.DateTimeField(null=True, help_text="When the provider told us how it ended")
    receipt_rank = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How far the best receipt so far goes"
    )
    answered_at = models.DateTimeField(null=True, help_text="When the person answered it")

    objects = MessageQuerySet.as_manager()

    loaded: Any = None  # what the kind's load() fetched for a whole batch; never stored

    class Meta:
        db_table = "notifications_message"
        constraints = (
            models.CheckConstraint(
                name="message_leased_while_held",
                condition=Q(state__in=LEASED, lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=LEASED) & Q(lease_token__isnull=True, lease_until__isnull=True)),
            ),
            models.CheckConstraint(name="message_priority_0_to_9", condition=Q(priority__lte=9)),
            models.CheckConstraint(name="message_state_known", condition=Q(state__in=MessageState.values)),
            models.CheckConstraint(name="message_channel_known", condition=Q(channel__in=Channel.values)),
        )
        indexes = (
            models.Index(
                fields=["channel", "priority", "next_at", "id"],
                name="message_due",
                condition=Q(state=MessageState.SCHEDULED),
            ),
            models.Index(fields=["lease_until"], name="message_leases", condition=Q(state__in=LEASED)),
            models.Index(
                fields=["next_at"], name="message_unsure", condition=Q(state=MessageState.UNCERTAIN)
            ),
            models.Index(
                fields=["service_id", "next_at"],
                name="message_by_hand",
                condition=Q(state=MessageState.BY_HAND),
            ),
            models.Index(
                fields=["service_id", "-id"],
                name="message_not_reached",
                condition=Q(state__in=NOT_REACHED),
            ),
            models.Index(fields=["about", "kind"], name="message_about"),
            models.Index(fields=["person", "-id"], name="message_person"),
            models.Index(
                fields=["address", "-sent_at"], name="message_address", condition=Q(sent_at__isnull=False)
            ),
            models.Index(fields=["service_id", "-id"], name="message_log"),
            models.Index(fields=["batch"], name="message_batch", condition=~Q(batch="")),
            models.Index(fields=["big_send"], name="message_big_send", condition=Q(big_send__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} to person {self.person_id} ({self.state})"

    @property
    def state_in_words(self) -> str:
        """What happened to it, as people read it; with the reason where there is one."""
        words = MessageState(self.state).label
        return f"{words}: {self.reason}" if self.reason else words
