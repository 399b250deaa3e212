"""Forms between groups: finding one, moving, showing oneself nearby, a new group, coming along."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from followon.web.forms import Form
from groups.forms.groups import NameFields
from groups.forms.members import SHARED
from groups.models import Group, Membership

OUTWARD = r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?$"
_NOT_OUTWARD = {"invalid": "Enter the first half of your postcode only, such as LA1"}
_SMALL: dict[str, dict[str, Any]] = {"area": {"width": 5}}


class AreaForm(Form):
    """Roughly where; never an address."""

    area = forms.RegexField(
        OUTWARD, label="First half of your postcode", required=False, error_messages=_NOT_OUTWARD,
        help_text="Such as LA1. The nearest groups come first. Leave it empty if you like.",
    )  # fmt: skip
    looks: ClassVar[dict[str, dict[str, Any]]] = _SMALL


class NearbyForm(Form):
    """Whether a group shows itself to others nearby."""

    ON, OFF = "yes", "no"
    on = forms.ChoiceField(
        label="May groups nearby know that there is a group here?",
        choices=[
            (ON, "Yes, if they show themselves too"),
            (OFF, "No"),
        ],
        widget=forms.RadioSelect,
    )
    area = forms.RegexField(
        OUTWARD, label="First half of the postcode where you meet", required=False, error_messages=_NOT_OUTWARD,
        help_text="Such as LA1. They see this, and how often you meet. Nothing else.",
    )  # fmt: skip
    looks: ClassVar[dict[str, dict[str, Any]]] = _SMALL

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on") == self.ON and not cleaned.get("area") and "area" not in self.errors:
            self.add_error("area", "Enter the first half of the postcode where you meet, such as LA1")
        return cleaned


class JoinAskForm(Form):
    """Whether somebody stays in their own group too, or moves."""

    STAY = "stay"
    move = forms.ChoiceField(label="What about your own group?", widget=forms.RadioSelect)

    def __init__(self, places: Sequence[Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        if not places:
            del self.fields["move"]
            return
        self.offer(
            "move",
            [
                (self.STAY, "I stay in it too"),
                *(
                    (pk, f"I leave {place.group.name} quietly, once I am in")
                    for pk, place in self.places.items()
                ),
            ],
        )

    @property
    def leaving(self) -> Membership | None:
        """The place to leave; None for somebody who stays, or has no group."""
        return self.places.get(self.cleaned_data.get("move", ""))


class NewGroupForm(NameFields, Form):
    """The name of the group to begin, and the short one for texts."""

    looks: ClassVar[dict[str, dict[str, Any]]] = {"short_name": {"width": 20}}
    field_order = ("kept_name", "other", "name", "short_name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_private_words(cleaned)
        return cleaned


class JoinUpForm(NewGroupForm):
    """Which group to join up with, of those one is in touch with."""

    other = forms.ChoiceField(label="Which group would you like to join up with?", widget=forms.RadioSelect)

    def __init__(self, groups: Sequence[Group], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.code: group for group in groups}
        self.offer("other", [(code, group.name) for code, group in self.groups.items()])

    @property
    def chosen(self) -> Group:
        """The other group."""
        return self.groups[self.cleaned_data["other"]]


class ComeAlongForm(Form):
    """Whether one comes along, and what one shares with the new group; nothing is ticked beforehand."""

    YES, NO = "yes", "no"
    comes = forms.ChoiceField(
        label="Would you like to come along?",
        choices=[(YES, "Yes, I would like to be in the new group"), (NO, "No, I stay where I am")],
        widget=forms.RadioSelect,
    )
    shares = forms.MultipleChoiceField(
        label="What would you share with the people in the new group?", choices=SHARED, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only if you come along. Nothing you share with your group now is shared with the new one.",
    )  # fmt: skip
