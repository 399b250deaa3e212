"""Forms about places: a new one, and its 8 facts, each yes, no or not sure."""

from typing import Any, ClassVar

from django import forms

from followon.web.fields import UKPhoneField
from followon.web.forms import EditedMeanwhile, Form
from groups.models import Known, Place, PlaceKind
from groups.protocol import PLACE_SHORT_NAME_LENGTH

DETAILS = ("bus", "noise", "cost")


def version_of(place: Place) -> str:
    """What changes whenever somebody checks the place."""
    facts = "".join(getattr(place, name)[0] for name in Place.FACTS)
    return (
        f"{facts}-{place.checked_on or ''}-{place.checked_by_id or ''}-{place.bus}-{place.noise}-{place.cost}"
    )


class PlaceForm(Form):
    """A place somebody knows; the facts come on the next page."""

    name = forms.CharField(label="Name of the place", max_length=80)
    short_name = forms.CharField(
        label="Short name for texts",
        max_length=PLACE_SHORT_NAME_LENGTH,
        required=False,
        help_text=f"{PLACE_SHORT_NAME_LENGTH} letters or fewer, so that a text stays one text.",
    )
    kind = forms.ChoiceField(
        label="What kind of place is it?", choices=PlaceKind.choices, widget=forms.RadioSelect
    )
    address = forms.CharField(label="Street and town", max_length=160, required=False)
    postcode = forms.CharField(label="Postcode", max_length=20, required=False)
    phone = UKPhoneField(
        label="Phone number of the place",
        kind="any",
        required=False,
        help_text="So that the organiser can ring and book.",
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "short_name": {"width": 20}, "postcode": {"width": 10}, "phone": {"width": 20}
    }  # fmt: skip

    def clean_postcode(self) -> str:
        """As the post office writes it: LA1 7QX."""
        typed = "".join(str(self.cleaned_data["postcode"]).split()).upper()
        if not typed:
            return ""
        if not (5 <= len(typed) <= 7 and typed.isalnum() and typed[-3].isdigit()):
            raise forms.ValidationError("Enter a full postcode, such as LA1 7QX")
        return f"{typed[:-3]} {typed[-3:]}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "")
        if name and not cleaned.get("short_name") and "short_name" not in self.errors:
            if len(name) > PLACE_SHORT_NAME_LENGTH:
                self.add_error(
                    "short_name", f"Enter a short name: {PLACE_SHORT_NAME_LENGTH} letters or fewer"
                )
            else:
                cleaned["short_name"] = name
        return cleaned


class NeedForm(Form):
    """Only places that are known to have something."""

    need = forms.MultipleChoiceField(
        label="Show only places with", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, Place.fact_in_words(name)) for name in Place.FACTS],
    )  # fmt: skip


class FactsForm(EditedMeanwhile):
    """The 8 facts that decide whether somebody can come, and 3 lines of words."""

    bus = forms.CharField(label="Bus or train", max_length=160, required=False)
    noise = forms.CharField(label="Noise and light", max_length=160, required=False)
    cost = forms.CharField(
        label="Cost",
        max_length=160,
        required=False,
        help_text="Such as: free. You do not have to buy anything.",
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        stored = {name: getattr(place, name) for name in (*Place.FACTS, *DETAILS)}
        super().__init__(*args, initial=stored, version=version_of(place), **kwargs)
        for name in Place.FACTS:
            label = Place.fact_in_words(name)
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Known.choices, widget=forms.RadioSelect
            )
            self.fields[name].error_messages["required"] = f"Choose yes, no or not sure: {label.lower()}"
        self.order_fields(["version", *Place.FACTS, *DETAILS])

    looks: ClassVar[dict[str, dict[str, Any]]] = {name: {"inline": True} for name in Place.FACTS}

    @property
    def facts(self) -> dict[str, str]:
        """What was chosen for each fact, and the lines of words."""
        return {name: self.cleaned_data[name] for name in (*Place.FACTS, *DETAILS)}
