"""Groups A to K of Table 2, told again with invented people, and six more groups, so that every kind is there.

Sizes, rhythms, kinds of place, channels, ages and purposes are those of Farr et al. 2021, "Table 2" (CC BY 4.0);
names, dates, people and what has become of each since are ours.
"""

import csv
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from followon.people.models import User
from groups.actions import lifecycle, members, places
from groups.demo import telling, when
from groups.demo.crowd import TELLER
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import Group, GroupPurpose, Membership, Mode, Place, PlaceKind, RhythmKind
from groups.rhythm import Rhythm
from pmp.actions import choices
from pmp.models import AgeBand, Gender

TABLE = Path(__file__).with_name("table2.csv")
NAMES = {
    "A": "Harbour Walkers", "B": "The Tuesday Table", "C": "Anchor Company", "D": "Knit and Natter",
    "E": "The Kitchen Six", "F": "Northgate Friends", "G": "Mill Lane Meeters", "H": "Three by Three",
    "I": "The Supper Club", "J": "Corner Cups", "K": "Last Orders",
}  # fmt: skip
# Months since each group was last in touch; the paper's table ends with the interviews, ours goes on to today.
QUIET = {"E": 2, "J": 4, "K": 8}
PLACES = {
    "community_space": PlaceKind.COMMUNITY, "cafe": PlaceKind.CAFE, "bar": PlaceKind.BAR, "homes": PlaceKind.HOME,
    "nights_out": PlaceKind.BAR, "private_space": PlaceKind.PRIVATE, "restaurant": PlaceKind.RESTAURANT,
}  # fmt: skip
PURPOSES = {
    "social": GroupPurpose.SOCIAL, "goal_setting": GroupPurpose.GOALS, "techniques": GroupPurpose.TECHNIQUES,
    "hobbies": GroupPurpose.HOBBIES, "exercise": GroupPurpose.EXERCISE, "outings": GroupPurpose.OUTINGS,
    "no_goal_setting": GroupPurpose.NO_GOALS,
}  # fmt: skip
AGES = {
    "A": ("40s", "80s"), "B": ("50s", "70s"), "C": ("30s", "80s"), "D": ("20s", "70s"), "E": ("20s", "40s"),
    "F": ("40s", "70s"), "G": ("20s", "60s"), "H": ("30s", "60s"), "I": ("40s", "70s"), "J": ("30s", "40s"),
    "K": ("40s", "70s"),
}  # fmt: skip
IRREGULAR_DAYS = 45  # "nights out" have no rhythm in the table
TOLD_MEETINGS = 6  # how many of a group's latest meetings are told one by one, beside its first


@dataclass(frozen=True)
class Sketch:
    """One group, as the table or our own pen has it."""

    letter: str
    name: str
    men: int
    women: int
    fewest: int
    every_days: int
    place: PlaceKind
    months: int  # from the end of the programme to the last contact
    quiet: int
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    ages: tuple[str, str]
    mode: str = Mode.IN_PERSON
    met_once: bool = False
    ending: str = ""  # resting, closed, forming

    @property
    def ended_on(self) -> date:
        return when.months_ago(self.months + self.quiet)


def sketches() -> list[Sketch]:
    """Groups A to K from the table."""
    with TABLE.open(encoding="utf-8") as file:
        return [_from_table(row) for row in csv.DictReader(file)]


def _from_table(row: dict[str, str]) -> Sketch:
    letter, most = row["group"], int(row["max_attending"])
    days = [int(row[name]) for name in ("rhythm_days_min", "rhythm_days_max") if row[name]]
    reduced = letter in "CEFGHJK"
    return Sketch(
        letter=letter, name=NAMES[letter], men=int(row["men"]), women=int(row["women"]),
        fewest=int(row["now_attending"] or max(2, most - 3 if reduced else most - 1)),
        every_days=round(sum(days) / len(days)) if days else IRREGULAR_DAYS,
        place=PLACES[row["place_kind"].split(";")[0]], months=int(row["months_to_last_contact"]),
        quiet=QUIET.get(letter, 0), purposes=tuple(PURPOSES[one] for one in row["purposes"].split(";")),
        channels=tuple(one.upper() for one in row["channels"].split(";")), ages=AGES[letter], met_once=letter == "K",
    )  # fmt: skip


def more_sketches() -> list[Sketch]:
    """Kinds of group the table has none of: online, resting, ended well, just begun."""
    plain = Sketch(
        letter="", name="", men=1, women=4, fewest=4, every_days=28, place=PlaceKind.CAFE, months=10, quiet=0,
        purposes=(GroupPurpose.SOCIAL,), channels=("SMS",), ages=("30s", "70s"),
    )  # fmt: skip
    return [
        replace(plain, name="Evening Owls", mode=Mode.ONLINE, men=2, women=3, months=7),
        replace(plain, name="Tea at Three", months=14, ending="resting"),
        replace(
            plain, name="The Gardeners", months=26, quiet=3, ending="closed", purposes=(GroupPurpose.HOBBIES,)
        ),
        replace(
            plain,
            name="Slow and Steady",
            months=9,
            place=PlaceKind.OUTDOORS,
            purposes=(GroupPurpose.EXERCISE,),
        ),
        replace(plain, name="Bread and Butter", men=0, women=5, months=5, place=PlaceKind.HOME),
    ]


