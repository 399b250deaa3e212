"""What the team writes down about a concern, and who reads them when."""

from typing import Any

from django import forms

from followon.web.fields import DateField
from followon.web.forms import Form
from groups.models.concern import AboutWhom, ConcernOutcome, DutyRank
from pmp.models import Post, Role, Service


class CallerForm(Form):
    """A concern written down for somebody who rang, came in or texted."""

    person = forms.ModelChoiceField(label="Who told us?", queryset=None, empty_label="Choose a person")
    about = forms.ChoiceField(
        label="Who are they worried about?", choices=AboutWhom.choices, widget=forms.RadioSelect
    )
    about_whom = forms.CharField(label="Name, if known", max_length=80, required=False)
    in_danger = forms.BooleanField(label="Somebody may be in danger now", required=False)
    what = forms.CharField(
        label="What they said", max_length=500, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write down what they said"},
    )  # fmt: skip
    reach_on = forms.CharField(label="How to reach them", max_length=120)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


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


class DutyForm(Form):
    """A turn on the rota."""

    post = forms.ModelChoiceField(label="Who", queryset=None, empty_label="Choose a clinician")
    rank = forms.ChoiceField(label="As", choices=DutyRank.choices, widget=forms.RadioSelect)
    from_date = DateField(label="From")
    last_date = DateField(label="Up to and including")

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = readers_of(service)  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = lambda post: post.person.full_name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_date"), cleaned.get("last_date")
        if start and end and end < start:
            self.add_error("last_date", "The last day must be the first day or later")
        return cleaned


class AbsenceForm(DutyForm):
    """Leave: the deputy reads instead."""

    rank = None  # type: ignore[assignment]


def readers_of(service: Service) -> Any:
    """Who may stand on the rota: clinicians and coordinators of the service, never patient tutors."""
    held = Post.objects.held().filter(service=service).exclude(role=Role.PATIENT_TUTOR)
    return held.select_related("person")
