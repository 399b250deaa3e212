"""Choosing the meetup: where and when the most groups and people can be together.

Order of merit: groups represented; then people who can come; then people left out last time; then journeys; then the
earliest date; then the lower cost. Seats and needs are hard limits. An online seat is counted apart: it represents
no group and ranks no option, but it is in the figures and the sentences. A group that answered nothing counts neither
for nor against. A yes on a day when somebody's own group meets stays a yes, and the clash is pointed out.
"""

from collections.abc import Sequence
from dataclasses import replace

from groups.meetup_dates import more_sites, one_site, two_sites
from groups.meetup_dates.explaining import proof_in_words, sentences_for
from groups.meetup_dates.figures import figures_of
from groups.meetup_dates.inputs import MOST_SITES, BadSeason, Season, check
from groups.meetup_dates.masks import Masks, count_up
from groups.meetup_dates.merit import Worth, weigh
from groups.meetup_dates.outcome import Option, Outcome, Proof, State
from groups.meetup_dates.searching import Node
from groups.meetup_dates.seekers import Site
from groups.meetup_dates.wording import counted, listed

# How hard to look for a proof with three sites or more; ten seconds or so at most in a service of 100 groups.
PATIENCE = 4_000_000

SENTENCES = {
    State.CHOICE: "There is something to choose from.",
    State.NO_SLOTS: "No dates have been offered yet.",
    State.NO_PLACES: "No places have been offered yet.",
    State.NOBODY_ASKED: "Nobody has been asked yet.",
    State.NO_CAPACITY: "No place says how many people it holds, so nobody can be given a seat.",
    State.NO_PLACE_FREE: "No place is free on any of the dates.",
    State.NOBODY_ANSWERED: "Nobody has answered yet.",
    State.NOBODY_CAN_COME: "Everybody who answered said no to every date.",
    State.ONLY_ONLINE: "Everybody who can come asked for a seat online, so no place is needed.",
    State.NO_PLACE_SUITS: "Some people can come, but no place is free, near enough and has what they need.",
    State.TOO_FEW_PLACES: "There are fewer places that somebody could come to than sites asked for.",
}


def choose(season: Season, *, sites: int = 1, best: int = 5, patience: int = PATIENCE) -> Outcome:
    """The best options for a season with one site or several, or a clear state that says why there are none.

    Exact for one site and for two, and for more where the season is small; else the best found comes with a proven
    limit to what any choice could reach (`Outcome.proof`).
    The same season gives the same outcome every time, in whatever order its people, groups and places come.
    Raises BadSeason if the season contradicts itself.
    """
    check(season)
    if not 1 <= sites <= MOST_SITES or best < 1:
        raise BadSeason(f"A season has 1 to {MOST_SITES} sites, and at least one option is asked for.")
    masks = count_up(season)
    notes = _notes(season, masks)
    state = _state(season, masks, sites)
    if state is not State.CHOICE:
        return Outcome(state, SENTENCES[state], notes=notes)
    worth = weigh(masks)
    nodes, limit, exact = _search(masks, worth, sites, best, patience)
    options = [_figures(masks, worth, node, rank) for rank, node in enumerate(nodes, 1)]
    return Outcome(
        state,
        SENTENCES[state],
        _explained(options, season),
        notes,
        _proof(worth, nodes[0], limit, exact=exact),
    )


def _search(masks: Masks, worth: Worth, sites: int, best: int, patience: int) -> more_sites.Found:
    if sites > 2:
        return more_sites.best_options(masks, worth, sites, best, patience)
    nodes = (one_site if sites == 1 else two_sites).best_options(masks, worth, best)
    return more_sites.Found(nodes, -nodes[0].below, exact=True)


def _figures(masks: Masks, worth: Worth, node: Node, rank: int) -> Option:
    return figures_of(masks, worth, [Site(*pair) for pair in zip(node.slots, node.places, strict=True)], rank)


def _explained(options: Sequence[Option], season: Season) -> tuple[Option, ...]:
    padded = [None, *options, None]
    return tuple(
        replace(option, sentences=sentences_for(option, padded[at], padded[at + 2], season))
        for at, option in enumerate(options)
    )


def _proof(worth: Worth, first: Node, limit: int, *, exact: bool) -> Proof:
    merit = -first.below
    groups, points = worth.groups_in(merit), worth.points_in(merit)
    most_groups, most_points = worth.groups_in(limit), worth.points_in(limit)
    if most_groups > groups:
        gap = (most_groups - groups) / most_groups
    else:
        gap = (most_points - points) / most_points if most_points else 0.0
    proof = Proof(exact, most_groups, most_points / 2, round(100 * gap, 2))
    return replace(proof, sentence=proof_in_words(proof, groups))


def _state(season: Season, masks: Masks, sites: int) -> State:
    """The first reason why there is nothing to choose from, in the order in which one would put it right."""
    anybody = 0
    for can in masks.can:
        anybody |= can
    free = {place for slot in range(len(masks.slots)) for place in masks.free_places(slot)}
    ids = {slot.id for slot in masks.slots}
    reasons = (
        (State.NO_SLOTS, not season.slots),
        (State.NO_PLACES, not season.places),
        (State.NOBODY_ASKED, not season.people),
        (State.NO_CAPACITY, not masks.places),
        (
            State.NO_PLACE_FREE,
            all(place.free_on is not None and not place.free_on & ids for place in masks.places),
        ),
        (State.NOBODY_ANSWERED, not masks.answered),
        (State.NOBODY_CAN_COME, not anybody),
        (State.ONLY_ONLINE, not anybody & ~masks.online),
        (State.NO_PLACE_SUITS, not free),
        (State.TOO_FEW_PLACES, len(free) < sites),
    )
    return next((state for state, holds in reasons if holds), State.CHOICE)


def _notes(season: Season, masks: Masks) -> tuple[str, ...]:
    notes = []
    if unknown := sorted(place.name for place in season.places if not (place.capacity or 0) > 0):
        verb = "is" if len(unknown) == 1 else "are"
        notes.append(f"{listed(unknown)} {verb} left out: there is no number of seats.")
    if masks.strangers:
        people = counted(masks.strangers, "person belongs", "people belong")
        notes.append(f"{people} to a group that is not part of this season, and count as in no group.")
    return tuple(notes)
