"""User: one account per human being; name, email, phone, sign-in; no role, no type."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from followon import clock


class UserManager(BaseUserManager["User"]):
    """Accounts are opened by `people.actions.accounts`; the manager only looks them up."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def reached_at(self, address: str) -> "models.QuerySet[User]":
        """Whoever has this mobile number (E.164) or email address, in whatever case."""
        if "@" not in address:
            return self.filter(mobile=address).exclude(mobile="")
        return self.annotate(email_lower=Lower("email")).filter(email_lower=address.lower()).exclude(email="")


class User(AbstractBaseUser):
    """A person: patient, patient tutor, clinician or coordinator, often more than one over the years.

    What somebody may do follows from their enrolments, posts and memberships, never from the account.
    A mobile number may be shared by two people who live together; an email address signs in one person.
    """

    first_name = models.CharField("first name", max_length=40)
    last_name = models.CharField("last name", max_length=60, blank=True)
    email = models.EmailField("email address", blank=True)
    mobile = models.CharField(
        "mobile number", max_length=16, blank=True, help_text="E.164, such as +447700900123"
    )
    landline = models.CharField("home phone", max_length=16, blank=True, help_text="E.164")
    mobile_verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    closing_at = models.DateTimeField(
        null=True, blank=True, help_text="Deletion asked for; done at this instant"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "people_user"
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="people_one_account_per_email", condition=~models.Q(email="")
            ),
        )
        indexes = (models.Index(fields=["mobile"], name="people_by_mobile", condition=~models.Q(mobile="")),)

    def __str__(self) -> str:
        return self.full_name or f"Person {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def first_for_texts(self) -> str:
        """The first name as texts show it: 12 characters at most, so that a text stays one text."""
        return self.first_name[:12]

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None
