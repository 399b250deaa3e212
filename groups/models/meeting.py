"""Meeting, Answer (coming?), Attendance (came), TutorVisit."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models

from followon import clock
from followon.prepared import prepared
from groups.models.group import Group
from groups.models.membership import Membership
from groups.models.place import Place
from groups.states import MeetingState, VisitState
from pmp.models import Post

if TYPE_CHECKING:
    from followon.people.models import User


class Mode(models.TextChoices):
    """All equal; only meeting in person counts towards being established (decision 17)."""

    IN_PERSON = "IN_PERSON", "In person"
    ONLINE = "ONLINE", "Online"
    PHONE = "PHONE", "By phone"
    MIXED = "MIXED", "In person, and you can join from home"


def _to_come(at: datetime) -> models.Q:
    return models.Q(state=MeetingState.PLANNED, ends_at__gt=at)


def _unreported(at: datetime) -> models.Q:
    return models.Q(state=MeetingState.PLANNED, ends_at__lte=at)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reads of meetings."""

    def visible_to(self, person: "User") -> "MeetingQuerySet":
        """Meetings of the groups this person is in."""
        return self.filter(group__in=Group.objects.visible_to(person))

    def upcoming(self, at: datetime) -> "MeetingQuerySet":
        """Planned meetings that have not ended by the instant, soonest first."""
        return self.filter(_to_come(at)).order_by("starts_at", "pk")

    def past(self, at: datetime) -> "MeetingQuerySet":
        """Meetings that have ended by the instant, latest first; those called off are left out."""
        over = self.filter(ends_at__lte=at).exclude(state=MeetingState.CANCELLED)
        return over.order_by("-starts_at", "-pk")

    def unreported(self, at: datetime) -> "MeetingQuerySet":
        """Meetings that are over and of which nobody has said who came."""
        return self.filter(_unreported(at)).order_by("starts_at", "pk")

    def dates_of_groups(self, at: datetime) -> "models.QuerySet[Meeting, Any]":
        """Of each group: its number, the days it met, how many came each time (oldest first; None for no day), the
        next day, and the latest of which nobody has said who came. One look at the meetings of each."""
        held, in_order = models.Q(state=MeetingState.HELD), ("starts_at", "pk")
        of_groups: models.QuerySet[Meeting, Any] = self.order_by().values_list("group")
        return of_groups.annotate(
            met=ArrayAgg("on_date", filter=held, order_by=in_order),
            came_then=ArrayAgg("came", filter=held, order_by=in_order),
            next_on=models.Min("on_date", filter=_to_come(at)),
            perhaps_on=models.Max("on_date", filter=_unreported(at)),
        )

    def lock(self, meeting: "Meeting") -> "Meeting":
        """The fresh row with its group and service, held until the transaction ends."""
        found = _locked(meeting)
        if not found:
            raise Meeting.DoesNotExist
        return found[0]

    def hold(self, meeting: "Meeting") -> "Meeting":
        """As `lock`, for what is done often and changes nothing else: the group is as the caller has read it."""
        found = _held(meeting)
        if not found:
            raise Meeting.DoesNotExist
        found[0].group = meeting.group  # a meeting never goes to another
        return found[0]


@prepared
def _locked(meeting: "Meeting") -> MeetingQuerySet:
    rows = Meeting.objects.filter(pk=meeting.pk).select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__service", "place", "organiser__person").order_by()


@prepared
def _held(meeting: "Meeting") -> MeetingQuerySet:
    return Meeting.objects.filter(pk=meeting.pk).select_for_update(no_key=True).order_by()


