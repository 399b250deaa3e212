"""What a person on a programme answers, one step at a time; and the same four questions in the room."""

import re
from typing import Any, ClassVar

from django import forms

from followon.people.models import User
from followon.web.fields import UKPhoneField
from followon.web.forms import Form
from notifications.kinds import Channel
from pmp.models import AgeBand, Gender, PartOfDay, Reason, Travel
from pmp.protocol import RESEARCH_WORDS, Purpose
from pmp.states import Wish

WISHES = [(str(wish.value), wish.label) for wish in Wish]
WISH_HINTS = {
    Wish.YES: "You can change your mind whenever you like.",
    Wish.THINKING: "We ask you once more after the programme, then never again.",
    Wish.NOT_FOR_ME: "A good answer too. We do not tell the others.",
}
WEEKDAYS = [
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
]
WITH_SERVICE = [
    (Purpose.SERVICE_MAY_CONTACT, "The pain service may get in touch with me after the programme"),
    (Purpose.MEETUP_NEWS, "Tell me about the meetups of all groups, twice a year"),
    (Purpose.RESEARCH, RESEARCH_WORDS),
]
# "BA1", "SW1A": the first half of a postcode tells how far somebody travels, and no more.
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")


def fields_of(person: User) -> list[tuple[str, str]]:
    """What this person could share with the group: what they have given us, and nothing they have not."""
    return [
        (purpose, words)
        for purpose, words, has_it in (
            (Purpose.SHARE_NAME, "My first name", True),
            (Purpose.SHARE_MOBILE, "My mobile number", bool(person.mobile)),
            (Purpose.SHARE_LANDLINE, "My home phone number", bool(person.landline)),
            (Purpose.SHARE_EMAIL, "My email address", bool(person.email)),
        )
        if has_it
    ]


class WishForm(Form):
    wish = forms.ChoiceField(
        label="Would you like to keep meeting after the programme?",
        choices=WISHES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three answers"},
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"wish": {"page_heading": True, "hints": WISH_HINTS}}


class ReasonsForm(Form):
    reasons = forms.MultipleChoiceField(
        label="What holds you back?",
        choices=Reason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick any that are true, or none. Nobody but you can read this.",
    )
    wants_other_group = forms.BooleanField(
        label="I would like a different group",
        required=False,
        help_text="The pain service sees this one. The others do not.",
    )


