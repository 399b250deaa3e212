"""The twice-yearly meetup of all groups (R022, R023): one module for each part of a season."""

from groups.actions.meetups import (
    after,
    answers,
    asking,
    choosing,
    day,
    needs,
    news,
    options,
    programme,
    ringing,
    seasons,
    sites,
    walking,
)

__all__ = [
    "after",
    "answers",
    "asking",
    "choosing",
    "day",
    "needs",
    "news",
    "options",
    "programme",
    "ringing",
    "seasons",
    "sites",
    "walking",
]
