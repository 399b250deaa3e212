"""Forms about meetings: can you come, when and where, calling it off, ringing people, who came."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from followon import clock
from followon.web.fields import DateField, TimeField
from followon.web.forms import EditedMeanwhile, Form
from followon.web.templatetags.dates import clock_time, day
from groups.actions import meetings
from groups.actions.meetings import Plan
from groups.actions.meetings.dates import FARTHEST
from groups.models import Coming, Group, Membership, Mode, Place

NOTE_LENGTH = 140
_ABOUT: dict[type[Exception], str] = {
    meetings.InThePast: "on_date", meetings.TooFarAhead: "on_date", meetings.ClockSkipsThatTime: "start_time",
    meetings.Overlaps: "start_time", meetings.PlaceNotYours: "place", meetings.OnlyFromHome: "mode",
    meetings.WrongLength: "length",
}  # fmt: skip
_LENGTHS = [
    (60, "1 hour"),
    (90, "1 and a half hours"),
    (120, "2 hours"),
    (150, "2 and a half hours"),
    (180, "3 hours"),
]


class AnswerForm(Form):
    """The three buttons; `seen` is when the answer that the page showed was given."""

    coming = forms.ChoiceField(choices=Coming.choices)
    seen = forms.CharField(required=False)


class NoteForm(Form):
    """A word for the group beside the answer, such as "may be late"."""

    coming = forms.ChoiceField(label="Can you come?", choices=Coming.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Your note",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as: I may be late. Everybody in your group can read it. You do not have to say why.",
    )


class WayFields(Form):
    """How a group meets: how long, in person or from home, where, how to join."""

    length = forms.TypedChoiceField(label="How long for?", choices=_LENGTHS, coerce=int)
    mode = forms.ChoiceField(label="How will you meet?", choices=Mode.choices, widget=forms.RadioSelect)
    place = forms.ModelChoiceField(
        label="Where?", queryset=Place.objects.none(), required=False, empty_label="Place to be agreed"
    )
    join_details = forms.CharField(
        label="How to join from home",
        required=False,
        max_length=300,
        help_text="A link, or a number to ring. Leave this empty if everybody meets in person.",
    )

    def know_group(self, group: Group) -> None:
        """Offer the places the group knows, and its own length where that is none of the usual ones."""
        self.offer_rows("place", Place.objects.for_group(group).order_by("name", "pk"))
        if (minutes := int(self.initial.get("length", 90))) not in dict(_LENGTHS):
            self.offer("length", [(minutes, f"{minutes} minutes"), *_LENGTHS])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mode") in (Mode.ONLINE, Mode.PHONE) and not cleaned.get("join_details"):
            self.add_error("join_details", "Enter how people join, such as a link or a number to ring")
        return cleaned

    def add_refusal(self, refusal: Exception, field: str | None = None) -> None:
        """Show why the plan does not work beside the field it is about."""
        field = field or _ABOUT.get(type(refusal))
        super().add_refusal(refusal, field if field in self.fields else None)


class PlanForm(EditedMeanwhile, WayFields):
    """When, where, how, and anything special: for a new meeting and for moving one."""

    on_date = DateField(label="Which day?", help_text="For example, 27 11 2026")
    start_time = TimeField(label="What time does it start?", help_text="Such as 11am or 2.30pm")
    plan = forms.CharField(
        label="Anything special?",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you will do, one thing on each line. Such as: 11am Tea and catching up",
    )
    field_order = [
        "version", "on_date", "start_time", "length", "mode", "place", "join_details", "plan"
    ]  # fmt: skip
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "start_time": {"width": 10}, "on_date": {"label_size": "s"}, "plan": {"rows": 3}
    }  # fmt: skip

    def __init__(self, *args: Any, group: Group, like: Plan | None = None, **kwargs: Any) -> None:
        """`like` is what the form shows first: the meeting as it is, or the same as last time."""
        self.group = group
        super().__init__(*args, initial=planned(like) if like else usual(group), **kwargs)
        self.know_group(group)

    def begin_again(self) -> None:
        """Show what was typed, and count nothing as wrong: somebody came back from checking it."""
        self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on_date, start = cleaned.get("on_date"), cleaned.get("start_time")
        if on_date and start:
            self._check_when(datetime.combine(on_date, start))
        return cleaned

    def _check_when(self, local: datetime) -> None:
        now = clock.to_local(clock.now(), self.group.tz)
        if local <= now:
            self.add_error(
                "on_date", ValidationError("That day and time have gone by. Choose one to come", code="day")
            )
        elif local > now + FARTHEST:
            self.add_error("on_date", ValidationError("Choose a day within the next year", code="year"))
        elif clock.kind_of_wall_time(local, self.group.tz) is clock.Wall.MISSING:
            told = (
                f"The clocks go forward that night, so there is no {clock_time(local)}. Choose another time"
            )
            self.add_error("start_time", told)

    def to_plan(self) -> Plan:
        """What was filled in, as the actions take it."""
        cleaned = self.cleaned_data
        return Plan(
            on_date=cleaned["on_date"],
            start_time=cleaned["start_time"],
            length=timedelta(minutes=cleaned["length"]),
            mode=cleaned["mode"],
            place=cleaned["place"],
            join_details=cleaned["join_details"],
            plan=cleaned["plan"],
        )


def planned(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    return {
        "on_date": plan.on_date,
        "start_time": plan.start_time,
        "length": int(plan.length.total_seconds() // 60),
        "mode": plan.mode,
        "place": plan.place.pk if plan.place else None,
        "join_details": plan.join_details,
        "plan": plan.plan,
    }


def usual(group: Group) -> dict[str, Any]:
    """What the group does most times: nobody types it twice."""
    return {
        "start_time": group.usual_time or time(11),
        "length": int(group.usual_length.total_seconds() // 60),
        "mode": Mode.IN_PERSON,
        "place": group.usual_place_id,
    }


def described(plan: Plan) -> list[tuple[str, str]]:
    """A plan as label and words, for checking before it is sent."""
    rows = [
        ("When", f"{day(plan.on_date)}, {clock_time(plan.start_time)}"),
        ("How long", f"{int(plan.length.total_seconds() // 60)} minutes"),
        ("How", Mode(plan.mode).label),
        ("Where", str(plan.place) if plan.place else "To be agreed"),
    ]
    if plan.join_details:
        rows.append(("Joining from home", plan.join_details))
    if plan.plan:
        rows.append(("Anything special", plan.plan))
    return rows


class CancelForm(Form):
    """Calling a meeting off; why is for the group, and may stay empty."""

    why = forms.CharField(
        label="Do you want to say why? (optional)",
        required=False,
        max_length=120,
        help_text="Your group sees this on the meeting’s page. Such as: the café is closed that day.",
    )


class CallForm(Form):
    """What somebody said when they were rung: two taps."""

    NO_REPLY = "NO_REPLY"
    member = forms.ModelChoiceField(queryset=Membership.objects.none())
    said = forms.ChoiceField(choices=[*Coming.choices, (NO_REPLY, "No answer")])

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_rows("member", members)


class WhoCameForm(Form):
    """Everybody of the group with a box; ticked from the answers. Or a number, when names are too much."""

    came = forms.MultipleChoiceField(label="Who came?", required=False, widget=forms.CheckboxSelectMultiple)
    headcount = forms.IntegerField(
        label="Or how many came?", required=False, min_value=1, max_value=60,
        help_text="If it is easier, tell us the number only.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str]], ticked: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = dict(people)
        self.offer("came", [(str(pk), name) for pk, name in self.members.items()])
        self.fields["came"].initial = [str(pk) for pk in ticked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("came") and not cleaned.get("headcount") and not self.errors:
            self.add_error("came", "Tick who came, or say that you did not meet")
        return cleaned

    @property
    def what_is_ticked(self) -> str:
        """Why some boxes are ticked beforehand, or that none is."""
        if self.fields["came"].initial:
            return "We ticked those who said they would come, or whom somebody wrote down. Change it if you need to."
        return "Nobody had said that they would come. Tick who came."

    @property
    def by_member(self) -> dict[int, bool]:
        """Whether each person came, by the number of their membership."""
        chosen = set(self.cleaned_data["came"])
        return {pk: str(pk) in chosen for pk in self.members}


class RemindForm(Form):
    """Whom to remind: those who have not answered, or everybody who may come."""

    NO_ANSWER, EVERYBODY = "no-answer", "everybody"
    WHOM = (
        (NO_ANSWER, "People who have not answered"),
        (EVERYBODY, "Everybody except those who said no"),
    )
    to = forms.ChoiceField(
        label="Who should get it?", choices=WHOM, widget=forms.RadioSelect, initial=NO_ANSWER
    )
