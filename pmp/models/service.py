"""Service: a pain service; Post: a person's job in it (clinician, patient tutor, coordinator), from–to."""

from datetime import date, time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from followon import clock

if TYPE_CHECKING:
    from followon.people.models import User


MOST_ALONE = 200  # people one person may tell at once; a service may set less, never more
MOST_SENDS = 600  # messages one person may be allowed to send in a day


class Nation(models.TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


class ServiceQuerySet(models.QuerySet["Service"]):
    """Reads of pain services."""

    def visible_to(self, person: "User") -> "ServiceQuerySet":
        """The services somebody works for today, in the order they joined them."""
        return self.filter(pk__in=Post.objects.held_by(person).values("service"))

    def run_by(self, person: "User") -> "ServiceQuerySet":
        """The services whose team and settings this person looks after: as coordinator or lead."""
        posts = Post.objects.held_by(person).filter(Q(role=Role.COORDINATOR) | Q(is_lead=True))
        return self.filter(pk__in=posts.values("service"))


class Service(models.Model):
    """A pain service: the people patients may ring, its opening hours, and how it sends messages."""

    name = models.CharField(max_length=80)
    short_name = models.CharField("name in texts", max_length=24)
    phone = models.CharField(max_length=16, help_text="E.164; printed on everything (R086)")
    nation = models.CharField(max_length=20, choices=Nation.choices, default=Nation.ENGLAND)
    tz = models.CharField("time zone", max_length=40, default="Europe/London")
    opens_at = models.TimeField(default=time(9))
    closes_at = models.TimeField(default=time(16))
    quiet_from = models.TimeField("no texts from", default=time(20))
    quiet_until = models.TimeField("no texts before", default=time(9))
    asks_age_and_gender = models.BooleanField(
        default=False, help_text="Voluntary; for Table 2 only (decision 16)"
    )
    remote_only = models.BooleanField(default=False, help_text="All meetings by phone or online (R091)")
    concern_first_minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    concern_lead_minutes = models.PositiveSmallIntegerField(default=120)
    concern_safeguarding_minutes = models.PositiveSmallIntegerField(default=240)
    coordinator_sends_a_day = models.PositiveSmallIntegerField(
        default=400, validators=[MinValueValidator(1), MaxValueValidator(MOST_SENDS)]
    )
    clinician_sends_a_day = models.PositiveSmallIntegerField(
        default=200, validators=[MinValueValidator(1), MaxValueValidator(MOST_SENDS)]
    )
    tutor_sends_a_day = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(MOST_SENDS)]
    )
    second_person_above = models.PositiveSmallIntegerField(
        default=MOST_ALONE, validators=[MinValueValidator(1), MaxValueValidator(MOST_ALONE)],
        help_text="Who tells more people than this at once needs a second person to confirm it",
    )  # fmt: skip
    safeguarding_name = models.CharField(max_length=80, blank=True)
    safeguarding_phone = models.CharField(max_length=16, blank=True)
    safeguarding_email = models.EmailField(blank=True)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("name", name="pmp_service_name_once"),)

    def __str__(self) -> str:
        return self.name

    def sends_a_day(self, role: str) -> int:
        """How many messages somebody in a role may send in a day."""
        most = {
            Role.COORDINATOR: self.coordinator_sends_a_day,
            Role.CLINICIAN: self.clinician_sends_a_day,
            Role.PATIENT_TUTOR: self.tutor_sends_a_day,
        }
        return most[Role(role)]


class Role(models.TextChoices):
    CLINICIAN = "CLINICIAN", "Clinician"
    PATIENT_TUTOR = "PATIENT_TUTOR", "Patient tutor"
    COORDINATOR = "COORDINATOR", "Coordinator"


class PostQuerySet(models.QuerySet["Post"]):
    """Reads of who works where."""

    def held(self, on: date | None = None) -> "PostQuerySet":
        """Posts somebody holds on the day (today unless given): `until_date` is the first day without."""
        day = on or clock.today()
        return self.filter(Q(until_date=None) | Q(until_date__gt=day), from_date__lte=day)

    def held_by(self, person: "User") -> "PostQuerySet":
        """The posts this person holds today."""
        return self.held().filter(person=person)

    def visible_to(self, person: "User") -> "PostQuerySet":
        """Everybody who works for a service sees who else does."""
        return self.filter(service__in=Post.objects.held_by(person).values("service"))


class Post(models.Model):
    """A person's job in a pain service, from a day until (not including) a day."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    is_lead = models.BooleanField(
        default=False, help_text="Leads the service; concerns come here when nobody answers"
    )
    from_date = models.DateField(default=clock.today)
    until_date = models.DateField(null=True, blank=True)
    trained_on = models.DateField(
        null=True, blank=True, help_text="Patient tutors: trained to co-facilitate (R016)"
    )
    morning_email = models.BooleanField(
        default=True, db_default=True, help_text="Told by email on working mornings what waits for them (F27)"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("person__first_name", "person__last_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["service", "person", "role"],
                condition=Q(until_date=None),
                name="pmp_one_open_post_per_role",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=models.F("from_date")),
                name="pmp_post_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person_id}"
