"""Signing in as a person does: through the pages, with the code from the outbox and the app's numbers."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from followon import clock
from notifications.models import Message

STRANGER = "07700 900999"  # nobody here has it


def ask(client, address, **more):
    return client.post("/sign-in/", {"address": address, **more})


def code():
    return Message.objects.filter(kind="sign-in-code").latest("pk").payload["code"]


def type_in(client, digits):
    return client.post("/sign-in/code/", {"code": digits})


def by_code(client, person):
    """All the way in, for somebody without a second factor."""
    ask(client, person.mobile or person.email)
    return type_in(client, code())


def give_app(person):
    """Set an authenticator app up behind the pages' back; gives back its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def numbers(secret, ahead=0):
    """What the app shows now; `ahead` steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + ahead))


def stored_secret(person):
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return row.data["secret"], get_adapter().decrypt(row.data["secret"])


def with_app(client, person, secret, ahead=0):
    by_code(client, person)
    return client.post("/account/2fa/authenticate/", {"code": numbers(secret, ahead)})


def navigation(request):
    return [("Start", "web:start")]


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def wrong(digits):
    return f"{(int(digits) + 1) % 1_000_000:06}"
