"""Forms of the all-groups meetup: which dates suit, news, and what the coordinator confirms."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from followon.web.fields import DateField, TimeField
from followon.web.forms import Form
from followon.web.templatetags.dates import day
from groups.actions.meetups.options import MOST_SLOTS, PlacePlan, SlotPlan
from groups.actions.meetups.timeline import Timeline
from groups.forms.three_answers import ThreeAnswersForm
from groups.models import (
    Coming,
    Meetup,
    MeetupAsked,
    MeetupPlace,
    MeetupSite,
    MeetupSlot,
    Need,
    Place,
)


class DatesForm(ThreeAnswersForm):
    """What somebody says about the meetup's dates, and what they need to come."""

    needs = forms.MultipleChoiceField(
        label="What do you need to come?", choices=Need.choices, widget=forms.CheckboxSelectMultiple,
        required=False, help_text="Leave it empty if you need nothing. The service sees it, and nobody else.",
    )  # fmt: skip
    area = forms.RegexField(
        r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?$", label="First half of your postcode", required=False,
        help_text="Such as LA1. It helps us choose a place that is not too far. Leave it empty if you like.",
        error_messages={"invalid": "Enter the first half of your postcode only, such as LA1"},
    )  # fmt: skip
    looks: ClassVar[dict[str, dict[str, Any]]] = {"area": {"width": 5}}

    def __init__(self, asked: MeetupAsked, slots: Sequence[MeetupSlot], *args: Any, **kwargs: Any) -> None:
        said = {answer.slot_id: answer.suits for answer in asked.answers.all()}
        super().__init__(slots, *args, length=asked.meetup.length, said=said, **kwargs)
        self.initial = {"needs": asked.needs, "area": asked.area, **self.initial}


class NeedsForm(Form):
    """What somebody who comes needs: asked once they have said that they may come."""

    needs = forms.MultipleChoiceField(
        label="What do you need to come?", choices=Need.choices, widget=forms.CheckboxSelectMultiple,
        required=False, help_text="Leave it empty if you need nothing. The service sees it, and nobody else.",
    )  # fmt: skip
    food = forms.CharField(
        label="Is there anything you can’t eat or drink?", max_length=120, required=False,
        help_text="Such as no nuts. Leave it empty if there is nothing.",
    )  # fmt: skip

    def __init__(self, asked: MeetupAsked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"needs": asked.needs, "food": asked.food, **self.initial}


class PhoneAnswerForm(NeedsForm):
    """What somebody said on the phone: whether they come, where to, and what they need."""

    coming = forms.ChoiceField(label="Can they come?", choices=Coming.choices, widget=forms.RadioSelect)
    site = forms.ChoiceField(label="Which day and place?", widget=forms.RadioSelect)
    field_order = ("coming", "site", "needs", "food")

    def __init__(self, asked: MeetupAsked, sites: Sequence[MeetupSite], *args: Any, **kwargs: Any) -> None:
        super().__init__(asked, *args, **kwargs)
        self.sites = {str(site.pk): site for site in sites}
        self.fields["needs"].label = "What do they need to come?"
        self.fields["food"].label = "Is there anything they can’t eat or drink?"
        if len(sites) == 1:
            del self.fields["site"]
        else:
            self.offer(
                "site",
                [(pk, f"{day(site.local)}, {site.place.place.name}") for pk, site in self.sites.items()],
            )

    @property
    def chosen(self) -> MeetupSite:
        """The day and place they said."""
        return self.sites[self.cleaned_data.get("site") or next(iter(self.sites))]


class NewsForm(Form):
    """How a group is getting on, in three lines."""

    went_well = forms.CharField(label="What went well?", max_length=200, required=False)
    was_hard = forms.CharField(label="What was hard?", max_length=200, required=False)
    would_ask = forms.CharField(
        label="What would you like to ask the other groups?", max_length=200, required=False
    )


class ThemeForm(Form):
    words = forms.CharField(
        label="Another idea",
        max_length=80,
        error_messages={"required": "Write what you would like to talk about"},
    )


class TimelineForm(Form):
    """The dates of a season, in order."""

    ask_on = DateField(label="Ask which dates suit")
    choose_on = DateField(label="Choose the date")
    invite_on = DateField(label="Send the invitations")
    news_on = DateField(label="Ask groups for their news")
    remind_on = DateField(label="Remind everybody")
    aim_on = DateField(label="The meetup")
    thank_on = DateField(label="Say thank you")

    @property
    def timeline(self) -> Timeline:
        return Timeline(**self.cleaned_data)


