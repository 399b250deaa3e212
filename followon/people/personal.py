"""What this app, the audit trail, sessions and second factors keep about people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from followon import clock
from followon.audit import history, naming
from followon.audit.models import Event
from followon.people import personal_data
from followon.people.models import Consent, SignInCode, User
from followon.people.models.code import address_key
from followon.people.personal_data import Holding, Row
from followon.people.protocol import KEEP_AUDIT, KEEP_CODES
from followon.web.fields import show_phone

# ── The account ─────────────────────────────────────────────────────────────────────────────────────────────────


def _account(person: User) -> Iterable[Row]:
    yield {
        "First name": person.first_name,
        "Last name": person.last_name,
        "Mobile": show_phone(person.mobile) if person.mobile else "",
        "Mobile checked": person.mobile_verified_at,
        "Email": person.email,
        "Home phone": show_phone(person.landline) if person.landline else "",
        "Account opened": person.opened_at,
        "Will be deleted": person.closing_at,
    }


def _empty_account(person: User) -> int:
    return User.objects.filter(pk=person.pk).update(
        first_name="",
        last_name="",
        email="",
        mobile="",
        landline="",
        password="!",  # noqa: S106 - no password at all
        mobile_verified_at=None,
        last_login=None,
        closing_at=None,
        is_active=False,
        erased_at=clock.now(),
    )


# ── Consent ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _agreements(person: User) -> Iterable[Row]:
    lines = list(Consent.objects.filter(person=person).order_by("at", "pk"))
    names = naming.names_of([key for line in lines for key in (line.scope, line.recorded_by)])
    for line in lines:
        yield {
            "What": personal_data.purpose_in_words(line.purpose, names[line.scope]),
            "Answer": "Yes" if line.given else "No",
            "When": line.at,
            "How": line.get_method_display(),
            "In the words of": line.words_of,
            "Written down by": names[line.recorded_by],
        }


# ── Codes, sessions, second factors ─────────────────────────────────────────────────────────────────────────────


def _codes(person: User) -> Iterable[Row]:
    for code in SignInCode.objects.filter(person=person).order_by("asked_at"):
        yield {"For": code.get_purpose_display(), "Asked for": code.asked_at, "Used": code.used_at}


def _forget_codes(person: User) -> int:
    keys = [address_key(address) for address in (person.mobile, person.email) if address]
    return SignInCode.objects.filter(Q(person=person) | Q(address_key__in=keys)).delete()[0]


def _user_sessions() -> "QuerySet[Any]":
    sessions: QuerySet[Any] = apps.get_model("usersessions", "UserSession").objects.all()
    return sessions


def _sessions(person: User) -> Iterable[Row]:
    for session in _user_sessions().filter(user=person).order_by("created_at"):
        yield {"Device": session.user_agent, "Signed in": session.created_at, "Network address": session.ip}


def end_sessions(person: User) -> int:
    """Sign somebody out on every device; gives back on how many."""
    mine = list(_user_sessions().filter(user=person))
    for session in mine:
        session.end()
    return len(mine)


def _sessions_that_ended(now: datetime) -> "QuerySet[Any]":
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return _user_sessions().exclude(session_key__in=alive)


def _authenticators(person: User) -> Iterable[Row]:
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(user=person).order_by("created_at"):
        yield {"Second step": str(factor), "Added": factor.created_at, "Last used": factor.last_used_at}


def forget_authenticators(person: User) -> int:
    """Take away every second step and recovery code of somebody; gives back how many."""
    return int(apps.get_model("mfa", "Authenticator").objects.filter(user=person).delete()[0])


def _forget_addresses(person: User) -> int:
    return int(apps.get_model("account", "EmailAddress").objects.filter(user=person).delete()[0])


# ── The audit trail ─────────────────────────────────────────────────────────────────────────────────────────────


def _happened(person: User) -> Iterable[Row]:
    """What happened to somebody, and what they did, as sentences; other people are not named in it."""
    key = f"person:{person.pk}"
    events = Event.objects.filter(Q(about=key) | Q(actor=key)).order_by("at", "pk")
    for line in history.tell(events, may_name=lambda numbers: numbers & {person.pk}, unnamed="somebody"):
        yield {"What": line.sentence, "When": line.at}


def _old_events(now: datetime) -> "QuerySet[Any]":
    return Event.objects.filter(at__lt=now - KEEP_AUDIT)


def _drop_events(rows: "QuerySet[Any]") -> int:
    return rows._raw_delete(
        rows.db
    )  # the trail's own delete refuses; its trigger lets go of what is old enough


ACCOUNT = Holding(
    model="people.User",
    title="Your account",
    fields=("first_name", "last_name", "email", "mobile", "landline"),
    keep="Until you ask us to delete it",
    export=_account,
    erase=_empty_account,
)

HOLDINGS = (
    ACCOUNT,
    Holding(
        model="people.Consent",
        title="What you have agreed to",
        fields=("person",),
        keep="As long as the account; afterwards the lines stay, without your name, as proof of what was allowed",
        export=_agreements,
    ),
    Holding(
        model="people.SignInCode",
        title="Codes you asked for",
        fields=("person", "address_key", "network_key", "address"),
        keep="2 days",
        export=_codes,
        erase=_forget_codes,
        overdue=lambda now: SignInCode.objects.filter(asked_at__lt=now - KEEP_CODES),
    ),
    Holding(
        model="usersessions.UserSession",
        title="Where you are signed in",
        fields=("user", "ip", "user_agent"),
        keep="Until you sign out there",
        export=_sessions,
        erase=end_sessions,
        overdue=_sessions_that_ended,
    ),
    Holding(
        model="sessions.Session",
        title="Sessions",
        fields=("session_data",),
        keep="90 days on a device, 12 hours for the team",
        overdue=lambda now: Session.objects.filter(expire_date__lt=now),
    ),
    Holding(
        model="mfa.Authenticator",
        title="Your second steps",
        fields=("user", "data"),
        keep="Until you remove them",
        export=_authenticators,
        erase=forget_authenticators,
    ),
    Holding(
        model="account.EmailAddress",
        title="Email addresses",
        fields=("user", "email"),
        keep="Not used here",
        erase=_forget_addresses,
    ),
    Holding(
        model="audit.Event",
        title="What happened",
        fields=("actor", "about", "facts"),
        keep="8 years, in numbers that lead to nobody once an account is deleted",
        export=_happened,
        overdue=_old_events,
        expire=_drop_events,
    ),
)


def _purpose(code: Any, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return personal_data.purpose_in_words(code, names.get(str(facts.get("scope")), "somebody"))


history.say("purpose", _purpose)
for _holding in HOLDINGS:
    personal_data.register(_holding)
