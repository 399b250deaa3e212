"""Link: the private address in a message; one person, one purpose, one subject, with an end."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from followon import clock
from followon.people.models import User
from followon.prepared import prepared

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58: no 0, O, I, l
LENGTH = 10
PREFIXES = {
    "answer": "r",
    "choice": "c",
    "messages": "m",
    "sign-in": "s",
    "who-came": "w",
    "dates": "d",
    "group-dates": "g",
    "organise": "o",
    "calendar": "cal",
    "check-in": "k",
}


_PUT = """
INSERT INTO notifications_link (purpose, about, person_id, generation, token_hash, expires_at, created_at)
SELECT %s, about, person_id, 0, token, ends, %s FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[])
  AS given(about, person_id, token, ends)
ON CONFLICT (purpose, about, person_id) DO UPDATE SET expires_at = excluded.expires_at
RETURNING *
"""


def _keyed(salt: str, value: str) -> bytes:
    """Django's `salted_hmac` with SHA-256; its key is made once, for every message of a batch carries a link."""
    return hmac.digest(_key(salt, settings.SECRET_KEY), value.encode(), "sha256")


@lru_cache(maxsize=4)
def _key(salt: str, secret: str) -> bytes:
    return hashlib.sha256((salt + secret).encode()).digest()


def _token(purpose: str, about: str, person_id: int, generation: int) -> str:
    secret = _keyed("notifications.link", f"{purpose}|{about}|{person_id}|{generation}")
    number, letters = int.from_bytes(secret, "big") % len(ALPHABET) ** LENGTH, []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def _hash(token: str) -> str:
    """The token as stored: keyed, so that ten letters cannot be found out from the table alone (ASVS 5.0, 6.5.2).

    Over SHA-256, which was stored before: migration 0005 could not know the tokens.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    return _keyed("notifications.link.token", digest).hex()


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
        """The links of many people (by number) to one subject."""
        made = self.make_each(purpose, {(about, person): expires_at for person in people})
        return {person: (link, link.token) for (_, person), link in made.items()}

    def make_each(
        self, purpose: str, wanted: Mapping[tuple[str, int], datetime]
    ) -> dict[tuple[str, int], "Link"]:
        """The links to many subjects, each for a person (by number) and until its own end, in two queries at most."""
        if purpose not in PREFIXES:
            raise ValueError(f"unknown purpose of a link: {purpose}")
        abouts, people = {about for about, _ in wanted}, {person for _, person in wanted}
        there = _there(purpose, list(abouts), list(people))
        made = {link.subject: link for link in there if link.expires_at == wanted.get(link.subject)}
        made |= self._put(purpose, {key: ends for key, ends in wanted.items() if key not in made})
        return made

    def _put(self, purpose: str, wanted: Mapping[tuple[str, int], datetime]) -> dict[tuple[str, int], "Link"]:
        """Store links that are missing and set the end of those that are there; in one order, or two would lock."""
        if not wanted:
            return {}
        subjects = sorted(wanted)
        tokens = {(about, person): _token(purpose, about, person, 0) for about, person in subjects}
        given = (
            [about for about, _ in subjects],
            [person for _, person in subjects],
            [_hash(tokens[subject]) for subject in subjects],
            [wanted[subject] for subject in subjects],
        )
        made = {link.subject: link for link in self.raw(_PUT, [purpose, clock.now(), *given])}
        for subject, link in made.items():
            if link.generation == 0:
                link.token = tokens[subject]  # worked out once, not again for the address
        return made

    def find(self, token: str, *, purpose: str) -> "Link | None":
        """The link with this token, over or not; None for one that was never made or has been ended."""
        return next(iter(_found(_hash(token), purpose)), None)


@prepared
def _there(purpose: str, abouts: list[str], people: list[int]) -> "QuerySet[Link]":
    return Link.objects.filter(purpose=purpose, about__in=abouts, person__in=people)


@prepared
def _found(token_hash: str, purpose: str) -> "QuerySet[Link]":
    return Link.objects.filter(token_hash=token_hash, purpose=purpose).select_related("person")


class Link(models.Model):
    """A door for one person to one page, without signing in. It shows on GET and acts on POST only."""

    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    objects = LinkManager()

    class Meta:
        db_table = "notifications_link"
        constraints = (models.UniqueConstraint(fields=["purpose", "about", "person"], name="link_once"),)

    def __str__(self) -> str:
        return f"link of person {self.person_id} to {self.purpose} {self.about}"

    @property
    def subject(self) -> tuple[str, int]:
        """What it is about and whose it is."""
        return self.about, self.person_id

    @cached_property
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
        self.__dict__.pop("token", None)
        self.token_hash = _hash(self.token)
