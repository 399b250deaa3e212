"""Who is held to the team's rules: short sessions, a second step, no deletion while they work here."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def is_team(person: Any) -> bool:
    """Whether somebody works here today; the layer that `settings.STRONG_SIGN_IN` names knows who does."""
    answer: bool = import_string(settings.STRONG_SIGN_IN)(person)
    return answer
