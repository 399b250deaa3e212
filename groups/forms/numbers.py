"""A number of the help pages: the new one, and a second person's word that it is right."""

import re
from typing import Any

from django import forms

from followon.web.forms import Form
from followon.web.phones import read_phone
from groups.models.numbers import NumberKind

_SHORT = re.compile(r"[0-9][0-9 ]{1,13}[0-9]")


class NumberForm(Form):
    """What is asked for. Only digits and spaces, so that a `tel:` link can be made of it."""

    what = forms.ChoiceField(label="Which number?", choices=NumberKind.choices, widget=forms.RadioSelect)
    value = forms.CharField(label="New number", max_length=16)
    instruction = forms.CharField(
        label="What to do once it answers",
        max_length=60,
        required=False,
        help_text="For example, choose option 2. For help by text: the word to send, such as SHOUT.",
    )
    source = forms.CharField(
        label="Where is the new number published?",
        max_length=200,
        help_text="Your colleague looks there too before confirming it.",
    )

    looks = {"value": {"width": 20}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        what, value = cleaned.get("what"), str(cleaned.get("value") or "")
        if what == NumberKind.PHONE and value:
            cleaned["value"] = read_phone(value) or self._wrong("Enter a UK phone number")
        elif value and not _SHORT.fullmatch(value):
            self._wrong("Enter the number with digits and spaces only, such as 116 123")
        if what == NumberKind.TEXT_LINE and not re.fullmatch(
            r"[A-Za-z]{2,12}", cleaned.get("instruction") or ""
        ):
            self.add_error("instruction", "Enter the one word to send, such as SHOUT")
        return cleaned

    def _wrong(self, words: str) -> str:
        self.add_error("value", words)
        return ""


class ConfirmNumberForm(Form):
    """Confirming is a promise that somebody rang it."""

    rung = forms.BooleanField(
        label="I have rung or texted this number today, and it is the right one",
        error_messages={"required": "Ring the number first, then tick the box"},
    )