def tell(stage: Stage, sketch: Sketch, post: PostOffice) -> Group:
    """One group from its programme to today."""
    ended = sketch.ended_on
    with when.on(ended - timedelta(weeks=telling.USUAL_SESSIONS + 3)):
        people = _people(stage, sketch)
        _about_them(stage, sketch, people)
    told = telling.a_programme(stage, f"{sketch.name} programme", last=ended, people=people)
    telling.everybody_says_yes(told, on=ended)
    group = telling.hand_over(
        stage, told, on=ended, name=sketch.name, short_name=sketch.name[:18], purposes=sketch.purposes,
        rhythm=_rhythm(sketch),
    )  # fmt: skip
    with when.on(ended, 16):
        post.deliver()
    _meet(sketch, group, people, post)
    _settle(sketch, group)
    return group


def _people(stage: Stage, sketch: Sketch) -> list[User]:
    """Women first, as the table counts them. The patient tutor was on a programme herself, and has her group still."""
    women = [stage.crowd.woman() for _ in range(sketch.women - (sketch.letter == "B"))]
    men = [stage.crowd.man() for _ in range(sketch.men)]
    if sketch.letter == "A":
        men = ["Rhys Vaughan"]  # the stranger of every test and demo
    ruth = [stage.ruth.person] if sketch.letter == "B" else []
    return [*map(stage.crowd.person, women), *ruth, *map(stage.crowd.person, men)]


def _about_them(stage: Stage, sketch: Sketch, people: list[User]) -> None:
    bands = list(AgeBand.values)
    youngest, oldest = (bands.index(band) for band in sketch.ages)
    for place, person in enumerate(people):
        band = bands[youngest + place * (oldest - youngest) // max(1, len(people) - 1)]
        gender = Gender.WOMAN if place < sketch.women else Gender.MAN
        choices.about_me(person, service=stage.severn, age_band=band, gender=gender, by=person)


def _rhythm(sketch: Sketch) -> Rhythm:
    if 7 <= sketch.every_days <= 60 and not sketch.met_once:
        return Rhythm(RhythmKind.EVERY_WEEKS, every_weeks=max(1, round(sketch.every_days / 7)))
    return Rhythm()


def _meet(sketch: Sketch, group: Group, people: list[User], post: PostOffice) -> None:
    """The first meeting with everybody, and the latest ones in the group's rhythm with fewer and fewer."""
    where: Place | None = _somewhere(sketch, group, by=people[0])
    at, extra = time(19) if sketch.place in (PlaceKind.BAR, PlaceKind.RESTAURANT) else time(11), {}
    if sketch.mode == Mode.ONLINE:
        where, extra = None, {"mode": Mode.ONLINE, "join_details": "https://meet.example.org/evening-owls"}
    for on, came in _dates(sketch, len(people)):
        telling.met(group, post, on=on, at=at, where=where, came=came, by=people[0], **extra)
    with when.on(on, 23):
        post.deliver()


def _dates(sketch: Sketch, most: int) -> list[tuple[date, int]]:
    last = when.months_ago(sketch.quiet) - timedelta(days=2)
    if sketch.met_once:
        return [(last, most)]
    first = sketch.ended_on + timedelta(days=24)
    steps = [last - timedelta(days=sketch.every_days * back) for back in reversed(range(TOLD_MEETINGS))]
    later = [day for day in steps if day > first + timedelta(days=5)]
    fewer = max(1, len(later) - 1)
    counts = [most - (most - sketch.fewest) * place // fewer for place in range(len(later))]
    return [(first, most), *zip(later, counts, strict=True)]


def _somewhere(sketch: Sketch, group: Group, *, by: User) -> Place:
    with when.on(sketch.ended_on):
        return places.add(
            group, by=by, name=f"{sketch.place.label} of {sketch.name}"[:80], short_name="Usual place",
            kind=sketch.place, address="Larkfield", postcode="LA1 2AB",
        )  # fmt: skip


def _settle(sketch: Sketch, group: Group) -> None:
    """How the group stands today, and the channels it ticked."""
    lifecycle.change(group, by=TELLER, channels=list(sketch.channels), area="LA1")
    if sketch.ending == "resting":
        lifecycle.rest(group, until=when.day(70), by=TELLER)
    if sketch.ending == "closed":
        lifecycle.close(group, because="moved-on", by=TELLER)
    if sketch.letter == "A":
        rhys = Membership.objects.select_related("person").get(group=group, person__first_name="Rhys")
        members.count_me_in(rhys, on=True, by=rhys.person)
