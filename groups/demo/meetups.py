"""Two seasons of the all-groups meetup: one that has been, with notes and thanks, and one in which dates are asked."""

from datetime import date, time, timedelta

from groups.actions import places
from groups.actions.meetups import (
    after,
    answers,
    asking,
    choosing,
    day,
    news,
    options,
    programme,
    seasons,
    walking,
)
from groups.demo import when
from groups.demo.crowd import TELLER
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import (
    Coming,
    Group,
    How,
    Job,
    Known,
    Meetup,
    MeetupAsked,
    Membership,
    Place,
    PlaceKind,
    SeasonName,
    Suits,
)
from groups.states import GroupState

ASKED_DAYS_AGO = 4
LAST_DAYS_AGO = 120
NEWS = (
    (
        "We had twelve of us at the garden centre.",
        "The bus has stopped running.",
        "Where do you meet in winter?",
    ),
    ("Two people came back after a long rest.", "", "How do you share out the organising?"),
    ("We have begun to play cards.", "August was very quiet.", ""),
    ("Everybody knows everybody by now.", "Finding chairs with arms.", "Would anybody like to walk with us?"),
)
NOTES = (
    "Nine groups told how they are getting on. We talked about pacing on holiday.\n\n"
    "Agreed: a list of cafés with good chairs, and a shorter first half next time."
)


def tell(stage: Stage, post: PostOffice) -> None:
    """The season that has been, four months ago, then the one in asking now."""
    halls = _halls(stage)
    _last_season(stage, post, halls)
    _this_season(stage, post, halls)


def _halls(stage: Stage) -> list[Place]:
    shared = Place.objects.filter(service=stage.severn, group=None, closed_at=None, capacity__gte=30)
    with when.on(when.day(-(LAST_DAYS_AGO + 90))):
        library = places.add(
            None, service=stage.severn, by=stage.nadia, name="Larkfield Library", short_name="Larkfield Library",
            kind=PlaceKind.COMMUNITY, address="1 High Street, Larkfield", postcode="LA1 3BB",
            step_free=Known.YES, toilet=Known.YES, good_chairs=Known.YES, capacity=48,
        )  # fmt: skip
        options.set_distance(stage.severn, one="LA1", other="HB2", miles=9, by=stage.nadia)
    return [*shared.exclude(pk=library.pk), library]


def _open(stage: Stage, aim: date, halls: list[Place]) -> Meetup:
    """Open a season around a day, and confirm three dates at 11am."""
    name = SeasonName.SPRING if aim.month < 7 else SeasonName.AUTUMN
    meetup, _ = seasons.open_season(stage.severn, season=name, year=aim.year, aim=aim, by=TELLER)
    days = [one.day for one in options.suggested(meetup)]
    options.confirm(
        meetup, slots=[options.SlotPlan(on, time(11)) for on in days],
        places=[options.PlacePlan(hall, hall.capacity, online_seats=6, cost_pence=6000) for hall in halls],
        by=stage.nadia,
    )  # fmt: skip
    return Meetup.objects.select_related("service").get(pk=meetup.pk)


def _answers(meetup: Meetup, *, one_in: int) -> None:
    """Some answer, by what their place in the row says: the same at each telling."""
    slots = list(meetup.slots.all())
    said = (Suits.YES, Suits.NO, Suits.IF_HAVE_TO, Suits.YES)
    rows = MeetupAsked.objects.filter(meetup=meetup).select_related("person", "meetup").order_by("pk")
    for number, asked in enumerate(rows):
        if number % one_in:
            suits = {slot.pk: said[(number + 2 * at) % 4].value for at, slot in enumerate(slots)}
            needs = ["STEP_FREE"] if number % 9 == 0 else ["LIFT"] if number % 13 == 0 else None
            answers.answer(asked, suits=suits, needs=needs, how=How.LINK, by=asked.person)


