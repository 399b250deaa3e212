"""Place: where, and can everybody get in."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from groups.protocol import PLACE_SHORT_NAME_LENGTH
from pmp.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from groups.models.group import Group


class PlaceKind(models.TextChoices):
    """Kinds of place as Table 2 of the paper has them."""

    CAFE = "CAFE", "Café"
    BAR = "BAR", "Bar or pub"
    RESTAURANT = "RESTAURANT", "Restaurant"
    COMMUNITY = "COMMUNITY", "Community space"
    PRIVATE = "PRIVATE", "Private space"
    HOME = "HOME", "Somebody’s home"
    OUTDOORS = "OUTDOORS", "Outdoors"
    OTHER = "OTHER", "Somewhere else"


class Known(models.TextChoices):
    """A fact about a place; unknown is shown as unknown (F21)."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    UNKNOWN = "UNKNOWN", "Not sure"


def _fact(label: str) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=7, choices=Known.choices, default=Known.UNKNOWN)


class PlaceQuerySet(models.QuerySet["Place"]):
    """Reads of places."""

    def for_group(self, group: "Group") -> "PlaceQuerySet":
        """The group's own places, those other groups share, and those the service keeps for everybody."""
        theirs_to_use = models.Q(group=group) | models.Q(group=None) | models.Q(shared_at__isnull=False)
        return self.filter(theirs_to_use, service_id=group.service_id, closed_at=None)

    def shared_in(self, service: Service) -> "PlaceQuerySet":
        """The places all groups of a service may use."""
        everybodys = models.Q(group=None) | models.Q(shared_at__isnull=False)
        return self.filter(everybodys, service=service, closed_at=None)

    def having(self, facts: "Iterable[str]") -> "PlaceQuerySet":
        """Places known to have all of these; what nobody has checked is not known."""
        return self.filter(**dict.fromkeys(facts, Known.YES))

    def perhaps_having(self, facts: "Iterable[str]") -> "PlaceQuerySet":
        """Places that may have all of these, but where nobody has checked at least one."""
        facts = list(facts)
        return self.exclude(self._any(facts, Known.NO)).filter(self._any(facts, Known.UNKNOWN))

    @staticmethod
    def _any(facts: "Iterable[str]", known: str) -> models.Q:
        either = models.Q()
        for fact in facts:
            either |= models.Q(**{fact: known})
        return either


class Place(models.Model):
    """Somewhere to meet, with the facts that decide whether somebody can come (ux 5.4)."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "groups.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="places"
    )
    name = models.CharField(max_length=80)
    short_name = models.CharField("name in texts", max_length=PLACE_SHORT_NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=PlaceKind.choices, default=PlaceKind.CAFE)
    address = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    step_free = _fact("No steps")
    easy_door = _fact("The door is easy or opens by itself")
    good_chairs = _fact("Chairs with arms, and room to stand and stretch")
    toilet = _fact("Accessible toilet on the same floor")
    parking = _fact("Blue Badge parking close by")
    quiet = _fact("Quiet enough to talk")
    private = _fact("Others can’t overhear")
    hearing_loop = _fact("Hearing loop")
    bus = models.CharField(max_length=160, blank=True)
    noise = models.CharField("noise and light", max_length=160, blank=True)
    cost = models.CharField(max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(
        null=True, blank=True, help_text="When its group let all groups of the service use it"
    )

    objects = PlaceQuerySet.as_manager()

    FACTS = ("step_free", "easy_door", "good_chairs", "toilet", "parking", "quiet", "private", "hearing_loop")

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def good_facts(self) -> list[str]:
        """What is known to be good about the place, in its own words; what nobody has checked is left out."""
        return [self.fact_in_words(fact) for fact in self.FACTS if getattr(self, fact) == Known.YES]

    @classmethod
    def fact_in_words(cls, fact: str) -> str:
        """One of the 8 facts, such as "No steps"."""
        return str(getattr(cls._meta.get_field(fact), "verbose_name", fact))

    @property
    def is_for_everybody(self) -> bool:
        """Whether all groups of the service may use it."""
        return self.group_id is None or self.shared_at is not None

    @property
    def area(self) -> str:
        """The first half of the postcode."""
        return self.postcode.split(" ")[0].upper() if self.postcode else ""
