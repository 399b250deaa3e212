"""What worries you, and how soon you need us; and what the team writes down about it."""

from typing import Any

from django import forms

from followon.web.fields import DateField
from followon.web.forms import Form
from groups.models.concern import AboutWhom, ConcernOutcome, DutyRank
from pmp.models import Post, Role, Service


class WorryForm(Form):
    """The five questions of "Tell the pain service", asked one page at a time; nothing is kept until it is sent."""

    PAGES = (("in_danger",), ("about", "about_whom"), ("what", "please_ring"), ("reach_on",))

    in_danger = forms.TypedChoiceField(
        label="Is anyone in danger now?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say if anyone is in danger now"},
    )
    about = forms.ChoiceField(
        label="Who are you worried about?",
        choices=AboutWhom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who you are worried about"},
    )
    about_whom = forms.CharField(
        label="Their name, if you know it", max_length=80, required=False, help_text="A first name is enough."
    )
    what = forms.CharField(
        label="What has happened?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A sentence or two is enough. You can also leave this empty and ask us to ring you.",
    )
    please_ring = forms.BooleanField(label="Please ring me instead", required=False)
    reach_on = forms.CharField(
        label="How can we reach you?",
        max_length=120,
        help_text="A phone number, and when is a good time.",
        error_messages={"required": "Enter a phone number or email address we can reach you on"},
    )

    looks = {"reach_on": {"page_heading": True}, "in_danger": {"page_heading": True}}

    def __init__(self, *args: Any, page: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        shown = self.PAGES[page] if page < len(self.PAGES) else ()
        for name, field in self.fields.items():
            if name not in shown:
                field.widget = forms.HiddenInput()
            if page < len(self.PAGES) and not self._asked_by_now(name):
                field.required = False

    def _asked_by_now(self, name: str) -> bool:
        return any(name in names for names in self.PAGES[: self.page + 1])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wants_words = self.page >= 2 and not cleaned.get("what") and not cleaned.get("please_ring")
        if wants_words:
            self.add_error("what", "Tell us what has happened, or ask us to ring you")
        return cleaned


class CallerForm(Form):
    """A concern written down for somebody who rang, came in or texted."""

    person = forms.ModelChoiceField(label="Who told us?", queryset=None, empty_label="Choose a person")
    about = forms.ChoiceField(label="Who are they worried about?", choices=AboutWhom.choices, widget=forms.RadioSelect)
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
    line = forms.CharField(label="In one line", max_length=200, required=False, help_text="Not sent to anybody.")
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
