"""allauth's rules here: nobody signs themselves up, codes not passwords, second factors sealed at rest.

Codes and links are ours (`actions.sign_in`, decision 8); from there on a sign-in runs through allauth's own
stages, so that a second factor is asked of everybody who has one.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context, ratelimit
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from followon import clock
from followon.audit import recorder
from followon.people import drafts, recent, vault
from followon.people.courier import Notice
from followon.people.devices import name_of
from followon.people.events import Event
from followon.people.models import User
from followon.people.protocol import TEAM_SESSION
from followon.people.team import is_team

NOTICES = {
    "mfa/email/totp_activated": (Notice.SECOND_FACTOR_ADDED, "an authenticator app was added"),
    "mfa/email/webauthn_added": (Notice.SECOND_FACTOR_ADDED, "a passkey was added"),
    "mfa/email/totp_deactivated": (Notice.SECOND_FACTOR_REMOVED, "the authenticator app was removed"),
    "mfa/email/webauthn_removed": (Notice.SECOND_FACTOR_REMOVED, "a passkey was removed"),
    "mfa/email/recovery_codes_generated": (Notice.RECOVERY_CODES, "new recovery codes were made"),
}
_PROVEN_BY = {"mfa/email/totp_activated": "totp", "mfa/email/webauthn_added": "webauthn"}


class PeopleAdapter(DefaultAccountAdapter):
    """How allauth signs people in here. The layer that can send adds the courier's methods."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """After a code there is only the second factor; addresses prove themselves by the code."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not recent.recently_signed_in(self.request or context.request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """There are no passwords."""

    def set_password(self, user: User, password: str) -> None:
        raise PermissionDenied("There are no passwords here.")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise RuntimeError(f"{template_prefix}: messages leave through the outbox, never from a web page")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """A change of somebody's second factor: written down, told to them, and itself a proof when it is
        new."""
        notice, what = NOTICES[template_prefix]
        if kind := _PROVEN_BY.get(template_prefix):
            record_authentication(self.request, user, "mfa", type=kind, at=clock.now().timestamp())
        with transaction.atomic():
            recorder.record(Event.SECOND_FACTOR_CHANGED, by=user, about=user, what=what)
            self.tell(user, notice)

    def tell(self, person: User, notice: Notice, **kwargs: Any) -> None:
        raise NotImplementedError

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only our own words: allauth's templates are silent, its errors stand in the form."""
        if kwargs.get("message"):
            super().add_message(request, *args, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes who came for nothing in particular."""
        return start_page(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("people:sign_in"))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        recent.begin(request)
        if is_team(user):
            request.session.set_expiry(int(TEAM_SESSION.total_seconds()))
        with transaction.atomic():
            recorder.record(Event.SIGNED_IN, by=user, about=user, how=_how(request))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return HttpResponseRedirect(reverse("people:carry_on")) if drafts.kept_for(request) else response


def _how(request: HttpRequest) -> str:
    ways = [proof.get("how") or proof.get("type") or proof["method"] for proof in recent.proofs(request)]
    return " and ".join(_WAYS.get(way, way) for way in dict.fromkeys(ways)) or "by passkey"


_WAYS = {
    "SMS": "with a code by text",
    "EMAIL": "with a code by email",
    "LINK": "with a private link",
    "totp": "an authenticator app",
    "webauthn": "a passkey",
    "recovery_codes": "a recovery code",
    "demo": "from the demo’s list",
}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets are sealed, and the team cannot be without one."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        """What an app calls the account; a first name, because others may see the app."""
        return user.first_name

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner says otherwise: the device that it is made on."""
        return name_of(self.request.headers.get("User-Agent", ""))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        another = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return another or not is_team(authenticator.user)


def sign_in(request: HttpRequest, person: User, *, how: str, next_url: str = "") -> HttpResponse:
    """Sign somebody in who has just shown that it is them, or send them on to their second factor.

    `how` is SMS, EMAIL or LINK. Anybody else who was signed in on this device is signed out first.
    """
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, person, "code", how=how, at=clock.now().timestamp())
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=next_url or None))
    return response


def sign_in_for_demo(request: HttpRequest, person: User) -> HttpResponse:
    """Sign somebody in as a member of the cast, as if their second factor had been used; redirects to their
    start.

    Raises PermissionDenied anywhere but in the demo.
    """
    if not settings.FOLLOWON_DEMO:
        raise PermissionDenied("This exists only in the demo.")
    logout(request)
    adapter: PeopleAdapter = import_string(settings.ACCOUNT_ADAPTER)(request)
    adapter.login(request, person)
    record_authentication(request, person, "mfa", type="demo", at=clock.now().timestamp())
    response: HttpResponse = adapter.post_login(
        request,
        person,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=None,
    )
    return response


def confirm(request: HttpRequest, person: User, *, how: str) -> None:
    """Write down that somebody who is signed in has shown again that it is them."""
    record_authentication(request, person, "code", how=how, reauthenticated=True, at=clock.now().timestamp())


def start_page(request: HttpRequest) -> str:
    """Where somebody begins who is signed in."""
    try:
        return str(resolve_url(import_string(settings.START_PAGE)(request)))
    except NoReverseMatch:
        return str(settings.LOGIN_REDIRECT_URL)


def has_second_factor(person: User | AnonymousUser) -> bool:
    """Whether somebody has an authenticator app or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as coarsely as the limits need it."""
    return str(truncate_ip(get_client_ip(request) or ""))


def may_go_on(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Whether the cache's limits let this request through; True when the cache cannot be asked, because the
    table of codes counts too."""
    try:
        return bool(ratelimit.consume(request, action=action, key=key or None))
    except Exception:
        return True