class ShareForm(Form):
    """Field by field with the group, and apart from that with the service (F4)."""

    with_group = forms.MultipleChoiceField(
        label="What are you happy to share with the group?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only the people in your group see it. You can change it whenever you like.",
    )
    with_service = forms.MultipleChoiceField(
        label="What else is fine?", choices=WITH_SERVICE, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: User, wish: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("with_group", fields_of(person))
        if wish == Wish.NOT_FOR_ME:
            del self.fields["with_group"]

    def purposes(self) -> set[str]:
        cleaned = self.cleaned_data
        return {*cleaned.get("with_group", []), *cleaned.get("with_service", [])}


class ReachMeForm(Form):
    """How somebody wants to be reached; a new address only where the one we have is not right."""

    channel = forms.ChoiceField(
        label="How would you like us to reach you?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose text, email, phone call or letter"},
    )
    mobile = UKPhoneField(label="A new mobile number", required=False)
    email = forms.EmailField(label="A new email address", max_length=254, required=False)
    landline = UKPhoneField(label="A new home phone number", kind="any", required=False)
    language = forms.CharField(
        label="Language",
        max_length=40,
        required=False,
        help_text="If you would like another one than English.",
    )
    interpreter = forms.CharField(
        label="Interpreter",
        max_length=40,
        required=False,
        help_text="If you need one: which language, such as Sylheti or British Sign Language.",
    )
    large_print = forms.BooleanField(label="I would like large print", required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.offer(
            "channel",
            [
                (Channel.SMS, f"Text{_ending(person.mobile)}"),
                (Channel.EMAIL, f"Email{_starting(person.email)}"),
                (Channel.CALL, f"Phone call{_ending(person.landline or person.mobile)}"),
                (Channel.LETTER, "Letter"),
            ],
        )

    def addresses(self) -> dict[str, str]:
        """The new addresses that were typed."""
        names = ("mobile", "email", "landline")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has = {
            name: cleaned.get(name) or getattr(self.person, name) for name in ("mobile", "email", "landline")
        }
        channel = cleaned.get("channel")
        if channel == Channel.SMS and not has["mobile"] and "mobile" not in self.errors:
            self.add_error("mobile", "Enter a mobile number, so that we can text you")
        if channel == Channel.EMAIL and not has["email"] and "email" not in self.errors:
            self.add_error("email", "Enter an email address, so that we can email you")
        if channel == Channel.CALL and not (has["landline"] or has["mobile"]):
            self.add_error("landline", "Enter a phone number, so that we can ring you")
        return cleaned


def _ending(number: str) -> str:
    """The last three digits, enough to know one's own number by."""
    return f", to the number ending {number[-3:]}" if number else ""


def _starting(email: str) -> str:
    """The first letter and the domain: enough to know one's own address by."""
    name, _, domain = email.partition("@")
    return f", to {name[:1]}…@{domain}" if email else ""


class TimesForm(Form):
    parts = forms.MultipleChoiceField(
        label="When do you manage best?",
        choices=PartOfDay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    weekdays = forms.MultipleChoiceField(
        label="On which days?",
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if it makes no difference.",
    )
    travel = forms.MultipleChoiceField(
        label="How do you get about?",
        choices=Travel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    online_is_fine = forms.BooleanField(label="Meeting online or by phone is fine too", required=False)
    area = forms.CharField(
        label="First half of your postcode",
        max_length=8,
        required=False,
        help_text="Such as BA1. It tells us how far people travel, and no more.",
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"area": {"width": 5}}

    def clean_area(self) -> str:
        """The outward half; the rest of a postcode that was typed whole is dropped."""
        typed = str(self.cleaned_data["area"]).upper().strip()
        whole = re.fullmatch(r"([A-Z\d]{2,4})\s*\d[A-Z]{2}", typed)
        outward = whole[1] if whole else typed
        if outward and not _OUTWARD.fullmatch(outward):
            raise forms.ValidationError("Enter the first half of a postcode, such as BA1")
        return outward


class AboutMeForm(Form):
    """Voluntary, counted only (decision 16)."""

    age_band = forms.ChoiceField(
        label="Your age",
        choices=[*AgeBand.choices, ("", "I would rather not say")],
        required=False,
        widget=forms.RadioSelect,
    )
    gender = forms.ChoiceField(
        label="Are you",
        choices=[*Gender.choices, ("", "I would rather not say")],
        required=False,
        widget=forms.RadioSelect,
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "age_band": {"divider_before": ""},
        "gender": {"divider_before": ""},
    }


class RoomForm(Form):
    """The four questions on one screen, for a tablet that goes round the room."""

    wish = forms.ChoiceField(
        label="Would you like to keep meeting after the programme?",
        choices=WISHES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three answers, or skip this person"},
    )
    with_group = forms.MultipleChoiceField(
        label="What are you happy to share with the group?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    with_service = forms.MultipleChoiceField(
        label="And with the pain service?",
        choices=WITH_SERVICE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    channel = forms.ChoiceField(
        label="How would you like us to reach you?",
        widget=forms.RadioSelect,
        required=False,
        help_text="Leave this empty if it stays as it is.",
    )
    parts = forms.MultipleChoiceField(
        label="When do you manage best?",
        choices=PartOfDay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("with_group", fields_of(person))
        self.offer(
            "channel",
            [
                *([(str(Channel.SMS), "Text")] if person.mobile else []),
                *([(str(Channel.EMAIL), "Email")] if person.email else []),
                *([(str(Channel.CALL), "Phone call")] if person.landline or person.mobile else []),
                (str(Channel.LETTER), "Letter"),
            ],
        )

    def purposes(self) -> set[str]:
        return {*self.cleaned_data["with_group"], *self.cleaned_data["with_service"]}
