"""A member's own plans: whoever one is, nobody else's."""

from followon.people.models import User
from groups.models import FlareUpShare


def can_read_plan(person: User, share: FlareUpShare) -> bool:
    """Whoever wrote a plan for a flare-up reads it, and the fellow members they chose; no post opens it."""
    return FlareUpShare.objects.readable_by(person).filter(pk=share.pk).exists()
