"""Enrolment: a patient's place on a cohort; what they wish for after it; what only they may read."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from followon import clock
from followon.people.models import Method
from pmp.models.cohort import Cohort
from pmp.models.service import Post, Role, Service
from pmp.states import Wish

if TYPE_CHECKING:
    from followon.people.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Reads of who is on a programme."""

    def current(self) -> "EnrolmentQuerySet":
        """People who have not withdrawn."""
        return self.filter(withdrawn_at=None)

    def of(self, person: "User") -> "EnrolmentQuerySet":
        """This person's own places."""
        return self.filter(person=person)

    def visible_to(self, person: "User") -> "EnrolmentQuerySet":
        """Clinicians and coordinators see who is on their service's programmes; patient tutors do not."""
        staff = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR).values("service")
        return self.filter(cohort__service__in=staff)

    def who_said(self, wish: Wish) -> "EnrolmentQuerySet":
        """People who are on the programme and gave this answer."""
        return self.current().filter(choice__wish=wish)


class Enrolment(models.Model):
    """A patient's place on one run of the programme. Health facts are never kept here (R036)."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(default=clock.now)
    invited_at = models.DateTimeField(null=True, blank=True, help_text="When the choice was last sent")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    unreached_because = models.CharField(
        max_length=200, blank=True, help_text="Why the handover may finish without reaching this person"
    )
    reached_at = models.DateTimeField(null=True, blank=True, help_text="A test message or a call got through")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("person__first_name", "person__last_name", "pk")
        constraints = (models.UniqueConstraint(fields=["cohort", "person"], name="pmp_enrolled_once"),)

    def __str__(self) -> str:
        return f"person {self.person_id} on {self.cohort_id}"

    @property
    def answer(self) -> "Choice | None":
        """What they answered about a group, or None; needs the choice at hand."""
        return getattr(self, "choice", None)


class Choice(models.Model):
    """What somebody answered about a group; changed whenever they like.
    Totals are for staff, reasons are not."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="choice")
    wish = models.CharField(max_length=10, choices=Wish.choices)
    wants_other_group = models.BooleanField(default=False, help_text="Would like a different group (R039)")
    sharing_asked_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    recorded_by = models.CharField(max_length=40)
    answered_at = models.DateTimeField(default=clock.now)
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="Looked all answers through and said so"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(wish__in=Wish.values), name="pmp_choice_is_one_of_three"
            ),
        )

    def __str__(self) -> str:
        return self.wish


class Reason(models.TextChoices):
    """The four families of why people do not come (Farr et al. 2021, "Not attending"; product.md 1.4)."""

    DYNAMICS = "DYNAMICS", "I want to look after myself, or the group did not feel right"
    LOST_TOUCH = "LOST_TOUCH", "I lost touch, or never heard"
    COMMITMENTS = "COMMITMENTS", "Work, family or other things I do"
    LOGISTICS = "LOGISTICS", "Days, times or getting there"


class PrivateReason(models.Model):
    """Why somebody would not come. Only they can read it; reports count it, five or more at a time (F2)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "cohort", "reason"], name="pmp_reason_once"),
        )

    def __str__(self) -> str:
        return "a private reason"


class PartOfDay(models.TextChoices):
    MORNING = "MORNING", "Morning (before midday)"
    EARLY_AFTERNOON = "EARLY_AFTERNOON", "Early afternoon (midday to 3pm)"
    LATE_AFTERNOON = "LATE_AFTERNOON", "Late afternoon (3pm to 6pm)"
    EVENING = "EVENING", "Evening (after 6pm)"


class Travel(models.TextChoices):
    WALK = "WALK", "Walk or wheel"
    BUS = "BUS", "Bus or train"
    DRIVE = "DRIVE", "I drive"
    LIFT = "LIFT", "Somebody gives me a lift"
    CANNOT = "CANNOT", "I can’t travel far"


class BestTimes(models.Model):
    """When somebody manages best and how they travel; used to suggest times, never shown to others (R058)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    parts = ArrayField(models.CharField(max_length=16, choices=PartOfDay.choices), default=list, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, help_text="0 is Monday"
    )
    travel = ArrayField(models.CharField(max_length=8, choices=Travel.choices), default=list, blank=True)
    online_is_fine = models.BooleanField(default=False)
    area = models.CharField(max_length=4, blank=True, help_text="First half of the postcode; never more")
    told_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"best times of person {self.person_id}"


class AgeBand(models.TextChoices):
    TWENTIES = "20s", "20 to 29"
    THIRTIES = "30s", "30 to 39"
    FORTIES = "40s", "40 to 49"
    FIFTIES = "50s", "50 to 59"
    SIXTIES = "60s", "60 to 69"
    SEVENTIES = "70s", "70 to 79"
    EIGHTIES = "80s", "80 or over"


class Gender(models.TextChoices):
    WOMAN = "WOMAN", "Woman"
    MAN = "MAN", "Man"
    OTHER = "OTHER", "I use another word"


class AboutMe(models.Model):
    """What somebody chose to tell about themselves for the figures; counted, never shown with a name."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    age_band = models.CharField(max_length=4, choices=AgeBand.choices, blank=True)
    gender = models.CharField(max_length=6, choices=Gender.choices, blank=True)

    def __str__(self) -> str:
        return f"about person {self.person_id}"


class ImportState(models.TextChoices):
    READY = "READY", "Ready to check"
    HAS_PROBLEMS = "HAS_PROBLEMS", "Has problems"
    ADDED = "ADDED", "Added"
    CANCELLED = "CANCELLED", "Cancelled"


class ImportQuerySet(models.QuerySet["Import"]):
    """Reads of lists waiting to be checked."""

    def visible_to(self, person: "User") -> "ImportQuerySet":
        """As the programme they are for; patient tutors never see a list of contact details."""
        staff = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR).values("service")
        return self.filter(cohort__service__in=staff)

    def waiting(self) -> "ImportQuerySet":
        """Lists with rows that somebody has still to look at."""
        return self.filter(state__in=[ImportState.READY, ImportState.HAS_PROBLEMS])


class Import(models.Model):
    """A list of people waiting to be checked: nobody is added and nobody is told until somebody says so.

    Rows are kept as read and erased after seven days or once added, whichever is first (ux.md 8a).
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=10, help_text="paste or file")
    file_name = models.CharField(max_length=80, blank=True)
    left_out = models.JSONField(default=list, help_text="Columns we did not read, such as a date of birth")
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.READY)
    rows = models.JSONField(default=list)
    delete_on = models.DateField()

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return f"list for {self.cohort_id}"
