"""Seasons drawn by lot, the same ones every time."""

import random
from datetime import datetime, timedelta

from groups.meetup_dates import ONLINE_SEAT, Answer, Group, Person, Place, Season, Slot

MORNING = datetime.fromisoformat("2027-03-01T11:00")
NEEDS = ("step-free", "interpreter")
OFTEN = {"step-free": 0.2, "interpreter": 0.03, ONLINE_SEAT: 0.08}


def small(seed, *, people=7, places=3, slots=3):
    """So few that every way to seat everybody can be tried; full of ties, full rooms and missing facts."""
    draw = random.Random(seed)
    areas = ["Larkfield", "Northgate", "Harbourside"][: draw.randint(1, 3)]
    dates = [
        Slot(at, MORNING + timedelta(days=draw.randint(0, 3)))
        for at in draw.sample(range(50), draw.randint(1, slots))
    ]
    groups = [Group(at, f"Group {at}", 3, draw.random() < 0.2) for at in range(draw.randint(1, 4))]
    return Season(
        people=[
            _person(draw, at, dates, groups, areas) for at in draw.sample(range(99), draw.randint(0, people))
        ],
        groups=groups,
        slots=dates,
        places=[_place(draw, at, dates, areas) for at in draw.sample(range(50), draw.randint(1, places))],
        distances={
            (one, two): draw.randint(0, 4)
            for one in areas
            for two in areas
            if one < two and draw.random() < 0.9
        },
        farthest=draw.choice((None, None, 2)),
    )


def _place(draw, at, dates, areas):
    return Place(
        id=at,
        name=f"Place {at}",
        capacity=draw.choice((None, 0, 1, 1, 1, 2, 2, 2, 3, 5)),
        area=draw.choice([*areas, None]),
        access=frozenset(need for need in NEEDS if draw.random() < 0.7),
        cost_pence=draw.choice((None, 0, 4500)),
        free_on=None if draw.random() < 0.7 else frozenset(slot.id for slot in dates if draw.random() < 0.7),
        online_seats=draw.choice((0, 1, 5)),
    )


def _person(draw, at, dates, groups, areas):
    return Person(
        id=at,
        answers={slot.id: draw.choice(list(Answer)) for slot in dates if draw.random() < 0.8},
        group=draw.choice([None, 77, *(group.id for group in groups)]),
        needs=frozenset(need for need in (*NEEDS, ONLINE_SEAT) if draw.random() < 0.15),
        area=draw.choice([*areas, None]),
        left_out_last_time=draw.random() < 0.3,
    )


def service(
    seed=1, *, groups=17, members=8, slots=12, places=6, seats=(15, 60), yes=0.3, towns=0, farthest=None
):
    """A whole service. With towns, areas lie in towns far apart, and one place cannot serve all."""
    draw = random.Random(seed)
    areas = [f"Area {at}" for at in range(12)]
    spots = {area: (draw.uniform(0, 40), draw.uniform(0, 40)) for area in areas}
    if towns:
        spots = {area: (100 * (at % towns) + draw.uniform(0, 9), 0) for at, area in enumerate(areas)}
    dates = [Slot(at, MORNING + timedelta(days=at)) for at in range(slots)]
    return Season(
        people=list(_members(draw, groups, members, dates, areas, yes)),
        groups=[Group(at, f"Group {at}", members, draw.random() < 0.2) for at in range(groups)],
        slots=dates,
        places=[
            Place(
                id=at,
                name=f"Place {at}",
                capacity=draw.randint(*seats),
                area=areas[at % 12],
                access=frozenset(need for need in NEEDS if draw.random() < 0.8),
                cost_pence=draw.randint(0, 200) * 100,
                online_seats=draw.choice((0, 20)),
            )
            for at in range(places)
        ],
        distances={
            (one, two): round(abs(complex(*spots[one]) - complex(*spots[two])))
            for one in areas
            for two in areas
            if one < two
        },
        farthest=farthest,
    )


def _members(draw, groups, members, dates, areas, yes):
    """Groups live mostly in one area; everybody has days of the week that suit; three in ten do not answer."""
    for group in range(groups):
        home = draw.choice(areas)
        for at in range(members):
            likely = [min(1, max(0, yes + draw.gauss(0, 0.2))) for _ in range(7)]
            silent = draw.random() < 0.3
            answers = {} if silent else {slot.id: _say(draw, likely[slot.start.weekday()]) for slot in dates}
            yield Person(
                id=group * 100 + at,
                answers=answers,
                group=group,
                needs=frozenset(
                    need
                    for need, often in zip((*NEEDS, ONLINE_SEAT), (0.2, 0.03, 0.08), strict=True)
                    if draw.random() < often
                ),
                area=home if draw.random() < 0.8 else draw.choice([*areas, None]),
                left_out_last_time=draw.random() < 0.15,
            )


def _say(draw, likely):
    lot = draw.random()
    return Answer.YES if lot < likely else Answer.IF_HAVE_TO if lot < likely + 0.1 else Answer.NO
