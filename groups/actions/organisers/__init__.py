"""Organising a group: turns are claimed, never given; a meeting can be handed on, and always stands."""

from groups.actions.organisers.passing import (
    NotInThisGroup,
    TakenAlready,
    accept,
    coordinators,
    decline,
    end_all,
    go_on,
    hand_on,
)
from groups.actions.organisers.turns import OrganisesNow, offer, release, step_back, take_turn

__all__ = [
    "NotInThisGroup",
    "OrganisesNow",
    "TakenAlready",
    "accept",
    "coordinators",
    "decline",
    "end_all",
    "go_on",
    "hand_on",
    "offer",
    "release",
    "step_back",
    "take_turn",
]
