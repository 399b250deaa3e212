"""How we reach you, the log's filter, a corrected address, what came of a call, and why messages are stopped."""

from typing import Any

from django import forms

from followon.people.models import User
from followon.web.fields import UKPhoneField
from followon.web.forms import Form
from notifications import kinds
from notifications.models import Message, Preference
from notifications.recipients import address_of, channel_for
from notifications.states import MACHINE_CHANNELS, OFFERED_CHANNELS, ByHandOutcome, Channel

WHO_FIRST = "We try this if the first one does not work."


class ContactForm(Form):
    """How one person wants to be reached; offers only what they have an address for, and letters."""

    channel = forms.ChoiceField(label="How do you want to hear from us?", widget=forms.RadioSelect)
    second_channel = forms.ChoiceField(
        label="And if that does not work?", widget=forms.RadioSelect, required=False, help_text=WHO_FIRST
    )
    large_print = forms.BooleanField(label="Send me letters in large print", required=False)
    interpreter = forms.CharField(
        label="Do you need an interpreter? Which language?",
        max_length=40,
        required=False,
        help_text="Leave it empty if you do not. British Sign Language counts.",
    )

    def __init__(self, *args: Any, person: User, preference: Preference | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Channel.SMS: "Text",
            Channel.EMAIL: "Email",
            Channel.CALL: "A phone call",
            Channel.LETTER: "A letter",
        }
        offered = [
            (channel.value, words[channel])
            for channel in OFFERED_CHANNELS
            if channel == Channel.LETTER or address_of(person, channel)
        ]
        self.offer("channel", offered)
        self.offer("second_channel", [*offered, ("", "Nothing else")])
        if preference is None:
            self.initial.setdefault("channel", channel_for(person, None))
        else:
            self.initial = {**{name: getattr(preference, name) for name in self.fields}, **self.initial}


class LogFilterForm(Form):
    """Which lines of the delivery log to show; everything in it may be left as it is."""

    says_the_same_to_all = True
    SHOW = (
        ("needs", "Needs somebody"),
        ("waiting", "Waiting to go"),
        ("sent", "Sent"),
        ("not_sent", "Not sent, for a reason"),
        ("all", "Everything"),
    )
    show = forms.ChoiceField(label="Show", choices=SHOW, required=False)
    kind = forms.ChoiceField(label="What it says", required=False)
    channel = forms.ChoiceField(
        label="How",
        required=False,
        choices=[("", "Any way"), *[(channel.value, channel.label) for channel in OFFERED_CHANNELS]],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted((kind.label, kind.slug) for kind in kinds.all_kinds())
        self.offer("kind", [("", "Anything"), *[(slug, label) for label, slug in known]])


class AddressForm(Form):
    """A corrected number or email address for a message that did not arrive."""

    mobile = UKPhoneField(label="Mobile number", required=False)
    email = forms.EmailField(label="Email address", max_length=254, required=False)

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = "mobile" if message.channel == Channel.SMS else "email"
        del self.fields["email" if keep == "mobile" else "mobile"]
        self.fields[keep].required = True
        self.keep = keep

    @property
    def address(self) -> str:
        """What was typed, as it is kept."""
        return str(self.cleaned_data[self.keep])


class ByHandForm(Form):
    """What came of ringing or posting."""

    outcome = forms.ChoiceField(
        label="What happened?", widget=forms.RadioSelect, choices=ByHandOutcome.choices
    )


class StopForm(Form):
    """Why messages are stopped, in words for the colleagues who will see it; and which ones."""

    what = forms.ChoiceField(label="What should stop?", widget=forms.RadioSelect)
    reason = forms.CharField(label="Why?", max_length=150, help_text="Your colleagues see this.")

    def __init__(self, *args: Any, services: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        for service_id, name in services.items():
            choices.append((f"SERVICE:{service_id}", f"Everything from {name}"))
            choices += [
                (f"CHANNEL:{service_id}:{channel.value}", f"Every {channel.label.lower()} from {name}")
                for channel in MACHINE_CHANNELS
            ]
        self.offer("what", choices)

    @property
    def scope_and_value(self) -> tuple[str, str]:
        """The switch that was chosen."""
        scope, _, value = str(self.cleaned_data["what"]).partition(":")
        return scope, value
