"""Forms of one's own plans: a goal, one list of the plan for a flare-up, whom to share it with, an appointment.

The ideas are to tick, so that no list needs typing. They say what the programme teaches, and give no advice.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from followon.web.fields import DateField
from followon.web.forms import Form
from groups.models import AppointmentNotes, FlareUpPlan, HowOften
from groups.models.plan import LINE_LENGTH

OWN_LINES = 3
IDEAS: dict[str, tuple[str, ...]] = {
    "signs": (
        "I sleep badly", "I am short with people", "I call things off", "I feel tight and tense",
        "Small jobs feel big", "I did too much on a good day",
    ),
    "pacing": (
        "Stop before I have to", "Halve what I had planned", "Do one thing, then rest",
        "Change position often", "Short and often, not long and once", "Say no to one thing",
        "Leave the housework",
    ),
    "helps": (
        "Slow breathing", "Gentle stretches I know", "Warmth", "Music or a film", "Fresh air",
        "Somebody to laugh with", "A rest without feeling guilty",
    ),
    "people": ("Somebody at home", "A friend", "Somebody in my group"),
    "tell": (
        "I am having a bad spell. It will pass", "I may be slow to answer", "You do not have to mend it",
        "A message is nice", "Please go ahead without me", "Please ask me again next time",
    ),
}  # fmt: skip
HEADINGS: dict[str, str] = {
    "signs": "How I notice it coming",
    "pacing": "The first things I do",
    "helps": "What helps me",
    "people": "Who I tell",
    "tell": "What I tell them",
}


class GoalForm(Form):
    """What, a small first step, how often."""

    what = forms.CharField(
        label="What would you like to do?", max_length=LINE_LENGTH,
        help_text="Such as: walk to the park, do some gardening, see a friend.",
    )  # fmt: skip
    first_step = forms.CharField(
        label="What is a small first step?", max_length=LINE_LENGTH,
        help_text="Something you can do on a bad day too. Such as: to the gate and back.",
    )  # fmt: skip
    how_often = forms.ChoiceField(
        label="How often?", choices=HowOften.choices, widget=forms.RadioSelect, initial=HowOften.WHEN_I_CAN
    )


class ListForm(Form):
    """One list of the plan: ideas to tick, and lines of one's own; fellow members where it is about people."""

    ticked = forms.MultipleChoiceField(
        label="Tick what fits", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        part: str,
        plan: FlareUpPlan | None,
        fellows: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        lines: list[str] = getattr(plan, part) if plan else []
        ideas = IDEAS[part]
        own = [line for line in lines if line not in ideas]
        friends = [str(pk) for pk in plan.friends.values_list("pk", flat=True)] if plan and fellows else []
        first: dict[str, Any] = {"ticked": [line for line in lines if line in ideas], "friends": friends}
        first |= {f"own{n}": line for n, line in enumerate(own, 1)}
        super().__init__(*args, initial=first, **kwargs)
        self.offer("ticked", [(idea, idea) for idea in ideas])
        if fellows:
            self.fields["friends"] = forms.MultipleChoiceField(
                label="People in your group", required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(str(pk), name) for pk, name in fellows],
                help_text="You can text them from your plan, if they share their mobile number.",
            )  # fmt: skip
        for number in range(1, OWN_LINES + 1):
            label = "In your own words" if number == 1 else f"In your own words, {number}"
            self.fields[f"own{number}"] = forms.CharField(label=label, max_length=LINE_LENGTH, required=False)

    @property
    def lines(self) -> list[str]:
        """What was ticked and what was written, in that order."""
        own = [self.cleaned_data[f"own{n}"].strip() for n in range(1, OWN_LINES + 1)]
        return [*self.cleaned_data["ticked"], *filter(None, own)]

    @property
    def friends(self) -> list[int] | None:
        """The fellow members that were ticked; None where nobody can be."""
        if "friends" not in self.fields:
            return None
        return [int(pk) for pk in self.cleaned_data["friends"]]


class PlanSharingForm(Form):
    """Which fellow members may read the plan."""

    members = forms.MultipleChoiceField(
        label="Who can read it?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Nobody, unless you tick them. The pain service never can.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, fellows: Sequence[tuple[int, str]], now: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"members": [str(pk) for pk in now]}, **kwargs)
        self.offer("members", [(str(pk), name) for pk, name in fellows])

    @property
    def chosen(self) -> list[int]:
        """Their memberships."""
        return [int(pk) for pk in self.cleaned_data["members"]]


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AppointmentForm(Form):
    """One sheet for an appointment; every box may stay empty."""

    who = forms.CharField(
        label="Who is it with?", max_length=80, required=False, help_text="Such as: my doctor"
    )
    on_date = DateField(label="When is it?", required=False)
    matters = _words("What matters most to me", "If there is time for one thing only.")
    changed = _words("What has changed since last time", "What you can do now, and what you can’t.")
    tried = _words("What I have tried", "And what you found.")
    questions = _words("What I want to ask", "2 or 3 questions. Most important first.")
    looks: ClassVar[dict[str, dict[str, Any]]] = {"on_date": {"label_size": "s"}}

    def __init__(self, *args: Any, notes: AppointmentNotes | None, **kwargs: Any) -> None:
        names = ("who", "on_date", *AppointmentNotes.WORDS)
        super().__init__(
            *args, initial={name: getattr(notes, name) for name in names} if notes else {}, **kwargs
        )
