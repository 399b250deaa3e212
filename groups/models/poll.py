"""Poll: a group asks its members which dates suit for its own next meeting; the dates, who is asked, what they say."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from followon import clock
from groups.models.group import Group
from groups.models.meeting import How, Meeting, Mode
from groups.models.meetup import Suits
from groups.models.membership import Membership
from groups.models.place import Place
from groups.states import PollState
from pmp.models import PartOfDay

if TYPE_CHECKING:
    from followon.people.models import User

UNDECIDED = (PollState.OPEN, PollState.CLOSED)


class PollQuerySet(models.QuerySet["Poll"]):
    """Reads of the dates a group asks about."""

    def visible_to(self, person: "User") -> "PollQuerySet":
        """Those of the groups this person is in."""
        return self.filter(group__in=Group.objects.visible_to(person))

    def undecided(self) -> "PollQuerySet":
        """Those for which no date is booked yet; a group has one at most."""
        return self.filter(state__in=UNDECIDED)

    def lock(self, poll: "Poll") -> "Poll":
        """The fresh row with its group and service, held until the transaction ends; taken after the group's."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("group__service", "place", "asked_by__person").get(pk=poll.pk)


class Poll(models.Model):
    """A group asks which of at most five dates suit. Dates are by the clock on the wall, as those of meetings are."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="polls")
    state = models.CharField(max_length=7, choices=PollState.choices, default=PollState.OPEN)
    asked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    tz = models.CharField(max_length=40, default="Europe/London")
    length = models.DurationField(default=timedelta(minutes=90))
    mode = models.CharField(max_length=9, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    join_details = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    closes_on = models.DateField(help_text="The last day on which people are asked to answer")
    closes_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    stand_in_asked_at = models.DateTimeField(null=True, blank=True)
    booked = models.OneToOneField(
        "groups.PollOption", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    meeting = models.OneToOneField(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["group"], condition=Q(state__in=UNDECIDED), name="groups_one_question_of_dates"
            ),
            models.CheckConstraint(
                condition=Q(state=PollState.BOOKED, booked__isnull=False)
                | (~Q(state=PollState.BOOKED) & Q(booked=None)),
                name="groups_a_booked_date_is_kept",
            ),
        )

    def __str__(self) -> str:
        return f"question of dates {self.pk} of group {self.group_id}"

    @property
    def is_undecided(self) -> bool:
        """Whether answers still count: until a date is booked or the question is dropped."""
        return self.state in UNDECIDED


class PollOption(models.Model):
    """One of the dates a group asks about; its number is what people text back."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    on_date = models.DateField()
    start_time = models.TimeField()
    starts_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["poll", "number"], name="groups_option_number_once"),
            models.UniqueConstraint(fields=["poll", "on_date", "start_time"], name="groups_option_date_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 5)), name="groups_five_options"),
        )

    def __str__(self) -> str:
        return f"date {self.number} of {self.poll_id}"

    @property
    def local(self) -> datetime:
        """The naive wall-clock start."""
        return datetime.combine(self.on_date, self.start_time)


class PollAsked(models.Model):
    """One member who is asked, and when and how they answered; the latest answer counts."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="asked")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    none_suit = models.BooleanField(default=False)
    better_parts = ArrayField(
        models.CharField(max_length=16, choices=PartOfDay.choices), default=list, blank=True
    )
    better_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["poll", "membership"], name="groups_asked_once"),)

    def __str__(self) -> str:
        return f"member {self.membership_id} asked about {self.poll_id}"


class PollAnswer(models.Model):
    """What one member said about one date; no row means no answer, which is not "no"."""

    asked = models.ForeignKey(PollAsked, on_delete=models.CASCADE, related_name="answers")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="answers")
    suits = models.CharField(max_length=10, choices=Suits.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["asked", "option"], name="groups_one_answer_a_date"),)

    def __str__(self) -> str:
        return self.suits
