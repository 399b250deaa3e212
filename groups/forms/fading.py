"""Forms for a quiet time: why it is quiet, and whether the service may ring."""

from typing import Any

from django import forms

from followon.web.forms import Form
from groups.models import QuietReason


class WhyQuietForm(Form):
    """The four reasons the paper found; as many as fit, or none."""

    reasons = forms.MultipleChoiceField(
        label="Why is it quiet?", choices=QuietReason.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that fit, or none. The pain service sees what you tick, and nothing else.",
    )  # fmt: skip


class AskForm(Form):
    """Asking the service for a hand."""

    may_ring = forms.BooleanField(label="They may see how to reach our organiser for a month", required=False)

    def __init__(self, *args: Any, organises: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not organises:
            del self.fields["may_ring"]
