"""The pages on which a handover becomes a group: name, how often, who organises, first meeting; one thing a page."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from followon import clock
from followon.people.models import User
from followon.web.fields import DateField, TimeField, YesNoField
from followon.web.forms import Form
from groups.actions.meetings import Plan
from groups.actions.meetings.dates import FARTHEST
from groups.forms.groups import NameFields, RhythmFields
from groups.models import GroupPurpose, Mode, Place
from pmp.models import Service


class Page(Form):
    """One page of the way; `title` is its heading."""

    title: ClassVar[str]

    def begin_again(self) -> None:
        """Show what was typed, and count nothing as wrong: this page has not been sent yet."""
        self._errors = ErrorDict()


class NamePage(Page, NameFields):
    """What the group is called, and what it is for."""

    title = "What is the group called?"
    purposes = forms.MultipleChoiceField(
        label="What is it for?",
        choices=GroupPurpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="As the room says. Tick all that fit, or none yet.",
    )
    field_order = ("kept_name", "name", "short_name", "purposes")
    looks: ClassVar[dict[str, dict[str, Any]]] = {"short_name": {"width": 20}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_private_words(cleaned)
        if {GroupPurpose.NO_GOALS, GroupPurpose.GOALS} <= set(cleaned.get("purposes", [])):
            self.add_error("purposes", "Choose “Setting goals” or “We do not set goals”, not both")
        return cleaned


class RhythmPage(Page, RhythmFields):
    """How often it will meet."""

    title = "How often will they meet?"
    looks: ClassVar[dict[str, dict[str, Any]]] = {"every_weeks": {"width": 3}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_rhythm(cleaned)
        return cleaned


class JobsPage(Page):
    """Who said they would organise, and who stands in: from among those who said yes, and only with their word."""

    title = "Who will organise?"
    organiser = forms.ChoiceField(
        label="Organiser", required=False, help_text="Somebody who has said they will."
    )
    stand_in = forms.ChoiceField(
        label="Stand-in",
        required=False,
        help_text="Helps when the organiser is not well. It is easier with 2.",
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [("", "Nobody yet"), *((pk, person.full_name) for pk, person in self.people.items())]
        for name in ("organiser", "stand_in"):
            self.offer(name, choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("organiser") and cleaned.get("organiser") == cleaned.get("stand_in"):
            self.add_error("stand_in", "Choose somebody else to stand in, or nobody yet")
        return cleaned

    def person(self, name: str) -> User | None:
        """Who was chosen for a job; None for nobody yet."""
        return self.people.get(self.cleaned_data[name])


class FirstMeetingPage(Page):
    """The first meeting, if the room has agreed on one: within about four weeks of the last session (R042)."""

    title = "When do they first meet?"
    has_date = YesNoField(
        label="Have they agreed a first date?", yes="Yes", no="Not yet. They agree it themselves"
    )
    on_date = DateField(label="Which day?", required=False, help_text="For example, 10 12 2026")
    start_time = TimeField(label="What time?", required=False, help_text="Such as 11am or 2.30pm")
    place = forms.ModelChoiceField(
        label="Where?", queryset=Place.objects.none(), required=False, empty_label="Place to be agreed"
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"start_time": {"width": 10}}

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        places = Place.objects.filter(service=service, group=None, closed_at=None)
        self.offer_rows("place", places.order_by("name", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("has_date"):
            for name, words in (("on_date", "Enter the day"), ("start_time", "Enter a time, such as 11am")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
            if cleaned.get("on_date") and cleaned.get("start_time"):
                self._check_when(cleaned["on_date"], cleaned["start_time"])
        return cleaned

    def _check_when(self, on_date: Any, start: time) -> None:
        local, now = datetime.combine(on_date, start), clock.to_local(clock.now(), self.service.tz)
        if local <= now:
            self.add_error(
                "on_date", ValidationError("That day and time have gone by. Choose one to come", code="day")
            )
        elif local > now + FARTHEST:
            self.add_error("on_date", ValidationError("Choose a day within the next year", code="year"))
        elif clock.kind_of_wall_time(local, self.service.tz) is clock.Wall.MISSING:
            self.add_error("start_time", "The clocks go forward that night. Choose another time")

    def to_plan(self) -> Plan | None:
        """The first meeting as the actions take it; None while there is no date."""
        cleaned = self.cleaned_data
        if not cleaned["has_date"]:
            return None
        mode = Mode.ONLINE if self.service.remote_only else Mode.IN_PERSON
        return Plan(
            on_date=cleaned["on_date"],
            start_time=cleaned["start_time"],
            length=timedelta(minutes=90),
            mode=mode,
            place=cleaned["place"],
        )


PAGES: tuple[type[Page], ...] = (NamePage, RhythmPage, JobsPage, FirstMeetingPage)