class OptionsForm(Form):
    """Up to five dates and the places that could be booked."""

    def __init__(self, meetup: Meetup, places: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        there = {row.place_id: row for row in meetup.places.all()}
        for number in range(1, MOST_SLOTS + 1):
            self.fields[f"day{number}"] = DateField(label=f"Date {number}", required=False)
            self.fields[f"time{number}"] = TimeField(label=f"Begins, date {number}", required=False)
        for place in self.places:
            self._add(place, there.get(place.pk))

    def _add(self, place: Place, row: MeetupPlace | None) -> None:
        key = f"p{place.pk}"
        self.fields[f"{key}-use"] = forms.BooleanField(
            label=f"Ask for {place.name}", required=False, initial=row is not None
        )
        numbers = (
            ("seats", "Seats in the room", row.capacity if row else place.capacity),
            ("online", "Seats online", row.online_seats if row else 0),
            (
                "pounds",
                "Cost in pounds",
                row.cost_pence // 100 if row and row.cost_pence is not None else None,
            ),
        )
        for name, label, value in numbers:
            self.fields[f"{key}-{name}"] = forms.IntegerField(
                label=f"{label}, {place.name}", min_value=0, max_value=5000, required=False, initial=value
            )
            self.fields[f"{key}-{name}"].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, MOST_SLOTS + 1):
            if cleaned.get(f"day{number}") and not cleaned.get(f"time{number}"):
                self.add_error(f"time{number}", "Enter when it begins, such as 11am")
        return cleaned

    @property
    def slots(self) -> list[SlotPlan]:
        rows = (
            (self.cleaned_data.get(f"day{n}"), self.cleaned_data.get(f"time{n}"))
            for n in range(1, MOST_SLOTS + 1)
        )
        return [SlotPlan(on, begins) for on, begins in rows if on and begins]

    @property
    def place_plans(self) -> list[PlacePlan]:
        said = self.cleaned_data
        return [
            PlacePlan(
                place, said.get(f"p{place.pk}-seats"), said.get(f"p{place.pk}-online") or 0,
                None if said.get(f"p{place.pk}-pounds") is None else said[f"p{place.pk}-pounds"] * 100,
            )
            for place in self.places
            if said.get(f"p{place.pk}-use")
        ]  # fmt: skip


def slots_initial(days: Sequence[tuple[date, Any]]) -> dict[str, Any]:
    """Dates and times as the options form shows them."""
    return {
        key: value
        for number, (on, begins) in enumerate(days, 1)
        for key, value in ((f"day{number}", on), (f"time{number}", begins))
    }


class DistanceForm(Form):
    one = forms.RegexField(r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?$", label="One area", help_text="Such as LA1")
    other = forms.RegexField(
        r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?$", label="Another area", help_text="Such as HB2"
    )
    miles = forms.IntegerField(label="About how many miles apart?", min_value=0, max_value=300)
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "one": {"width": 5}, "other": {"width": 5}, "miles": {"width": 3},
    }  # fmt: skip


class _PlaceChoice(forms.ModelChoiceField):
    """A place of the season, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.place.name)


class SiteForm(Form):
    """Another day, time or place for a chosen site."""

    on_date = DateField(label="Day")
    start_time = TimeField(label="Begins")
    place = _PlaceChoice(label="Place", queryset=MeetupPlace.objects.none(), empty_label=None)
    join_details = forms.CharField(label="How to join from home", max_length=300, required=False)

    def __init__(self, meetup: Meetup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("place", meetup.places.select_related("place"))


class WhyForm(Form):
    why = forms.CharField(
        label="Why, in a few words",
        max_length=120,
        required=False,
        help_text="It is in the email people get.",
    )


class NotesForm(Form):
    notes = forms.CharField(
        label="Notes", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="What was said and agreed. Every group gets them: name nobody.",
    )  # fmt: skip


class PartForm(Form):
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=180)
    words = forms.CharField(label="What we do", max_length=80)
    looks: ClassVar[dict[str, dict[str, Any]]] = {"minutes": {"width": 3}}
