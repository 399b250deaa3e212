"""Meetup: all groups together, twice a year; one season and the dates of its timeline."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from followon import clock
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
