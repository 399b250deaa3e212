"""Signing in, from the side that can send: codes, private links and notices leave through the outbox."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from followon import clock
from followon.audit.actors import Job
from followon.people.adapter import PeopleAdapter
from followon.people.courier import Notice
from followon.people.models import SignInCode, User
from followon.web.templatetags.dates import short_day
from notifications import messages, outbox
from notifications.models import Link

SIGN_IN = Job("sign-in")


class SignInAdapter(PeopleAdapter):
    """allauth's rules (people) with a courier: what signing in has to say to somebody."""

    def send_code(self, person: User, *, code: str, ask: SignInCode, channel: str, address: str) -> None:
        """Queue a code for the person's own address, or for a new one that waits for it."""
        payload = {"code": code, "address": address} if ask.address else {"code": code}
        outbox.queue(
            messages.SignInCode,
            to=[person],
            about=about(ask),
            key=about(ask),
            payload=payload,
            by=SIGN_IN,
            service_id=None,
            not_after=ask.expires_at,
            channel=channel,
        )

    def send_links(self, people: list[User], *, ask: SignInCode) -> None:
        """Queue a text each for people who share a number: whose name is on it goes in, nobody else."""
        for person in people:
            link, _ = Link.objects.make(
                purpose="sign-in", person=person, about=about(ask), expires_at=ask.expires_at
            )
            outbox.queue(
                messages.SignInLink,
                to=[person],
                about=about(ask),
                key=about(ask),
                payload={"link": link.address},
                by=SIGN_IN,
                service_id=None,
                not_after=ask.expires_at,
                channel="SMS",
            )

    def send_nothing(self) -> None:
        """Nobody has the address; the workers are poked as for anybody."""
        outbox.poke()

    def tell(
        self, person: User, notice: Notice, *, until: datetime | None = None, address: str = "", **kwargs: Any
    ) -> None:
        """Queue a notice by the person's own channel, or to an address they have just given up."""
        payload = {"what": notice.value}
        if until is not None:
            payload["day"] = short_day(until, clock.LONDON)
        if address:
            payload["address"] = address
        outbox.queue(
            messages.AccountNotice,
            to=[person],
            about=f"person:{person.pk}",
            key=f"account-notice:{uuid.uuid4()}",
            payload=payload,
            by=SIGN_IN,
            service_id=import_string(settings.SERVICE_OF)(person),
            channel=("EMAIL" if "@" in address else "SMS") if address else None,
        )


def about(ask: SignInCode) -> str:
    """The subject that a code and its messages and links share."""
    return f"sign-in:{ask.pk}"
