"""Asking for a code and typing it in: the same for somebody we know and for a stranger."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Job
from followon.errors import Refused
from followon.people.courier import courier
from followon.people.events import Event
from followon.people.models import CodePurpose, SignInCode, User
from followon.people.models.code import address_key
from followon.people.protocol import (
    ASKS_PER_ADDRESS,
    ASKS_PER_NETWORK,
    RESEND_AFTER,
    TRIES,
    WRONG_PER_ADDRESS,
)

SIGN_IN = Job("sign-in")


class TooSoon(Refused):
    """A code was sent to this address a moment ago."""

    def __init__(self) -> None:
        seconds = int(RESEND_AFTER.total_seconds())
        super().__init__(f"We sent a code a moment ago. Wait {seconds} seconds, then ask for a new one.")


class TooMany(Refused):
    """Too many codes were asked for, or too many wrong ones typed, for this address or from this network."""

    def __init__(self, wait: timedelta) -> None:
        hours = wait >= timedelta(hours=2)
        words = "until tomorrow" if hours else f"{int(wait.total_seconds() // 60)} minutes"
        super().__init__(f"That was too many tries. Wait {words}, or phone us and we will help you.")


class WrongCode(Refused):
    """The code is not right; there are tries left."""

    def __init__(self, left: int) -> None:
        tries = "1 try" if left == 1 else f"{left} tries"
        super().__init__(f"That code is not right. Check the newest message. You have {tries} left.")


class CodeIsOver(Refused):
    """The code is too old, was used, was replaced, or was got wrong too often."""

    def __init__(self) -> None:
        super().__init__("That code has stopped working. Ask for a new one.")


@transaction.atomic
def ask(address: str, *, network: str, instead_of: SignInCode | None = None) -> SignInCode:
    """Ask for a sign-in code by text or email; `address` is E.164 or an email address.

    Sends a code to the one person who has the address, a private link each to those who share it, and
    nothing to a stranger. Raises TooSoon and TooMany, for strangers as for anybody.
    """
    _lock(address)
    _refuse_too_many(address, network)
    people = _who_has(address)
    row, code = SignInCode.new(
        CodePurpose.SIGN_IN, person=people[0] if len(people) == 1 else None, address=address, network=network
    )
    row.save(force_insert=True)
    _end(instead_of)
    if len(people) == 1:
        courier().send_code(people[0], code=code, ask=row, channel=channel_of(address), address=address)
    elif people:
        courier().send_links(people, ask=row)
    else:
        courier().send_nothing()
    return row


@transaction.atomic
def ask_again_who(person: User, *, network: str, instead_of: SignInCode | None = None) -> SignInCode:
    """Send a code to somebody who is signed in, to show that it is still them. Raises TooSoon, TooMany,
    Refused."""
    address = person.mobile or person.email
    if not address:
        raise Refused("We have no mobile number or email address for you. Phone us and we will help you.")
    _lock(address)
    _refuse_too_many(address, network)
    row, code = SignInCode.new(CodePurpose.IT_IS_ME, person=person, address=address, network=network)
    row.save(force_insert=True)
    _end(instead_of)
    courier().send_code(person, code=code, ask=row, channel=channel_of(address), address=address)
    return row


@transaction.atomic
def ask_new_address(
    person: User, *, address: str, network: str, instead_of: SignInCode | None = None
) -> SignInCode:
    """Send a code to a new mobile number or email address, which stays unused until the code came back.

    Raises TooSoon and TooMany.
    """
    _lock(address)
    _refuse_too_many(address, network)
    row, code = SignInCode.new(
        CodePurpose.NEW_ADDRESS, person=person, address=address, network=network, keep=True
    )
    row.save(force_insert=True)
    _end(instead_of)
    courier().send_code(person, code=code, ask=row, channel=channel_of(address), address=address)
    return row


class _Verdict(Enum):
    RIGHT = 1
    WRONG = 2
    OVER = 3


@dataclass(frozen=True)
class _Answer:
    verdict: _Verdict
    row: SignInCode
    left: int = 0


def use(ask_id: UUID | str, *, code: str, purpose: CodePurpose) -> SignInCode:
    """Use up a code; its row's `person` is who may go in. Every try is counted, whatever the answer.

    Raises WrongCode and CodeIsOver.
    """
    answer = _try(
        ask_id, code=code, purpose=purpose
    )  # its own transaction: a wrong try must stay written down
    if answer is None or answer.verdict is _Verdict.OVER:
        raise CodeIsOver
    if answer.verdict is _Verdict.WRONG:
        raise WrongCode(answer.left)
    return answer.row


@transaction.atomic
def _try(ask_id: UUID | str, *, code: str, purpose: CodePurpose) -> _Answer | None:
    found = SignInCode.objects.filter(pk=ask_id, purpose=purpose).select_for_update(of=("self",)).first()
    if found is None:
        return None
    if not SignInCode.objects.open().filter(pk=found.pk).update(tries=F("tries") + 1):
        return _Answer(_Verdict.OVER, found)
    right = found.is_right(code) and found.person_id is not None
    if right:
        SignInCode.objects.filter(pk=found.pk).update(used_at=clock.now(), address="")
        return _Answer(_Verdict.RIGHT, found)
    left = TRIES - found.tries - 1
    if left == 0 and found.person_id is not None:
        recorder.record(Event.CODE_REFUSED, by=SIGN_IN, about=f"person:{found.person_id}", tries=TRIES)
    return _Answer(_Verdict.WRONG if left else _Verdict.OVER, found, left)


@transaction.atomic
def address_works(person: User, address: str) -> None:
    """Write down that somebody's mobile number reaches them: a code or link sent to it came back."""
    if address and person.mobile == address:
        User.objects.filter(pk=person.pk, mobile=address).update(mobile_verified_at=clock.now())


def channel_of(address: str) -> str:
    """By what an address is reached."""
    return "EMAIL" if "@" in address else "SMS"


def _who_has(address: str) -> list[User]:
    return list(User.objects.reached_at(address).filter(is_active=True).order_by("first_name", "pk"))


def _lock(address: str) -> None:
    """One asking for an address at a time, so that the limits cannot be outrun."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address_key(address)])


def _refuse_too_many(address: str, network: str) -> None:
    asked = SignInCode.objects.to(address)
    for amount, within in ASKS_PER_ADDRESS:
        if asked.since(within).count() >= amount:
            raise TooMany(within)
    amount, within = WRONG_PER_ADDRESS
    if asked.since(within).wrong_tries() >= amount:
        raise TooMany(within)
    amount, within = ASKS_PER_NETWORK
    if network and SignInCode.objects.from_network(network).since(within).count() >= amount:
        raise TooMany(within)
    if asked.since(RESEND_AFTER).exists():
        raise TooSoon


def _end(row: SignInCode | None) -> None:
    if row is not None:
        SignInCode.objects.open().filter(pk=row.pk).update(ended_at=clock.now(), address="")
