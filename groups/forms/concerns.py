"""What the team writes down about a concern, and who reads them when."""

from typing import Any

from django import forms
from django.db.models import Q

from followon.people.models import User
from followon.web.fields import DateField, UKPhoneField
from followon.web.forms import Form
from followon.web.phones import show_phone
from groups.actions.concerns import Worry
from groups.actions.triage import known_to
from groups.models.concern import ConcernOutcome, DutyRank
from pmp.models import Post, Role, Service


class CallerForm(Form):
    """A concern written down for somebody who rang, came in or texted; nobody is picked from a list of members."""

    caller = forms.CharField(label="Who told us?", max_length=80, help_text="Their first and last name.")
    number = UKPhoneField(label="Their phone number", kind="any", required=False)
    reach_on = forms.CharField(
        label="When to ring, or another way to reach them", max_length=100, required=False
    )
    about = forms.ChoiceField(
        label="Who are they worried about?",
        choices=[
            ("ME", "Themselves"), ("MEMBER", "Someone in their group"), ("OTHER", "Someone else, or not sure"),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    about_whom = forms.CharField(label="Name, if known", max_length=80, required=False)
    in_danger = forms.BooleanField(label="Somebody may be in danger now", required=False)
    what = forms.CharField(
        label="What they said", max_length=500, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write down what they said"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "number" in cleaned and not cleaned["number"] and not cleaned.get("reach_on"):
            self.add_error("number", "Enter a phone number, or another way to reach them")
        return cleaned

    def person(self, service: Service) -> User | None:
        """The account of whoever told us: the one with this number and first name in this service, if any."""
        number, names = self.cleaned_data["number"], self.cleaned_data["caller"].split()
        if not number or not names:
            return None
        found = known_to(service).filter(Q(mobile=number) | Q(landline=number), first_name__iexact=names[0])
        people = list(found[:2])
        return people[0] if len(people) == 1 else None

    @property
    def worry(self) -> Worry:
        """What was written down, as the action takes it."""
        said = dict(self.cleaned_data)
        number = show_phone(said.pop("number")) if said["number"] else said.pop("number")
        return Worry(**said | {"reach_on": ", ".join(filter(None, [number, said["reach_on"]]))})


class NoteForm(Form):
    words = forms.CharField(
        label="What was done", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write down what was done"},
    )  # fmt: skip


class CloseForm(Form):
    outcome = forms.ChoiceField(
        label="What came of it?", choices=ConcernOutcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )  # fmt: skip
    line = forms.CharField(
        label="In one line", max_length=200, required=False, help_text="Not sent to anybody."
    )
    in_the_record = forms.BooleanField(label="Copied to the person’s clinical record", required=False)


class _PostChoice(forms.ModelChoiceField):
    """Somebody of the team, by their name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.person.full_name)


class DutyForm(Form):
    """A turn on the rota."""

    post = _PostChoice(label="Who", queryset=None, empty_label="Choose a clinician")
    rank = forms.ChoiceField(label="As", choices=DutyRank.choices, widget=forms.RadioSelect)
    from_date = DateField(label="From")
    last_date = DateField(label="Up to and including")

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("post", readers_of(service))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_date"), cleaned.get("last_date")
        if start and end and end < start:
            self.add_error("last_date", "The last day must be the first day or later")
        return cleaned


class AbsenceForm(DutyForm):
    """Leave: the deputy reads instead."""

    rank = None  # type: ignore[assignment]  # Django's way to leave an inherited field out


def readers_of(service: Service) -> Any:
    """Who may stand on the rota: clinicians and coordinators of the service, never patient tutors."""
    held = Post.objects.held().filter(service=service).exclude(role=Role.PATIENT_TUTOR)
    return held.select_related("person")
