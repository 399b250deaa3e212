"""A programme: its facts, its dates, who runs it; moving and adding a session."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from followon import clock
from followon.web.fields import DateField, TimeField, allow_days
from followon.web.forms import Form
from pmp.models import Cohort, Post, Role, Service
from pmp.protocol import FEWEST_SESSIONS, MOST_SESSIONS

COUNTS = [(str(number), f"{number} sessions") for number in range(FEWEST_SESSIONS, MOST_SESSIONS + 1)]
WHERE = [("place", "In person"), ("online", "Online")]


class PostChoices(forms.ModelMultipleChoiceField):
    """People who work for a service, by their names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Post.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.person)


class TeamForm(Form):
    """Who runs a programme: clinicians, and patient tutors of whom the first ticked leads the handover."""

    clinicians = PostChoices(label="Clinicians")
    tutors = PostChoices(label="Patient tutors", help_text="Tick more than one if somebody can stand in.")

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Post.objects.held().filter(service=service).select_related("person")
        for name, role in (("clinicians", Role.CLINICIAN), ("tutors", Role.PATIENT_TUTOR)):
            self.offer_rows(name, held.filter(role=role))


class ProgrammeForm(TeamForm):
    """A new programme: enough to propose its dates."""

    name = forms.CharField(
        label="Name of the programme", max_length=60, help_text="Such as Larkfield Autumn. Patients see it."
    )
    where = forms.ChoiceField(label="Where does it take place?", choices=WHERE, widget=forms.RadioSelect)
    place = forms.CharField(label="Place", max_length=120, required=False, help_text="If it is in person.")
    first_date = DateField(label="First session", help_text="For example, 12 January 2027")
    count = forms.ChoiceField(label="How many sessions, one every week?", choices=COUNTS, initial="10")
    time = TimeField(label="What time do sessions begin?", help_text="Such as 1pm", required=False)
    field_order = ("name", "where", "place", "first_date", "count", "time", "clinicians", "tutors")
    looks: ClassVar[dict[str, dict[str, Any]]] = {"time": {"width": 10}}

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, service=service, **kwargs)
        self.service = service
        today = clock.today(service.tz)
        earliest, latest = today - timedelta(days=200), today + timedelta(days=500)
        allow_days(self, "first_date", earliest=earliest, latest=latest)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Cohort.objects.filter(service=self.service, name__iexact=name).exists():
            raise forms.ValidationError(
                "Your service has a programme with this name. Add the season or the year"
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("where") == "place" and not cleaned.get("place"):
            self.add_error("place", "Enter the place, such as Larkfield Health Centre")
        return cleaned

    def dates(self) -> list[date]:
        """The proposal: every week from the first date."""
        first, count = self.cleaned_data["first_date"], int(self.cleaned_data["count"])
        return [first + timedelta(weeks=week) for week in range(count)]


class DatesForm(Form):
    """Every session's date, to be changed where a week falls out."""

    def __init__(self, *args: Any, dates: list[date], nation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holidays = clock.bank_holidays(nation)
        for number, on in enumerate(dates, 1):
            hint = f"{on:%A}{', a bank holiday' if on in holidays else ''}"
            field = DateField(label=f"Session {number}", initial=on, help_text=hint)
            field.error_messages["required"] = f"Enter the date of session {number}"
            self.fields[f"session_{number}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: set[date] = set()
        for name in self.fields:
            on = cleaned.get(name)
            if on and on in seen:
                self.add_error(name, "There is another session on this day. Change one of them")
            if on:
                seen.add(on)
        return cleaned

    def dates(self) -> list[date]:
        return [self.cleaned_data[name] for name in self.fields]


class SessionDateForm(Form):
    """One date: where a session moves to, or when one is added."""

    on = DateField(label="New date", help_text="For example, 26 November 2026")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earliest, latest = cohort.starts_on - timedelta(days=60), cohort.ends_on + timedelta(days=200)
        allow_days(self, "on", earliest=earliest, latest=latest)


class CohortForm(Form):
    """A programme's name and place."""

    name = forms.CharField(label="Name of the programme", max_length=60)
    where = forms.ChoiceField(label="Where does it take place?", choices=WHERE, widget=forms.RadioSelect)
    place = forms.CharField(label="Place", max_length=120, required=False)
