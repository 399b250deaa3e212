"""Words that name somebody, wherever they were written: an address in a note, a number in a message to another.

Registered holdings say what an app knows it keeps. This searches every column of words of our tables, so that
deleting somebody does not depend on nobody ever having typed their number into another box.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast

from followon.people.models import User

OURS = ("people", "notifications", "pmp", "groups")
_WORDS = (models.CharField, models.TextField)


@dataclass(frozen=True)
class Identity:
    """What identifies somebody and nobody else here: words as they stand, and numbers in E.164."""

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """All of it as one regular expression; a number is found however it was typed. Empty when there is nothing."""
        said = [r"\s+".join(map(re.escape, word.split())) for word in self.words]
        said += [_however_typed(number) for number in self.numbers]
        return f"(^|[^0-9A-Za-z])({'|'.join(said)})($|[^0-9A-Za-z])" if said else ""


def _however_typed(number: str) -> str:
    digits = re.sub(r"\D", "", number.removeprefix("+44"))
    between = r"[\s()./-]*"
    return rf"(\+44|0044|44)?{between}\(?0?\)?{between}{between.join(digits)}"


def identifying(person: User) -> Identity:
    """Email, numbers and full name of somebody, without those that another person here has too."""
    said = [person.email]
    if person.first_name and person.last_name and not _namesake(person):
        said.append(person.full_name)
    numbers = [
        number for number in (person.mobile, person.landline) if number and not _shared(person, number)
    ]
    return Identity(tuple(filter(None, said)), tuple(numbers))


def _shared(person: User, number: str) -> bool:
    others = User.objects.exclude(pk=person.pk).filter(erased_at=None)
    return others.filter(models.Q(mobile=number) | models.Q(landline=number)).exists()


def _namesake(person: User) -> bool:
    same = User.objects.exclude(pk=person.pk).filter(
        first_name__iexact=person.first_name, last_name__iexact=person.last_name
    )
    return same.filter(erased_at=None).exists()


def sweep(identity: Identity) -> int:
    """Empty every field in which any of it stands; gives back how many fields."""
    if not identity.pattern:
        return 0
    return sum(_sweep(model, field, identity.pattern) for model, field in _fields_of_words())


def _sweep(model: type[models.Model], field: "models.Field[object, object]", pattern: str) -> int:
    """One statement per field; deleting somebody is rare, and may take its time."""
    rows = model._base_manager.annotate(words_in_it=Cast(field.name, models.TextField()))
    empty = field.get_default() if field.has_default() else ""
    return rows.filter(words_in_it__iregex=pattern).update(**{field.name: empty})


def _fields_of_words() -> "Iterable[tuple[type[models.Model], models.Field[object, object]]]":
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                listed = isinstance(field, models.JSONField | ArrayField)
                typed = isinstance(field, _WORDS) and not field.choices and not field.unique
                if listed or typed:
                    yield model, field
