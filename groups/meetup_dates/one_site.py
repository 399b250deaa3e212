"""One place on one date: every option is weighed, the best are exact."""

from groups.meetup_dates.kinds import fill, kinds
from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Worth, ceiling
from groups.meetup_dates.searching import Node, Stage, best_first, cost_of


def best_options(masks: Masks, worth: Worth, wanted: int) -> list[Node]:
    """The best options in order, each with its exact merit."""

    def look_closer(node: Node) -> list[Node]:
        (slot,), (place,) = node.slots, node.places
        return [node._replace(below=-merit(masks, worth, slot, place), stage=Stage.EXACT)]

    counted = [
        Node(
            below=-worth.heads(ceiling([masks.view(slot, place)], [masks.seats(place)], masks)),
            slots=(slot,),
            cost=cost_of(masks, [place]),
            places=(place,),
            stage=Stage.COUNTED,
        )
        for slot in range(len(masks.slots))
        for place in masks.free_places(slot)
    ]
    return best_first(counted, look_closer, wanted)


def merit(masks: Masks, worth: Worth, slot: int, place: int) -> int:
    """What the best seating of one place on one slot is worth."""
    distance = masks.distance[place]
    valued = [
        (worth.person(kind.points[0], kind.left_out, distance[kind.area]), kind)
        for kind in kinds([masks.view(slot, place)], masks)
    ]
    return fill(valued, masks.seats(place), worth)
