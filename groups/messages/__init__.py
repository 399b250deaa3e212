"""What groups say, one class per kind; importing this package registers them all."""

from groups.messages import (
    answers,
    between,
    checkins,
    concerns,
    fading,
    groups,
    meetings,
    meetups,
    mornings,
    organisers,
    polls,
    remote,
    tutors,
)

__all__ = [
    "answers",
    "between",
    "checkins",
    "concerns",
    "fading",
    "groups",
    "meetings",
    "meetups",
    "mornings",
    "organisers",
    "polls",
    "remote",
    "tutors",
]
