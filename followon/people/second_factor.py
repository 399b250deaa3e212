"""allauth's second-factor forms in our words; wrong codes count in the audit trail, which no lost cache
forgets."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Job
from followon.audit.models import Event as Happened
from followon.people.events import Event
from followon.people.models import User
from followon.people.protocol import WRONG_SECOND_FACTORS

_TOO_MANY = "That was too many wrong codes. Wait 15 minutes, or phone us and we will help you."


@contextmanager
def counting(person: User) -> Iterator[None]:
    """Refuse after ten wrong codes in fifteen minutes, and write down every wrong one. Raises
    ValidationError."""
    amount, within = WRONG_SECOND_FACTORS
    wrong = Happened.objects.concerning(recorder.about_key(person)).filter(name=Event.SECOND_FACTOR_REFUSED)
    if wrong.filter(at__gt=clock.now() - within).count() >= amount:
        raise ValidationError(_TOO_MANY, code="too-many")
    try:
        yield
    except ValidationError:
        with transaction.atomic():
            recorder.record(Event.SECOND_FACTOR_REFUSED, by=Job("sign-in"), about=person)
        raise


class _CodeOfTheApp(forms.Form):
    """What the forms that take a second code share: our words, spaces ignored, wrong codes counted."""

    user: User
    helping = "Or one of your recovery codes."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = "Code from your app", self.helping
        field.error_messages["required"] = "Enter the code"
        field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})

    def clean_code(self) -> str:
        self.cleaned_data["code"] = re.sub(r"[\s\-]", "", self.cleaned_data["code"])
        with counting(self.user):
            return str(super().clean_code())  # type: ignore[misc]  # the library's form comes after this one


class SecondFactorForm(_CodeOfTheApp, AuthenticateForm):
    """The second code at sign-in."""


class SecondFactorAgainForm(_CodeOfTheApp, ReauthenticateForm):
    """The second code of somebody who is signed in."""


class AddAppForm(_CodeOfTheApp, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    helping = "The 6 numbers your app shows now."

    @property
    def secret_in_fours(self) -> str:
        """The key as one can read it and type it; apps ignore the spaces."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def keep_one(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse to take away somebody's only second step where they must have one; allauth asks for apps alone."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        key = Authenticator.objects.filter(user_id=request.user.pk, pk=pk).first()
        if request.method not in ("GET", "HEAD") and key and not get_adapter().can_delete_authenticator(key):
            messages.error(
                request, "The team must have a second step, and this is your only one. Add another first."
            )
            return redirect("mfa_index")
        return view(request, pk=pk)

    return guarded


class SecondStep(AuthenticateView):
    """allauth's page for the second step, which hides our own `site` behind the name of the host."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.pop("site", None)
        return context


class AddPasskeyForm(AddWebAuthnForm):
    """A name for a passkey; the browser fills in the rest. Each can sign in by itself, so each checks its
    owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = "Name of this passkey"
        self.fields["name"].help_text = "Such as “My phone”."
        self.fields["credential"].error_messages["required"] = (
            "The passkey was not made. Press the button again, or use an authenticator app."
        )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of this passkey"