class Meeting(models.Model):
    """One meeting of one group. The wall-clock time and its zone are the truth; the UTC instants follow from them,
    so a meeting at 2pm stays at 2pm when the clocks change. Each change of time, place or mode raises `revision`."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meetings")
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    on_date = models.DateField()
    start_time = models.TimeField(help_text="Wall-clock time where the group meets")
    tz = models.CharField(max_length=40, default="Europe/London")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    length = models.DurationField(default=timedelta(minutes=90))
    mode = models.CharField(max_length=9, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    join_details = models.CharField(
        max_length=300, blank=True, help_text="Link or number for joining from home"
    )
    before_remote = models.JSONField(
        null=True, blank=True, editable=False, help_text="How it was before all groups met from home"
    )
    organiser = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    organiser_since = models.DateTimeField(null=True, blank=True)
    plan = models.TextField(blank=True, help_text="What we'll do, in the organiser's words")
    revision = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField(
        default=clock.now, help_text="When it was planned, last moved or put back: reminders count from here"
    )
    ask_at = models.DateTimeField(
        null=True, editable=False, help_text="When members are asked if they can come"
    )
    nudge_at = models.DateTimeField(
        null=True, editable=False, help_text="When those who have not answered are"
    )
    tomorrow_at = models.DateTimeField(
        null=True, editable=False, help_text="When the details go, the day before"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=120, blank=True)
    came = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="How many came, by their names or by a number alone; empty: not known",
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(default=clock.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=["group", "state", "starts_at"], name="groups_meetings_of_group"),)
        constraints = (
            models.UniqueConstraint(
                fields=["group", "on_date", "start_time"],
                condition=~models.Q(state=MeetingState.CANCELLED),
                name="groups_one_meeting_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="groups_meeting_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.pk} of group {self.group_id}"

    @property
    def local(self) -> datetime:
        """The naive wall-clock start."""
        return datetime.combine(self.on_date, self.start_time)

    @property
    def local_end(self) -> datetime:
        """The naive wall-clock end."""
        return self.local + self.length

    @property
    def is_in_person(self) -> bool:
        return self.mode in (Mode.IN_PERSON, Mode.MIXED)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by the instant."""
        return self.ends_at <= at


class Coming(models.TextChoices):
    """Three equal answers, never a reason (decision 13)."""

    YES = "YES", "Yes, I’m coming"
    SEE = "SEE", "I’ll see on the day"
    NO = "NO", "Not this time"


class How(models.TextChoices):
    """The way an answer reached us; shown when somebody wrote it down for another (ux decision 5)."""

    WEB = "WEB", "on this site"
    LINK = "LINK", "by link"
    TEXT = "TEXT", "by text"
    PHONE = "PHONE", "by phone"
    STANDING = "STANDING", "always coming unless they say no"


class Answer(models.Model):
    """What one member said about coming to one meeting; the latest answer wins."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="answers")
    coming = models.CharField(max_length=4, choices=Coming.choices)
    how = models.CharField(max_length=8, choices=How.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=140, blank=True, help_text="For the group, such as: may be late")
    revision = models.PositiveIntegerField(help_text="The meeting's revision that was answered")
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "membership"], name="groups_one_answer_each"),
        )

    def __str__(self) -> str:
        return self.coming

    @property
    def is_expecting(self) -> bool:
        """Whether the person may turn up."""
        return self.coming in (Coming.YES, Coming.SEE)

    def is_of(self, meeting: Meeting) -> bool:
        """Whether it was said about the meeting as it is planned now; else the page says what has changed."""
        return self.revision == meeting.revision


class Attendance(models.Model):
    """Whether one member came. No row means not known, which never counts as absence (ux 9.2)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    came = models.BooleanField()
    remotely = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "membership"], name="groups_one_attendance_each"),
        )

    def __str__(self) -> str:
        return "came" if self.came else "did not come"


class HowWasIt(models.TextChoices):
    """What the patient tutor says after a visit; "worried" reaches the team the same day (ux 8e)."""

    SETTLING = "SETTLING", "Settling well"
    FINDING = "FINDING", "Finding its feet"
    WORRIED = "WORRIED", "I’m worried"


class TutorVisitQuerySet(models.QuerySet["TutorVisit"]):
    """Reads of a patient tutor's visits."""

    def counting(self) -> "TutorVisitQuerySet":
        """Visits to meetings that have not been called off or fallen through; three of them are the tutor's part."""
        return self.exclude(meeting__state__in=[MeetingState.CANCELLED, MeetingState.NOT_HELD])

    def of(self, person: "User") -> "TutorVisitQuerySet":
        """This patient tutor's own visits, soonest meeting first."""
        return self.filter(tutor__person=person).order_by("meeting__starts_at", "pk")


class TutorVisit(models.Model):
    """The patient tutor's part in one of a group's first three meetings."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="tutor_visit")
    tutor = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="1, 2 or 3")
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.ASKED)
    how_was_it = models.CharField(max_length=8, choices=HowWasIt.choices, blank=True)
    asked_at = models.DateTimeField(default=clock.now)

    objects = TutorVisitQuerySet.as_manager()

    class Meta:
        ordering = ("number", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(number__range=(1, 3)), name="groups_three_tutor_visits"
            ),
        )

    def __str__(self) -> str:
        return f"visit {self.number}"
