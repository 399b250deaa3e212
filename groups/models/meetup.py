"""Meetup: all groups together, twice a year; its season, options, answers, sites, news and the day itself."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from followon import clock
from groups.models.group import Group
from groups.models.meeting import Coming, How
from groups.models.place import Place
from groups.states import MeetupState
from pmp.models import Post, Role, Service

if TYPE_CHECKING:
    from followon.people.models import User


class SeasonName(models.TextChoices):
    SPRING = "SPRING", "Spring"
    AUTUMN = "AUTUMN", "Autumn"


class MeetupQuerySet(models.QuerySet["Meetup"]):
    """Reads of seasons."""

    def visible_to(self, person: "User") -> "MeetupQuerySet":
        """Whoever was asked to a season sees it, in a group or not (R022)."""
        return self.filter(asked__person=person).distinct()

    def run_by(self, person: "User") -> "MeetupQuerySet":
        """Clinicians and coordinators see the seasons of their services."""
        posts = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR)
        return self.filter(service__in=posts.values("service"))

    def under_way(self) -> "MeetupQuerySet":
        """Not over and not called off."""
        return self.exclude(state__in=[MeetupState.HELD, MeetupState.CANCELLED])

    def to_walk(self) -> "MeetupQuerySet":
        """Seasons for which a date of the timeline may still bring something."""
        return self.filter(paused_at=None, thanked_at=None).exclude(state=MeetupState.CANCELLED)

    def lock(self, meetup: "Meetup") -> "Meetup":
        """The fresh row with its service, held until the transaction ends."""
        rows = self.select_for_update(of=("self",), no_key=True)
        return rows.select_related("service").get(pk=meetup.pk)


class Meetup(models.Model):
    """One season: spring or autumn of one year for one service. The unique row makes opening it twice harmless.

    The dates of the timeline are kept, shown before they come, and may be edited; the software never chooses the
    day of the meetup alone.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    season = models.CharField(max_length=6, choices=SeasonName.choices)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=MeetupState.choices, default=MeetupState.OPENED)
    paused_at = models.DateTimeField(null=True, blank=True)
    aim_on = models.DateField(help_text="The week aimed for; the chosen day once there is one")
    ask_on = models.DateField()
    choose_on = models.DateField()
    invite_on = models.DateField()
    news_on = models.DateField()
    remind_on = models.DateField()
    thank_on = models.DateField()
    length = models.DurationField(default=timedelta(hours=3))
    theme_question = models.CharField(max_length=120, blank=True)
    agenda = models.JSONField(default=list, blank=True, help_text="Rows of minutes and words, in order")
    notes = models.TextField(blank=True, help_text="What was said and agreed; every group gets it")
    asked_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    news_asked_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(default=clock.now)

    objects = MeetupQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "season", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["service", "season", "year"], name="groups_one_meetup_a_season"),
        )

    def __str__(self) -> str:
        return f"{self.get_season_display()} {self.year}"

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done for it."""
        return self.state not in (MeetupState.HELD, MeetupState.CANCELLED)

    @property
    def can_answer_dates(self) -> bool:
        """Whether people may still say which dates suit; late answers count until a date is chosen."""
        return self.state in (MeetupState.ASKING, MeetupState.CHOOSING)


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


class Need(models.TextChoices):
    """What somebody needs in order to come; a hard limit when the place is chosen."""

    STEP_FREE = "STEP_FREE", "No steps"
    INTERPRETER = "INTERPRETER", "An interpreter"
    HEARING_LOOP = "HEARING_LOOP", "A hearing loop"
    LIFT = "LIFT", "A lift there and back"
    ONLINE = "ONLINE", "To join from home, online"


class MeetupAsked(models.Model):
    """Somebody who was asked to a season: a member of a group, or somebody in none who agreed to be told.

    `area` is the first half of a postcode, never an address.
    """

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    needs = ArrayField(models.CharField(max_length=12, choices=Need.choices), default=list, blank=True)
    area = models.CharField(max_length=4, blank=True)
    left_out_last_time = models.BooleanField(default=False)
    none_suit = models.BooleanField(default=False, help_text="None of the dates suit")
    answered_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    invited_to = models.ForeignKey(
        "groups.MeetupSite", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("person__first_name", "person__last_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["meetup", "person"], name="groups_asked_once_a_season"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} asked to {self.meetup_id}"


class Suits(models.TextChoices):
    YES = "YES", "Yes"
    IF_HAVE_TO = "IF_HAVE_TO", "If I have to"
    NO = "NO", "No"


class SlotAnswer(models.Model):
    """What one person said about one date; no row means no answer, which is not "no"."""

    asked = models.ForeignKey(MeetupAsked, on_delete=models.CASCADE, related_name="answers")
    slot = models.ForeignKey(MeetupSlot, on_delete=models.CASCADE, related_name="answers")
    suits = models.CharField(max_length=10, choices=Suits.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["asked", "slot"], name="groups_one_answer_a_slot"),)

    def __str__(self) -> str:
        return self.suits


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

    def __str__(self) -> str:
        return self.coming


class GroupNews(models.Model):
    """How a group is getting on, in three lines; the other groups read it (R023)."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="news")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    went_well = models.CharField("what went well", max_length=200, blank=True)
    was_hard = models.CharField("what was hard", max_length=200, blank=True)
    would_ask = models.CharField("what we would like to ask", max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("group__name", "pk")
        constraints = (models.UniqueConstraint(fields=["meetup", "group"], name="groups_news_once_a_season"),)

    def __str__(self) -> str:
        return f"news of group {self.group_id}"


class Theme(models.Model):
    """Something members would like to talk about at the meetup; they vote."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="themes")
    words = models.CharField(max_length=80)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    votes = models.ManyToManyField(MeetupAsked, blank=True, related_name="+")

    class Meta:
        ordering = ("words", "pk")

    def __str__(self) -> str:
        return self.words


class InTouch(models.Model):
    """One group would like to be put in touch with another; nothing is passed on before both say yes."""

    meetup = models.ForeignKey(Meetup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asking = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    agreed = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["asking", "other"], name="groups_in_touch_once"),
            models.CheckConstraint(
                condition=~models.Q(asking=models.F("other")), name="groups_in_touch_with_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asking_id} would like to meet {self.other_id}"


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