def _last_season(stage: Stage, post: PostOffice, halls: list[Place]) -> None:
    aim = when.day(-LAST_DAYS_AGO)
    with when.on(aim - timedelta(days=80)):
        meetup = _open(stage, aim, halls)
    with when.on(aim - timedelta(days=70), 11):
        asking.ask(meetup, by=stage.nadia)
        _send(stage, post)
    with when.on(aim - timedelta(days=66), 15):
        _answers(meetup, one_in=4)
    with when.on(aim - timedelta(days=56), 11):
        best = choosing.best_five(meetup).options[0]
        asking.close(meetup, by=stage.nadia)
        sites = [
            choosing.Choice(meetup.slots.get(pk=one.slot.id), meetup.places.get(pk=one.place.id))
            for one in best.sites
        ]
        (site,) = choosing.choose(meetup, sites=sites, by=stage.nadia)
    with when.on(site.on_date - timedelta(days=49), 11):
        day.invite(meetup, by=TELLER)
        _send(stage, post)
    with when.on(site.on_date - timedelta(days=40), 12):
        _replies(meetup)
    _walk(stage, meetup, post, site.on_date - timedelta(days=28))
    with when.on(site.on_date - timedelta(days=20), 12):
        _news(meetup)
        programme.set_parts(meetup, parts=programme.usual(meetup), by=stage.nadia)
    for before in (14, 1):
        _walk(stage, meetup, post, site.on_date - timedelta(days=before))
    with when.on(site.on_date, 17):
        came = MeetupAsked.objects.filter(meetup=meetup, reply__coming=Coming.YES).order_by("pk")
        after.attendance(
            site, came={row.pk: number % 8 > 0 for number, row in enumerate(came)}, by=stage.nadia
        )
        after.write_notes(meetup, notes=NOTES, by=stage.nadia)
    for later in (1, 3, 5):  # thanks wait for the next working day
        _walk(stage, meetup, post, site.on_date + timedelta(days=later))


def _walk(stage: Stage, meetup: Meetup, post: PostOffice, on: date) -> None:
    with when.on(on, 12):
        walking.walk(meetup, by=TELLER)
        _send(stage, post)
    with when.on(on, 17):  # after 4pm, when people are told of the next day
        _send(stage, post)


def _send(stage: Stage, post: PostOffice) -> None:
    """What is due goes; Nadia rings those who have no other way. What waits of this season still waits for her."""
    post.deliver()
    post.ring(by=stage.nadia, kind__startswith="meetup-")


def _replies(meetup: Meetup) -> None:
    rows = MeetupAsked.objects.filter(meetup=meetup).select_related("person", "meetup", "invited_to__meetup")
    for number, asked in enumerate(rows.order_by("pk")):
        coming = (Coming.YES, Coming.YES, Coming.NO, None)[number % 4]
        if coming and asked.invited_to:
            try:
                day.reply(asked.invited_to, asked=asked, coming=coming, how=How.LINK, by=asked.person)
            except day.SiteIsFull:
                day.reply(asked.invited_to, asked=asked, coming=Coming.SEE, how=How.LINK, by=asked.person)


def _news(meetup: Meetup) -> None:
    groups = Group.objects.filter(service=meetup.service_id, state=GroupState.MEETING).order_by("pk")
    for group, (well, hard, ask) in zip(groups, NEWS, strict=False):
        holder = (
            Membership.objects.filter(group=group).holding(Job.ORGANISER).select_related("person").first()
        )
        if holder:
            news.write_news(
                meetup, group=group, went_well=well, was_hard=hard, would_ask=ask, by=holder.person
            )


def _this_season(stage: Stage, post: PostOffice, halls: list[Place]) -> None:
    """Asked four days ago; about half have answered."""
    aim = when.day(70 - ASKED_DAYS_AGO)
    with when.on(when.day(-(ASKED_DAYS_AGO + 8))):
        meetup = _open(stage, aim, halls)
    with when.on(when.day(-ASKED_DAYS_AGO), 11):
        asking.ask(meetup, by=stage.nadia)
        post.deliver()
    with when.on(when.day(-ASKED_DAYS_AGO + 1), 15):
        _answers(meetup, one_in=2)
