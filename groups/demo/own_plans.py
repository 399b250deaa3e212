"""What the Steady Steppers plan for themselves, and a place they let all groups use."""

from groups.actions import places
from groups.actions.plans import flare_up, goals
from groups.demo import when
from groups.models import Group, Known, Membership, PlaceKind

PLAN = {
    "signs": ["I sleep badly", "I am short with people", "I did too much on a good day"],
    "pacing": ["Stop before I have to", "Do one thing, then rest", "Leave the housework"],
    "helps": ["Slow breathing", "Music or a film", "The cat on my lap"],
    "tell": ["I am having a bad spell. It will pass", "A message is nice"],
}


def tell(group: Group) -> None:
    """Gwen has a goal and a plan for a flare-up, which Ellis may read; Khadija found a garden for everybody."""
    places_of = {one.person.first_name: one for one in group.memberships.select_related("person")}
    gwen, ellis = places_of["Gwen"], places_of["Ellis"]
    with when.on(when.day(-40), 14):
        goal = goals.make(
            gwen.person,
            what="Walk to the park bench and back",
            first_step="To the gate and back",
            how_often="FEW",
        )
        for part, lines in PLAN.items():
            flare_up.write(gwen.person, part=part, lines=lines)
        flare_up.write(gwen.person, part="people", lines=["Somebody at home"], friends=[ellis.pk])
        flare_up.share(gwen.person, with_=[ellis.pk])
    with when.on(when.day(-1), 17):
        goals.did_today(goal)
    _a_garden(group, places_of["Khadija"], gwen)


def _a_garden(group: Group, khadija: Membership, gwen: Membership) -> None:
    with when.on(when.day(-18), 15):
        garden = places.add(
            group, by=khadija.person, name="Walled Garden, Larkfield", short_name="Walled Garden",
            kind=PlaceKind.OUTDOORS, address="Park Road, Larkfield", postcode="LA1 8DD",
        )  # fmt: skip
        places.check(
            garden, by=khadija.person, step_free=Known.YES, quiet=Known.YES, toilet=Known.NO, cost="Free."
        )
        places.share(garden, by=gwen.person)
