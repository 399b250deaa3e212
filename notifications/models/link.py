"""Link: the private address in a message; one person, one purpose, one subject, with an end."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from followon import clock
from followon.people.models import User

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58: no 0, O, I, l
LENGTH = 10
PREFIXES = {
    "answer": "r",
    "choice": "c",
    "messages": "m",
    "sign-in": "s",
    "who-came": "w",
    "dates": "d",
    "organise": "o",
    "calendar": "cal",
}


def _token(purpose: str, about: str, person_id: int, generation: int) -> str:
    secret = salted_hmac(
        "notifications.link", f"{purpose}|{about}|{person_id}|{generation}", algorithm="sha256"
    )
    number, letters = int.from_bytes(secret.digest(), "big"), []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkManager(models.Manager["Link"]):
    """Making and finding links; a token can always be worked out again, so only its hash is kept."""

    def make(self, *, purpose: str, person: User, about: str, expires_at: datetime) -> tuple["Link", str]:
        """The person's link for this purpose and subject, and its token; made once, its end kept right."""
        return self.make_many(purpose=purpose, people=[person.pk], about=about, expires_at=expires_at)[
            person.pk
        ]

    def make_many(
        self, *, purpose: str, people: Iterable[int], about: str, expires_at: datetime
    ) -> dict[int, tuple["Link", str]]:
        """The links of many people (by number) at once, in two or three queries."""
        if purpose not in PREFIXES:
            raise ValueError(f"unknown purpose of a link: {purpose}")
        wanted = set(people)
        there = {
            link.person_id: link for link in self.filter(purpose=purpose, about=about, person_id__in=wanted)
        }
        if missing := wanted - there.keys():
            self.bulk_create(
                [Link.fresh(purpose, about, person, expires_at) for person in sorted(missing)],
                ignore_conflicts=True,
            )
            there |= {
                k.person_id: k for k in self.filter(purpose=purpose, about=about, person_id__in=missing)
            }
        if any(link.expires_at != expires_at for link in there.values()):
            self.filter(pk__in=[link.pk for link in there.values()]).update(expires_at=expires_at)
        for link in there.values():
            link.expires_at = expires_at
        return {person: (link, link.token) for person, link in there.items()}

    def find(self, token: str, *, purpose: str) -> "Link | None":
        """The link with this token, over or not; None for one that was never made or has been ended."""
        return self.select_related("person").filter(token_sha256=_hash(token), purpose=purpose).first()


class Link(models.Model):
    """A door for one person to one page, without signing in. It shows on GET and acts on POST only."""

    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveSmallIntegerField(default=0)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    objects = LinkManager()

    class Meta:
        db_table = "notifications_link"
        constraints = (models.UniqueConstraint(fields=["purpose", "about", "person"], name="link_once"),)

    def __str__(self) -> str:
        return f"link of person {self.person_id} to {self.purpose} {self.about}"

    @classmethod
    def fresh(cls, purpose: str, about: str, person_id: int, expires_at: datetime) -> "Link":
        """A link not yet stored."""
        token = _token(purpose, about, person_id, 0)
        return cls(
            purpose=purpose,
            about=about,
            person_id=person_id,
            expires_at=expires_at,
            token_sha256=_hash(token),
        )

    @property
    def token(self) -> str:
        """The secret part of the address, worked out again."""
        return _token(self.purpose, self.about, self.person_id, self.generation)

    @property
    def address(self) -> str:
        """The whole address, as a message shows it."""
        return f"{settings.PUBLIC_BASE_URL}/{PREFIXES[self.purpose]}/{self.token}/"

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.expires_at <= clock.now()

    def renew(self) -> None:
        """End the old address and begin a new one; the caller saves it."""
        self.generation += 1
        self.token_sha256 = _hash(self.token)
