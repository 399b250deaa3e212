"""The check-in: three questions, each of which can be left out, and research asked apart."""

from typing import Any

from django import forms

from followon.web.forms import Form
from groups.models import CheckIn, SeesGP, StillInTouch, StillUsing
from pmp.protocol import RESEARCH_WORDS

_NOT_SAID = "not-said"  # not the empty choice: that one would stand ticked before anybody chose
_RATHER_NOT = (_NOT_SAID, "I would rather not say")
_QUESTIONS = ("in_touch", "using", "sees_gp")


class CheckInForm(Form):
    """Nothing here is required, and nothing is ticked for anybody."""

    in_touch = forms.ChoiceField(
        label="Are you in touch with people from your programme?", required=False,
        choices=[*StillInTouch.choices, _RATHER_NOT], widget=forms.RadioSelect,
    )  # fmt: skip
    using = forms.ChoiceField(
        label="Do you use what helped you there, such as pacing?", required=False,
        choices=[*StillUsing.choices, _RATHER_NOT], widget=forms.RadioSelect,
    )  # fmt: skip
    sees_gp = forms.ChoiceField(
        label="Compared with the end of the programme, how often do you see your GP?", required=False,
        choices=[*SeesGP.choices, _RATHER_NOT], widget=forms.RadioSelect,
        help_text="More or less is neither right nor wrong. See your GP whenever you need to.",
    )  # fmt: skip
    research = forms.BooleanField(
        label=RESEARCH_WORDS, required=False,
        help_text="You choose this apart from the questions. You can change it in “What I have agreed to”.",
    )  # fmt: skip
    no_more = forms.BooleanField(label="Please do not ask me these again", required=False)

    def __init__(self, *args: Any, check_in: CheckIn, research: bool, **kwargs: Any) -> None:
        said: dict[str, Any] = {"research": research, "no_more": not check_in.ask_again}
        if check_in.answered_at:
            said |= {name: getattr(check_in, name) or _NOT_SAID for name in _QUESTIONS}
        super().__init__(*args, initial=said, **kwargs)

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, as `checkins.answer` takes it."""
        said = {name: self.cleaned_data[name].replace(_NOT_SAID, "") for name in _QUESTIONS}
        return {
            **said,
            "research": self.cleaned_data["research"],
            "ask_again": not self.cleaned_data["no_more"],
        }
