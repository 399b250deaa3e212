"""SignInCode: a six-digit code that was asked for; the table that keeps counting when the cache is lost."""

import secrets
import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.crypto import constant_time_compare, salted_hmac

from followon import clock
from followon.people.protocol import CODE_DIGITS, CODE_LIFE, TRIES


class CodePurpose(models.TextChoices):
    """What a code is for; a code for one thing is worth nothing for another."""

    SIGN_IN = "SIGN_IN", "Sign in"
    IT_IS_ME = "IT_IS_ME", "Show that it is still me"
    NEW_ADDRESS = "NEW_ADDRESS", "Use a new number or email address"


def address_key(address: str) -> str:
    """A number or email address as this table keeps it: good for counting, useless for writing to anybody."""
    return salted_hmac("followon.people.address", address.casefold(), algorithm="sha256").hexdigest()


def network_key(network: str) -> str:
    """Where somebody asked from, as this table keeps it."""
    return salted_hmac("followon.people.network", network, algorithm="sha256").hexdigest()


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    """Counting, for the limits."""

    def since(self, ago: timedelta) -> Self:
        """Asked for within the last while."""
        return self.filter(asked_at__gt=clock.now() - ago)

    def to(self, address: str) -> Self:
        """Asked for with this number or email address, whoever it belongs to."""
        return self.filter(address_key=address_key(address))

    def from_network(self, network: str) -> Self:
        """Asked for from this network."""
        return self.filter(network_key=network_key(network))

    def wrong_tries(self) -> int:
        """How often a wrong code was typed."""
        wrong = self.aggregate(tries=Sum("tries"), right=models.Count("pk", filter=~Q(used_at=None)))
        return int(wrong["tries"] or 0) - int(wrong["right"])

    def open(self) -> Self:
        """Codes that can still be right."""
        return self.filter(used_at=None, ended_at=None, tries__lt=TRIES, expires_at__gt=clock.now())


class SignInCode(models.Model):
    """One asking for a code, kept as two hashes. A row is written whether or not anybody has the address: the
    answer, the work and the limits are the same for a stranger (ASVS 5.0, 6.3.8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=12, choices=CodePurpose.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    address_key = models.CharField(max_length=64)
    network_key = models.CharField(max_length=64, blank=True)
    address = models.CharField(
        max_length=320, blank=True, help_text="Only while a new address waits for its code"
    )
    code_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When a newer code took its place")

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        db_table = "people_sign_in_code"
        indexes = (
            models.Index(fields=["address_key", "-asked_at"], name="code_by_address"),
            models.Index(fields=["network_key", "-asked_at"], name="code_by_network"),
            models.Index(fields=["asked_at"], name="code_by_age"),
        )

    def __str__(self) -> str:
        return f"code {self.pk} to {self.get_purpose_display().lower()}"

    @classmethod
    def new(
        cls,
        purpose: CodePurpose,
        *,
        person: "models.Model | None",
        address: str,
        network: str,
        keep: bool = False,
    ) -> "tuple[Self, str]":
        """A row not yet stored, and its code, which nothing but the message to the person will hold."""
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        now = clock.now()
        row = cls(
            purpose=purpose,
            person=person,
            address_key=address_key(address),
            network_key=network_key(network) if network else "",
            address=address if keep else "",
            asked_at=now,
            expires_at=now + CODE_LIFE,
        )
        row.code_hash = row.hash_of(code)
        return row, code

    def hash_of(self, code: str) -> str:
        """The code as stored: keyed, so that six digits cannot be found out from the table alone."""
        return salted_hmac("followon.people.code", f"{self.pk}:{code}", algorithm="sha256").hexdigest()

    def is_right(self, code: str) -> bool:
        """Whether this is the code. Says nothing about its time and tries."""
        return constant_time_compare(self.code_hash, self.hash_of(code))
