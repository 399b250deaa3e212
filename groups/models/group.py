"""Group: the follow-on group a handover became."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from followon import clock
from groups.protocol import SHORT_NAME_LENGTH, TUTOR_ACCESS_AFTER_LAST
from groups.states import GroupState, MembershipState
from pmp.models import Cohort, Post, Role, Service

if TYPE_CHECKING:
    from followon.people.models import User

_CODE_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


def new_code() -> str:
    """An opaque code for a group's address; no vowels, so no words."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))


class GroupPurpose(models.TextChoices):
    """What a group is for, as its members say (Table 2); being social is never second best (R002)."""

    SOCIAL = "SOCIAL", "Friendship and a laugh"
    TECHNIQUES = "TECHNIQUES", "What helps, such as pacing"
    GOALS = "GOALS", "Setting goals"
    HOBBIES = "HOBBIES", "Hobbies and crafts"
    EXERCISE = "EXERCISE", "Moving and exercise"
    OUTINGS = "OUTINGS", "Outings"
    NO_GOALS = "NO_GOALS", "We do not set goals"


class RhythmKind(models.TextChoices):
    NEXT_DATE = "NEXT_DATE", "We agree the next date each time"
    EVERY_WEEKS = "EVERY_WEEKS", "Every so many weeks"
    MONTHLY = "MONTHLY", "On a day of the month, such as the second Tuesday"


class Channel(models.TextChoices):
    """Ways a group keeps in touch outside this site; ticked by the group, for Table 2 only."""

    PHONE = "PHONE", "Phone calls"
    SMS = "SMS", "Texts"
    EMAIL = "EMAIL", "Email"
    WHATSAPP = "WHATSAPP", "WhatsApp"
    FACEBOOK = "FACEBOOK", "Facebook"


class GroupQuerySet(models.QuerySet["Group"]):
    """Reads of groups."""

    def visible_to(self, person: "User") -> "GroupQuerySet":
        """A member sees their own groups, while they are a member (read at each request)."""
        return self.filter(
            memberships__person=person,
            memberships__state__in=[MembershipState.ACTIVE, MembershipState.PAUSED],
        )

    def overseen_by(self, person: "User") -> "GroupQuerySet":
        """Clinicians and coordinators see that their service's groups exist; a patient tutor sees those they
        help, until 14 days after the third meeting. Seeing a group is not seeing its people (decision 7)."""
        posts = Post.objects.held_by(person)
        staff = posts.exclude(role=Role.PATIENT_TUTOR).values("service")
        helping = models.Q(tutor__in=posts) & (
            models.Q(tutor_until=None) | models.Q(tutor_until__gt=clock.now())
        )
        return self.filter(models.Q(service__in=staff) | helping)

    def running(self) -> "GroupQuerySet":
        """Groups that have not ended."""
        return self.exclude(state=GroupState.CLOSED)

    def lock(self, group: "Group") -> "Group":
        """The fresh row with its service, held until the transaction ends; taken before any meeting's."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("service", "cohort", "usual_place", "tutor__person").get(pk=group.pk)

    def lock_all(self, numbers: Collection[int]) -> "list[Group]":
        """Several groups, held until the transaction ends, always in the same order: two who lock them never wait
        for each other."""
        rows = self.select_for_update(of=("self",), no_key=True).filter(pk__in=numbers)
        return list(rows.select_related("service").order_by("pk"))


class Group(models.Model):
    """A follow-on group: people from a programme who go on meeting by themselves."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=8, unique=True, default=new_code)
    name = models.CharField(max_length=60)
    short_name = models.CharField("name in texts", max_length=SHORT_NAME_LENGTH)
    state = models.CharField(max_length=8, choices=GroupState.choices, default=GroupState.FORMING)
    purposes = ArrayField(
        models.CharField(max_length=12, choices=GroupPurpose.choices), default=list, blank=True
    )
    agreement = models.TextField(
        blank=True, help_text="How we look after each other, in the group's own words"
    )
    tz = models.CharField("time zone", max_length=40, default="Europe/London")
    rhythm = models.CharField(max_length=12, choices=RhythmKind.choices, default=RhythmKind.NEXT_DATE)
    every_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    nth_of_month = models.SmallIntegerField(null=True, blank=True, help_text="1 to 4, or -1 for the last")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 is Monday")
    usual_time = models.TimeField(null=True, blank=True)
    usual_length = models.DurationField(default=timedelta(minutes=90))
    usual_place = models.ForeignKey(
        "groups.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channels = ArrayField(models.CharField(max_length=8, choices=Channel.choices), default=list, blank=True)
    chat_link = models.URLField(
        blank=True, help_text="The group's own chat; members only, hidden from the service"
    )
    is_open = models.BooleanField(default=False, help_text="Happy to welcome people from other programmes")
    offers_plan = models.BooleanField(
        "ideas, and a plan for each meeting", default=True, help_text="The group has the last word (R069)"
    )
    is_nearby = models.BooleanField(
        default=False, help_text="Groups nearby that say so too may see our area and how often we meet"
    )
    area = models.CharField(max_length=4, blank=True, help_text="First half of a postcode, for nearby groups")
    tutor = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tutor_until = models.DateTimeField(null=True, blank=True)
    programme_ended_on = models.DateField(null=True, blank=True)
    formed_at = models.DateTimeField(default=clock.now)
    established_on = models.DateField(
        null=True, blank=True, help_text="First in-person meeting of three (protocol)"
    )
    resting_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=20, blank=True)
    goes_on_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="The group its people joined up into",
    )  # fmt: skip
    edited_at = models.DateTimeField(default=clock.now)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        indexes = (models.Index(fields=["service", "name", "id"], name="group_by_name"),)
        constraints = (
            models.CheckConstraint(
                name="groups_rhythm_is_whole",
                condition=models.Q(rhythm=RhythmKind.NEXT_DATE)
                | models.Q(rhythm=RhythmKind.EVERY_WEEKS, every_weeks__isnull=False)
                | models.Q(rhythm=RhythmKind.MONTHLY, nth_of_month__isnull=False, weekday__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_established(self) -> bool:
        return self.established_on is not None

    @property
    def tutor_access_lasts(self) -> timedelta:
        """How long after the third meeting the patient tutor may still look in."""
        return TUTOR_ACCESS_AFTER_LAST
