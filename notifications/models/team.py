"""Whose messages somebody of the team looks after; the layer above knows, and is asked by name."""

from django.conf import settings
from django.utils.module_loading import import_string

from followon.people.models import User


def services_of(person: User) -> frozenset[int]:
    """The numbers of the pain services whose messages this person sees; asked once in a request."""
    known: frozenset[int] | None = getattr(person, "_message_services", None)
    if known is None:
        known = frozenset(import_string(settings.TEAM_SERVICES)(person))
        person._message_services = known  # type: ignore[attr-defined]  # read above
    return known
