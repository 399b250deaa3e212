"""Who works for a service, its settings, and opening another one."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms

from followon import clock
from followon.people.models import User
from followon.web.fields import DateField, TimeField, UKPhoneField, allow_days
from followon.web.forms import EditedMeanwhile, Form
from pmp.models import Nation, Post, Role, Service
from pmp.models.service import MOST_ALONE, MOST_SENDS

OTHER_NAME = "This email address is used by an account with another name. Check the name and the address"


class AppointForm(Form):
    """Somebody new, or somebody who has an account: their email address and name say which."""

    role = forms.ChoiceField(label="What will they do?", choices=Role.choices, widget=forms.RadioSelect)
    first_name = forms.CharField(label="First name", max_length=40)
    last_name = forms.CharField(label="Last name", max_length=60)
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="They sign in with it. If they have an account here, use its address.",
    )
    mobile = UKPhoneField(label="Mobile", required=False)
    is_lead = forms.BooleanField(
        label="Leads the service", required=False, help_text="Concerns come here when nobody else answers."
    )
    trained_on = DateField(
        label="Patient tutors: trained on", required=False, help_text="For example, 14 May 2026"
    )
    person: User | None = None  # who has an account already

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = User.objects.filter(email__iexact=cleaned.get("email", "")).exclude(email="").first()
        names = (cleaned.get("first_name", "").casefold(), cleaned.get("last_name", "").casefold())
        if found and (found.first_name.casefold(), found.last_name.casefold()) != names:
            self.add_error("email", OTHER_NAME)  # nobody learns a name from an address
        elif found:
            self.person = found
        return cleaned

    def new_person(self) -> dict[str, str]:
        """The facts of a new account."""
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email", "mobile")}


class StandDownForm(Form):
    on = DateField(label="First day they no longer work here", help_text="For example, 1 January 2027")

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today(post.service.tz)
        allow_days(self, "on", earliest=post.from_date, latest=today + timedelta(days=365))
        self.initial.setdefault("on", today)


class ServiceForm(Form):
    """A further service; whoever opens it becomes its coordinator."""

    name = forms.CharField(label="Name of the service", max_length=80)
    short_name = forms.CharField(
        label="Name in texts",
        max_length=24,
        help_text="24 letters or fewer. It can be seen on a locked phone.",
    )
    phone = UKPhoneField(label="Phone number patients may ring", kind="any")
    nation = forms.ChoiceField(label="Nation", choices=Nation.choices, initial=Nation.ENGLAND)


class SettingsForm(EditedMeanwhile):
    """What a coordinator or the lead may set."""

    name = forms.CharField(label="Name of the service", max_length=80)
    short_name = forms.CharField(
        label="Name in texts",
        max_length=24,
        help_text="24 letters or fewer. It can be seen on a locked phone.",
    )
    nation = forms.ChoiceField(
        label="Nation", choices=Nation.choices, help_text="For bank holidays and crisis lines."
    )
    opens_at = TimeField(label="The phone is answered from", help_text="Such as 9am")
    closes_at = TimeField(label="Until", help_text="Such as 4pm")
    quiet_until = TimeField(label="No texts before", help_text="Such as 9am. Not before 7am.")
    quiet_from = TimeField(label="No texts from", help_text="Such as 8pm. Not after 9pm.")
    asks_age_and_gender = forms.BooleanField(
        label="Ask people for their age and gender",
        required=False,
        help_text="Voluntary. It is counted, and never shown with a name.",
    )
    coordinator_sends_a_day = forms.IntegerField(
        label="A coordinator may send", min_value=1, max_value=MOST_SENDS
    )
    clinician_sends_a_day = forms.IntegerField(
        label="A clinician may send", min_value=1, max_value=MOST_SENDS
    )
    tutor_sends_a_day = forms.IntegerField(
        label="A patient tutor may send", min_value=1, max_value=MOST_SENDS
    )
    second_person_above = forms.IntegerField(
        label="A second person confirms a send to more than", min_value=1, max_value=MOST_ALONE
    )
    concern_first_minutes = forms.IntegerField(
        label="Page the deputy after",
        min_value=5,
        max_value=600,
        help_text="Working minutes without an answer.",
    )
    concern_lead_minutes = forms.IntegerField(label="Page the lead after", min_value=10, max_value=1200)
    concern_safeguarding_minutes = forms.IntegerField(
        label="Page the safeguarding contact after", min_value=15, max_value=2400
    )
    safeguarding_name = forms.CharField(label="Safeguarding contact", max_length=80, required=False)
    safeguarding_phone = UKPhoneField(label="Their phone", kind="any", required=False)
    safeguarding_email = forms.EmailField(label="Their email address", max_length=254, required=False)

    looks: ClassVar[dict[str, dict[str, Any]]] = {
        **{name: {"width": 10} for name in ("opens_at", "closes_at", "quiet_until", "quiet_from")},
        **{
            name: {"width": 4, "suffix": "messages a day"}
            for name in ("coordinator_sends_a_day", "clinician_sends_a_day", "tutor_sends_a_day")
        },
        "second_person_above": {"width": 4, "suffix": "people"},
        **{
            name: {"width": 4, "suffix": "minutes"}
            for name in ("concern_first_minutes", "concern_lead_minutes", "concern_safeguarding_minutes")
        },
    }

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        stored = {name: getattr(service, name) for name in self.base_fields if name != "version"}
        version = "|".join(str(value) for value in stored.values())
        super().__init__(*args, initial=stored, version=version, **kwargs)

    def changes(self) -> dict[str, Any]:
        """What was sent, without the form's own bookkeeping."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
