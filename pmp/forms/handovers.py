"""A handover: a step marked, a plan noted, a tutor chosen, an ending explained."""

from typing import Any, ClassVar

from django import forms

from followon.web.forms import Form
from pmp.models import Handover, Outcome, Post, Role


class StepForm(Form):
    """Done, or not needed with a reason."""

    outcome = forms.ChoiceField(
        label="How did it go?",
        choices=[(Outcome.DONE, "Done"), (Outcome.NOT_NEEDED, "Not needed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose done or not needed"},
    )
    reason = forms.CharField(
        label="If it is not needed, why?",
        max_length=200,
        required=False,
        help_text="Such as: they are meeting already. Say nothing about anybody’s health.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.NOT_NEEDED and not cleaned.get("reason"):
            self.add_error("reason", "Say why it is not needed")
        return cleaned


class PlanForm(Form):
    """What the room talked about so far; all of it can still change."""

    day = forms.CharField(label="Day", max_length=60, required=False, help_text="Such as Thursdays")
    time = forms.CharField(label="Time", max_length=60, required=False, help_text="Such as 11am")
    place = forms.CharField(label="Place", max_length=80, required=False)
    rhythm = forms.CharField(
        label="How often", max_length=60, required=False, help_text="Such as every 2 weeks"
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "day": {"width": 20},
        "time": {"width": 10},
        "rhythm": {"width": 20},
    }


class TutorForm(Form):
    """Who is the patient tutor of a handover."""

    tutor = forms.ChoiceField(
        label="Who is the patient tutor?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a patient tutor, or nobody"},
    )
    NOBODY = "nobody"
    looks: ClassVar[dict[str, dict[str, Any]]] = {"tutor": {"divider_before": NOBODY}}

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Post.objects.held().filter(service=handover.cohort.service_id, role=Role.PATIENT_TUTOR)
        self.posts = {str(post.pk): post for post in held.select_related("person")}
        people = [(pk, post.person.full_name) for pk, post in self.posts.items()]
        self.offer("tutor", [*people, (self.NOBODY, "Nobody: the group goes ahead without")])
        self.initial.setdefault("tutor", str(handover.tutor_id or self.NOBODY))

    def chosen(self) -> Post | None:
        return self.posts.get(self.cleaned_data["tutor"])


class EndForm(Form):
    """Why there is no group this time; a good ending too."""

    because = forms.CharField(
        label="Why is there no group this time?",
        max_length=200,
        help_text="Such as: they keep in touch as friends. Say nothing about anybody’s health.",
        error_messages={"required": "Say why, in a few words"},
    )


class ReopenForm(Form):
    because = forms.CharField(
        label="What has changed?",
        max_length=200,
        error_messages={"required": "Say what has changed, in a few words"},
    )
