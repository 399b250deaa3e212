"""Forms of the patient tutor: can I come, how many came, how was it."""

from django import forms

from followon.web.forms import Form
from groups.actions.meetings.reports import MOST_PEOPLE
from groups.models import HowWasIt


class VisitReportForm(Form):
    """After a visit: three choices, and a number if the tutor knows it. No names, no notes (decision 7)."""

    how_was_it = forms.ChoiceField(label="How was it?", choices=HowWasIt.choices, widget=forms.RadioSelect)
    headcount = forms.IntegerField(
        label="How many came, without you? (optional)", required=False, min_value=0, max_value=MOST_PEOPLE
    )
