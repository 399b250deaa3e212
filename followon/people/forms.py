"""Signing in: a number or an email address, and the six digits that come back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from followon.people.protocol import CODE_DIGITS
from followon.web.fields import UKPhoneField, is_mobile, read_phone
from followon.web.forms import Form


class AddressField(forms.CharField):
    """A UK mobile number in any format, or an email address; its value is E.164 or a lower-case address."""

    def to_python(self, value: Any) -> str:
        typed = (super().to_python(value) or "").strip()
        if "@" in typed:
            try:
                validate_email(typed)
            except ValidationError:
                raise ValidationError(
                    "Enter an email address in the right form, like name@example.org", code="invalid"
                ) from None
            return typed.lower()
        number = read_phone(typed) if typed else ""
        if typed and (not number or not is_mobile(number)):
            raise ValidationError(
                "Check the mobile number. UK mobiles have 11 digits and start with 07.", code="invalid"
            )
        return number or ""


class SignInForm(Form):
    """Whom to send a code to."""

    address = AddressField(
        label="Mobile number or email address",
        help_text="The one your service has for you.",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class CodeField(forms.CharField):
    """Six digits; spaces, dashes and the words around a pasted code do no harm."""

    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        together = re.sub(r"(?<=\d)[\s.\-–]+(?=\d)", "", typed)
        found = re.findall(rf"(?<!\d)\d{{{CODE_DIGITS}}}(?!\d)", together)
        if typed and len(found) != 1:
            raise ValidationError(f"The code has {CODE_DIGITS} numbers, such as 012345", code="invalid")
        return found[0] if found else ""


class CodeForm(Form):
    """The code that came."""

    code = CodeField(label="6-digit code", max_length=200)


class NamesForm(Form):
    """What others call somebody."""

    first_name = forms.CharField(
        label="First name", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Last name",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class MobileForm(Form):
    """A new mobile number, which counts once its code came back."""

    address = UKPhoneField(
        label="New mobile number", help_text="We will send it a code, to be sure it works."
    )


class EmailForm(Form):
    """A new email address, which counts once its code came back."""

    address = forms.EmailField(
        label="New email address", max_length=254, help_text="We will send it a code, to be sure it works."
    )

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).lower()


class LandlineForm(Form):
    """A home phone number, or none."""

    landline = UKPhoneField(
        kind="any", label="Home phone number", required=False, help_text="Leave it empty if you have none."
    )
