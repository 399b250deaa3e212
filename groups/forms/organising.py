"""Forms about organising: taking a turn, stepping back."""

from django import forms

from followon.web.forms import Form
from groups.models import Job


class TurnForm(Form):
    """Claiming a job; nobody is given one."""

    says_the_same_to_all = True

    JOBS = (
        (Job.ORGANISER, "Organise: look after the meetings for a while"),
        (Job.STAND_IN, "Stand in: help when the organiser can’t"),
    )
    job = forms.ChoiceField(label="What could you do?", choices=JOBS, widget=forms.RadioSelect)


class StepBackForm(Form):
    """For now, or for good; why is nobody's business."""

    NOW, GOOD = "now", "good"
    how = forms.ChoiceField(
        label="For how long?",
        choices=[(NOW, "For now. Ask me again later"), (GOOD, "For good")],
        widget=forms.RadioSelect,
    )
